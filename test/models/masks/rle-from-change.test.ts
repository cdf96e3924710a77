import { describe, expect, test } from 'vitest';

import { bitmapFromRle, changeBitmap, rleFromBitmap, rleFromChange } from '../../../models/masks/index.ts';
import { boxOfChanges, copyOf, randomMask } from './edit/cases.ts';
import { randomBitmap, randomFrom } from './random.ts';

describe('a mask of which a box has changed', () => {
  test('has the same runs as if every pixel had been looked at', () => {
    const random = randomFrom(7);
    const upTo = (limit: number) => Math.floor(random() * limit);
    for (let round = 0; round < 300; round++) {
      const [width, height] = [1 + upTo(40), 1 + upTo(40)];
      const data = randomBitmap(random, width, height);
      const before = rleFromBitmap({ width, height, data: data.slice() });
      const box = { x: upTo(width), y: upTo(height), width: 0, height: 0 };
      [box.width, box.height] = [upTo(width - box.x + 1), upTo(height - box.y + 1)];
      for (let y = box.y; y < box.y + box.height; y++)
        for (let x = box.x; x < box.x + box.width; x++) data[y * width + x] = random() < 0.5 ? 1 : 0;
      const bitmap = { width, height, data };
      expect(rleFromChange(before, bitmap, box)).toEqual(rleFromBitmap(bitmap));
    }
  });

  test('can become empty or full', () => {
    const size = { width: 3, height: 2 };
    const empty = { ...size, data: new Uint8Array(6) };
    const full = { ...size, data: new Uint8Array(6).fill(1) };
    const all = { x: 0, y: 0, ...size };
    expect(rleFromChange(rleFromBitmap(full), empty, all)).toEqual(rleFromBitmap(empty));
    expect(rleFromChange(rleFromBitmap(empty), full, all)).toEqual(rleFromBitmap(full));
  });
});

describe('runs of a bitmap', () => {
  test('are those that are counted pixel by pixel, down the columns', () => {
    const random = randomFrom(8);
    for (let round = 0; round < 200; round++) {
      const bitmap = randomMask(random, round);
      // Any value but 0 is inside, and neighbours with different ones are one run.
      const data = bitmap.data.map((value) => value * (1 + Math.floor(random() * 255)));
      const runs = [0];
      let before = 0;
      for (let x = 0; x < bitmap.width; x++)
        for (let y = 0; y < bitmap.height; y++) {
          const value = bitmap.data[y * bitmap.width + x] ?? 0;
          if (value !== before) runs.push(0);
          runs.push((runs.pop() ?? 0) + 1);
          before = value;
        }
      expect([...rleFromBitmap({ ...bitmap, data }).runs]).toEqual(runs);
    }
  });
});

test('a bitmap is turned from one mask into another in place, and the box is that of the pixels that changed', () => {
  const random = randomFrom(9);
  for (let round = 0; round < 200; round++) {
    const bitmap = randomMask(random, round);
    const before = copyOf(bitmap);
    const after = { ...bitmap, data: randomBitmap(random, bitmap.width, bitmap.height) };
    expect(changeBitmap(bitmap, rleFromBitmap(before), rleFromBitmap(after))).toEqual(
      boxOfChanges(before, after),
    );
    expect(bitmap).toEqual(bitmapFromRle(rleFromBitmap(after)));
  }
});
