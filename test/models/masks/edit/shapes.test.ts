import { describe, expect, test } from 'vitest';

import { fillPolygon, fillRectangle } from '../../../../models/masks/edit/index.ts';
import type { Point } from '../../../../models/masks/edit/index.ts';
import { randomFrom } from '../random.ts';
import { boxOfChanges, copyOf, emptyMask, randomMask, randomPlace, toRows } from './cases.ts';

/** By whole numbers, so exact: how many edges the ray from the left to the pixel's centre crosses. Quarters of pixels. */
function isInPolygon(points: readonly Point[], px: number, py: number): boolean {
  let inside = false;
  for (const [index, a] of points.entries()) {
    const b = points[(index + 1) % points.length] ?? a;
    const [from, to] = a.y < b.y ? [a, b] : [b, a];
    if (!(from.y <= py && py < to.y)) continue;
    const cross = (px - from.x) * 4 * (to.y - from.y) * 4 - (py - from.y) * 4 * (to.x - from.x) * 4;
    if (cross >= 0) inside = !inside;
  }
  return inside;
}

const quarter = (value: number): number => Math.round(value * 4) / 4;

describe('a polygon', () => {
  test('fills the pixels whose centres are inside by the even-odd rule, however it crosses itself', () => {
    const random = randomFrom(11);
    for (let round = 0; round < 300; round++) {
      const bitmap = randomMask(random, round);
      const before = copyOf(bitmap);
      const value = random() < 0.7 ? 1 : 0;
      const points = Array.from({ length: Math.floor(random() * 8) }, () => ({
        x: quarter(randomPlace(random, bitmap.width)),
        y: quarter(randomPlace(random, bitmap.height)),
      }));
      expect(fillPolygon(bitmap, points, value)).toEqual(boxOfChanges(before, bitmap));
      const expected = before.data.map((was, at) => {
        const [x, y] = [(at % bitmap.width) + 0.5, Math.floor(at / bitmap.width) + 0.5];
        return isInPolygon(points, x, y) ? value : was;
      });
      expect(toRows(bitmap)).toEqual(toRows({ ...bitmap, data: expected }));
    }
  });

  test('shares no pixel with its neighbour, and leaves none out between them', () => {
    const random = randomFrom(12);
    for (let round = 0; round < 100; round++) {
      const [cut, other] = [
        { x: random() * 20, y: 0 },
        { x: random() * 20, y: 20 },
      ];
      const [left, right] = [emptyMask(20, 20), emptyMask(20, 20)];
      fillPolygon(left, [{ x: 0, y: 0 }, cut, other, { x: 0, y: 20 }], 1);
      fillPolygon(right, [cut, { x: 20, y: 0 }, { x: 20, y: 20 }, other], 1);
      expect(left.data.every((value, at) => value + (right.data[at] ?? 0) === 1)).toBe(true);
    }
  });

  test('of a star has a hole, and one that is no area or no number paints nothing', () => {
    const bitmap = emptyMask(40, 40);
    const star = [0, 2, 4, 1, 3].map((corner) => ({
      x: 20 + 19 * Math.sin((corner * 2 * Math.PI) / 5),
      y: 20 - 19 * Math.cos((corner * 2 * Math.PI) / 5),
    }));
    fillPolygon(bitmap, star, 1);
    expect(bitmap.data[20 * 40 + 20]).toBe(0);
    expect(bitmap.data[8 * 40 + 20]).toBe(1);
    const empty = emptyMask(4, 4);
    fillPolygon(
      empty,
      [
        { x: 0, y: 0 },
        { x: 4, y: 4 },
      ],
      1,
    );
    fillPolygon(
      empty,
      [
        { x: NaN, y: 0 },
        { x: 4, y: NaN },
        { x: 1, y: Infinity },
      ],
      1,
    );
    expect(empty.data.includes(1)).toBe(false);
  });
});

describe('a rectangle', () => {
  test('fills the pixels whose centres are in it, whichever way it was drawn', () => {
    const random = randomFrom(13);
    for (let round = 0; round < 200; round++) {
      const bitmap = randomMask(random, round);
      const before = copyOf(bitmap);
      const [x, y] = [randomPlace(random, bitmap.width), randomPlace(random, bitmap.height)];
      const [width, height] = [randomPlace(random, 12), randomPlace(random, 12)];
      expect(fillRectangle(bitmap, { x, y, width, height }, 1)).toEqual(boxOfChanges(before, bitmap));
      const within = (centre: number, from: number, size: number): boolean =>
        centre >= Math.min(from, from + size) && centre <= Math.max(from, from + size);
      const expected = before.data.map((was, at) => {
        const [cx, cy] = [(at % bitmap.width) + 0.5, Math.floor(at / bitmap.width) + 0.5];
        return within(cx, x, width) && within(cy, y, height) ? 1 : was;
      });
      expect(toRows(bitmap)).toEqual(toRows({ ...bitmap, data: expected }));
    }
  });

  test('that is no number paints nothing', () => {
    const bitmap = emptyMask(3, 3);
    fillRectangle(bitmap, { x: NaN, y: 0, width: 3, height: 3 }, 1);
    fillRectangle(bitmap, { x: 0, y: NaN, width: 3, height: 3 }, 1);
    expect(bitmap.data.includes(1)).toBe(false);
  });
});
