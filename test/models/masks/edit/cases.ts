import type { Bitmap, BoundingBox } from '../../../../models/masks/index.ts';
import { randomBitmap } from '../random.ts';

/** The sizes at which loops go wrong, then random ones. */
export function randomSize(random: () => number, round: number): { width: number; height: number } {
  const [width, height] = [1 + Math.floor(random() * 30), 1 + Math.floor(random() * 30)];
  const special = [
    { width: 1, height: 1 },
    { width: 1, height },
    { width, height: 1 },
  ];
  return special[round % 8] ?? { width, height };
}

/** Empty and full ones among them. */
export function randomMask(random: () => number, round: number): Bitmap {
  const { width, height } = randomSize(random, round);
  const fill = [0, 1][round % 7];
  const data =
    fill === undefined ? randomBitmap(random, width, height) : new Uint8Array(width * height).fill(fill);
  return { width, height, data };
}

export const copyOf = (bitmap: Bitmap): Bitmap => ({ ...bitmap, data: bitmap.data.slice() });

/** A coordinate in and around 0…`length`: whole, half or anything. */
export function randomPlace(random: () => number, length: number): number {
  const place = random() * (length + 12) - 6;
  const kind = random();
  if (kind < 0.25) return Math.floor(place);
  return kind < 0.5 ? Math.floor(place) + 0.5 : place;
}

/** The smallest box of the pixels in which two bitmaps differ. */
export function boxOfChanges(before: Bitmap, after: Bitmap): BoundingBox {
  const changed = [...after.data.keys()].filter((at) => (before.data[at] !== 0) !== (after.data[at] !== 0));
  if (changed.length === 0) return { x: 0, y: 0, width: 0, height: 0 };
  const xs = changed.map((at) => at % after.width);
  const ys = changed.map((at) => Math.floor(at / after.width));
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  return { x, y, width: Math.max(...xs) - x + 1, height: Math.max(...ys) - y + 1 };
}

export const fromRows = (...rows: string[]): Bitmap => ({
  width: rows[0]?.length ?? 0,
  height: rows.length,
  data: Uint8Array.from(rows.join(''), (character) => (character === '#' ? 1 : 0)),
});

export const toRows = ({ width, height, data }: Bitmap): string[] =>
  Array.from({ length: height }, (_, y) =>
    [...data.subarray(y * width, (y + 1) * width)].map((value) => (value === 0 ? '.' : '#')).join(''),
  );

export const emptyMask = (width: number, height: number): Bitmap => ({
  width,
  height,
  data: new Uint8Array(width * height),
});
