import { readFileSync } from 'node:fs';

import { describe, expect, test } from 'vitest';

import {
  areaOf,
  bitmapFromRle,
  boundingBoxOf,
  decodeMask,
  encodeMask,
  intersectMasks,
  iouOf,
  paintRle,
  rleFromBitmap,
  uniteMasks,
} from '../../../models/masks/index.ts';
import { golden, hasShared, sharedNote } from '../../shared.ts';
import { randomBitmap, randomFrom } from './random.ts';

interface GoldenMask {
  readonly size: [number, number];
  readonly rows: readonly string[];
  readonly counts: string;
  readonly uncompressed: readonly number[];
  readonly area: number;
  readonly bbox: readonly number[];
}

const fromRows = (...rows: string[]) =>
  rleFromBitmap({
    width: rows[0]?.length ?? 0,
    height: rows.length,
    data: Uint8Array.from(rows.join(''), Number),
  });

describe.skipIf(!hasShared)(`the masks that pycocotools wrote${sharedNote}`, () => {
  const masks = hasShared ? (JSON.parse(readFileSync(golden('rle.json'), 'utf8')) as GoldenMask[]) : [];

  test.each(masks.map((mask) => [mask.size.join(' × '), mask] as const))(
    '%s is the same in every form',
    (_, mask) => {
      const [height, width] = mask.size;
      const data = Uint8Array.from(mask.rows.join(''), Number);
      const rle = rleFromBitmap({ width, height, data });
      expect([...rle.runs]).toEqual(mask.uncompressed);
      expect(encodeMask(rle)).toEqual({ size: mask.size, counts: mask.counts });
      expect([...decodeMask({ size: mask.size, counts: mask.counts }).runs]).toEqual(mask.uncompressed);
      expect(bitmapFromRle(rle).data).toEqual(data);
      expect(areaOf(rle)).toBe(mask.area);
      const box = boundingBoxOf(rle);
      expect([box.x, box.y, box.width, box.height]).toEqual(mask.bbox);
    },
  );

  test('there were some', () => expect(masks.length).toBeGreaterThan(5));
});

describe('run lengths', () => {
  test('random masks survive bitmap, runs and string, and agree with a count of their pixels', () => {
    const random = randomFrom(1);
    for (let round = 0; round < 200; round++) {
      const [width, height] = [1 + Math.floor(random() * 90), 1 + Math.floor(random() * 90)];
      const data = randomBitmap(random, width, height);
      const rle = decodeMask(encodeMask(rleFromBitmap({ width, height, data })));
      expect(bitmapFromRle(rle)).toEqual({ width, height, data });
      expect(areaOf(rle)).toBe(data.reduce((sum, value) => sum + value, 0));
      const inside = [...data.keys()].filter((at) => data[at] === 1);
      const xs = inside.map((at) => at % width);
      const ys = inside.map((at) => Math.floor(at / width));
      if (inside.length === 0) continue;
      const [x, y] = [Math.min(...xs), Math.min(...ys)];
      expect(boundingBoxOf(rle)).toEqual({
        x,
        y,
        width: Math.max(...xs) - x + 1,
        height: Math.max(...ys) - y + 1,
      });
    }
  });

  test('long runs keep their length through the string', () => {
    const rle = { width: 20_000, height: 20_000, runs: Uint32Array.of(1, 399_999_990, 9) };
    expect([...decodeMask(encodeMask(rle)).runs]).toEqual([1, 399_999_990, 9]);
  });

  test('painting writes the colour inside and leaves the rest', () => {
    const pixels = new Uint32Array(6).fill(7);
    paintRle(fromRows('011', '001'), pixels, 0xff0000ff);
    expect([...pixels]).toEqual([7, 0xff0000ff, 0xff0000ff, 7, 7, 0xff0000ff]);
  });

  test('union, intersection and IoU agree with the pixels', () => {
    const random = randomFrom(2);
    for (let round = 0; round < 100; round++) {
      const size = { width: 1 + Math.floor(random() * 30), height: 1 + Math.floor(random() * 30) };
      const a = randomBitmap(random, size.width, size.height);
      const b = randomBitmap(random, size.width, size.height);
      const [left, right] = [rleFromBitmap({ ...size, data: a }), rleFromBitmap({ ...size, data: b })];
      const united = a.map((value, at) => value | (b[at] ?? 0));
      const shared = a.map((value, at) => value & (b[at] ?? 0));
      expect(uniteMasks(left, right)).toEqual(rleFromBitmap({ ...size, data: united }));
      expect(intersectMasks(left, right)).toEqual(rleFromBitmap({ ...size, data: shared }));
      const count = (bitmap: Uint8Array) => bitmap.reduce((sum, value) => sum + value, 0);
      expect(iouOf(left, right)).toBe(count(united) === 0 ? 0 : count(shared) / count(united));
    }
  });

  test('a union of one mask is that mask, and of three holds all', () => {
    const masks = [fromRows('100'), fromRows('010'), fromRows('001')] as const;
    expect(uniteMasks(masks[0])).toEqual(masks[0]);
    expect(areaOf(uniteMasks(...masks))).toBe(3);
  });
});

describe('masks that cannot be are refused with a sentence', () => {
  test.each([
    ['a sum that falls short', [5, 7], 'R1', /add up to 34 pixels, but 7 × 5 has 35/],
    ['a sum that is too large', [5, 7], 'T1', /add up to 36/],
    ['no runs at all', [5, 7], '', /add up to 0/],
    ['a strange character', [5, 7], 'S 1', /character " " at position 1/],
    ['a number that is cut off', [5, 7], 'S', /end in the middle/],
    ['a run below zero', [5, 7], 'O', /Run 1 of the counts is -1/],
    ['a number without an end', [5, 7], 'oooooooooo1', /more than 32 bits/],
    ['a size without pixels', [0, 7], '', /0 pixels is no mask|7 × 0/],
    ['a size in fractions', [2.5, 2], '5', /2 × 2.5/],
  ] as const)('%s', (_, [height, width], counts, sentence) => {
    expect(() => decodeMask({ size: [height, width], counts })).toThrow(sentence);
  });

  test('a bitmap of another size', () => {
    expect(() => rleFromBitmap({ width: 3, height: 2, data: new Uint8Array(5) })).toThrow(
      /5 pixels, but 3 × 2 needs 6/,
    );
  });

  test('two masks of different pictures', () => {
    expect(() => uniteMasks(fromRows('01'), fromRows('011'))).toThrow(
      /2 × 1 cannot be combined with one of 3 × 1/,
    );
  });
});
