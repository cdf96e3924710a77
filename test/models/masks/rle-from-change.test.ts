import { describe, expect, test } from 'vitest';

import { rleFromBitmap, rleFromChange } from '../../../models/masks/index.ts';
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
