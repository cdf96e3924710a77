import { describe, expect, it } from 'vitest';

import {
  bitmapFromRle,
  listLevelEdges,
  listUprightEdges,
  maskFromHeat,
  rleFromBitmap,
} from '../../../models/masks/index.ts';
import { traceOutline } from '../../../src-renderer/canvas/outline.ts';
import { packColour, paintMasks } from '../../../src-renderer/canvas/paint.ts';
import { styleOfTag } from '../../../src-renderer/canvas/palette.ts';
import { heatColour } from '../../../src-renderer/canvas/heat-colours.ts';
import { randomBitmap, randomFrom } from '../../models/masks/random.ts';
import { alphaOf } from '../show-window.ts';

const size = { width: 97, height: 61 };
const heat = { width: 5, height: 4, data: Uint8Array.from({ length: 20 }, (_, cell) => (cell * 53) % 256) };

describe('a painted mask', () => {
  it.each([0, 0.2, 0.4, 0.55, 0.9, 1])('has exactly the pixels of the mask at threshold %f', (threshold) => {
    const mask = maskFromHeat(heat, threshold, size);
    const canvas = document.createElement('canvas');
    paintMasks(canvas, [{ mask, style: styleOfTag(0) }], size);
    expect([canvas.width, canvas.height]).toEqual([size.width, size.height]);
    expect(alphaOf(canvas)).toEqual(bitmapFromRle(mask).data);
  });

  it('leaves nothing of the mask before it', () => {
    const canvas = document.createElement('canvas');
    paintMasks(canvas, [{ mask: maskFromHeat(heat, 0.1, size), style: styleOfTag(0) }], size);
    paintMasks(canvas, [], size);
    expect(alphaOf(canvas).every((alpha) => alpha === 0)).toBe(true);
  });

  it('has the colour of its tag', () => {
    const canvas = document.createElement('canvas');
    const data = Uint8Array.from([1, 0]);
    paintMasks(canvas, [{ mask: rleFromBitmap({ width: 2, height: 1, data }), style: styleOfTag(0) }], {
      width: 2,
      height: 1,
    });
    expect([...(canvas.getContext('2d')?.getImageData(0, 0, 1, 1).data ?? [])]).toEqual([
      0xe6, 0x9f, 0x00, 255,
    ]);
    expect(packColour('#e69f00')).toBe(0xff009fe6);
  });
});

describe('an outline', () => {
  it('runs around a pixel along its borders', () => {
    const pixels = Uint8Array.from([0, 0, 0, 0, 1, 0, 0, 0, 0]);
    expect(pieces(traceOutline(pixels, { width: 3, height: 3 }))).toEqual([
      '1,1-1,2',
      '1,1-2,1',
      '1,2-2,2',
      '2,1-2,2',
    ]);
  });

  it('closes at the edge of the picture and goes around holes', () => {
    const pixels = Uint8Array.from([1, 1, 1, 1, 0, 1, 1, 1, 1]);
    expect(pieces(traceOutline(pixels, { width: 3, height: 3 }))).toEqual(
      ['0,0-0,3', '0,0-3,0', '0,3-3,3', '3,0-3,3', '1,1-1,2', '1,1-2,1', '1,2-2,2', '2,1-2,2'].sort(),
    );
  });

  it('is the same whether it is traced from the pixels or from the runs', () => {
    const random = randomFrom(7);
    for (let round = 0; round < 200; round += 1) {
      const box = { width: 1 + Math.floor(random() * 40), height: 1 + Math.floor(random() * 40) };
      const data = randomBitmap(random, box.width, box.height);
      const mask = rleFromBitmap({ ...box, data });
      const edges = [...listLevelEdges(mask), ...listUprightEdges(mask)];
      expect(pieces(edges)).toEqual(pieces(traceOutline(data, box)));
    }
  });

  it('is as long as the border between inside and outside', () => {
    const { data } = bitmapFromRle(maskFromHeat(heat, 0.45, size));
    const segments = traceOutline(data, size);
    let length = 0;
    for (let at = 0; at < segments.length; at += 4) {
      const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = segments.slice(at, at + 4);
      length += Math.abs(x2 - x1) + Math.abs(y2 - y1);
    }
    expect(length).toBe(borderLength(data));
  });
});

describe('the looks of tags', () => {
  it('are all different for 42 tags', () => {
    const looks = Array.from({ length: 42 }, (_, index) => JSON.stringify(styleOfTag(index)));
    expect(new Set(looks).size).toBe(42);
  });
});

describe('the colours of a heat map', () => {
  it('are cut off at the ends of the scale', () => {
    for (const colours of ['viridis', 'turbo'] as const) {
      expect(heatColour(-1, colours)).toEqual(heatColour(0, colours));
      expect(heatColour(2, colours)).toEqual(heatColour(1, colours));
    }
  });

  it('of turbo go from blue over green to red', () => {
    const strongest = [0.15, 0.5, 0.9].map((value) => {
      const colour = heatColour(value, 'turbo');
      return colour.indexOf(Math.max(...colour));
    });
    expect(strongest).toEqual([2, 1, 0]);
  });

  it('of viridis grow lighter from end to end', () => {
    const lightness = Array.from({ length: 11 }, (_, step) => {
      const [red, green, blue] = heatColour(step / 10, 'viridis');
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    });
    expect(lightness).toEqual([...lightness].sort((a, b) => a - b));
  });
});

function pieces(segments: readonly number[]): string[] {
  const result: string[] = [];
  for (let at = 0; at < segments.length; at += 4) {
    const [x1, y1, x2, y2] = segments.slice(at, at + 4);
    result.push(`${x1},${y1}-${x2},${y2}`);
  }
  return result.sort();
}

/** Pairs of neighbouring pixels, the outside of the picture included, of which one is in the mask. */
function borderLength(data: Uint8Array): number {
  const at = (x: number, y: number) =>
    x >= 0 && y >= 0 && x < size.width && y < size.height && data[y * size.width + x] === 1;
  let length = 0;
  for (let y = -1; y < size.height; y += 1) {
    for (let x = -1; x < size.width; x += 1) {
      length += Number(at(x, y) !== at(x + 1, y)) + Number(at(x, y) !== at(x, y + 1));
    }
  }
  return length;
}
