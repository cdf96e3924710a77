import { describe, expect, test } from 'vitest';

import { cropAround } from '../../../src-main/services/contact-sheet-crop.ts';

const picture = { width: 1000, height: 800 };

describe('the crop around a mask', () => {
  test('has room on every side and the shape of a cell', () => {
    expect(cropAround({ x: 400, y: 300, width: 200, height: 200 }, picture)).toEqual({
      x: 327,
      y: 270,
      width: 347,
      height: 260,
    });
  });

  test('stays in the picture, and is all of it for a mask that fills it', () => {
    expect(cropAround({ x: 0, y: 700, width: 300, height: 100 }, picture)).toEqual({
      x: 0,
      y: 507,
      width: 390,
      height: 293,
    });
    expect(cropAround({ x: 0, y: 0, ...picture }, picture)).toEqual({ x: 0, y: 0, ...picture });
  });

  test('never shrinks to a few pixels without their surroundings', () => {
    const { width, height } = cropAround({ x: 500, y: 400, width: 2, height: 2 }, picture);
    expect([width, height]).toEqual([267, 200]);
  });

  test('is the whole picture where there is no mask', () => {
    expect(cropAround({ x: 0, y: 0, width: 0, height: 0 }, picture)).toEqual({ x: 0, y: 0, ...picture });
  });

  test('holds the mask in pictures of any size', () => {
    for (const size of [
      { width: 1, height: 1 },
      { width: 3, height: 2000 },
      { width: 641, height: 7 },
    ]) {
      for (const share of [0, 0.3, 0.9]) {
        const box = {
          x: Math.floor(share * (size.width - 1)),
          y: Math.floor(share * (size.height - 1)),
          width: 1,
          height: 1,
        };
        const crop = cropAround(box, size);
        expect(crop.x).toBeLessThanOrEqual(box.x);
        expect(crop.y).toBeLessThanOrEqual(box.y);
        expect(crop.x + crop.width).toBeGreaterThanOrEqual(box.x + 1);
        expect(crop.y + crop.height).toBeGreaterThanOrEqual(box.y + 1);
        expect(crop.x + crop.width).toBeLessThanOrEqual(size.width);
        expect(crop.y + crop.height).toBeLessThanOrEqual(size.height);
      }
    }
  });
});
