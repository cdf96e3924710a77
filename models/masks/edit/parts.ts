import type { Bitmap, BoundingBox } from '../types.ts';
import { floodFrom } from './flood.ts';
import { Painter } from './painter.ts';
import type { Point } from './types.ts';

/**
 * Fills the hole that the point lies in: what is not in the mask and cannot be left without crossing the mask or going over a corner. What
 * reaches the picture's border is no hole and stays. → the pixels that changed.
 */
export function fillHole(bitmap: Bitmap, point: Point): BoundingBox {
  const { width, height, data } = bitmap;
  const painter = new Painter(bitmap, 1);
  const hole = floodFrom(bitmap, point, { belongs: (at) => data[at] === 0, diagonal: false });
  const isOpen = hole.some(({ y, from, to }) => y === 0 || y === height - 1 || from === 0 || to === width);
  if (!isOpen) for (const { y, from, to } of hole) painter.fill(y, from, to);
  return painter.changed;
}

/** Erases the part of the mask that the point lies in, with all that it touches, also at corners. → the pixels that changed. */
export function removeIsland(bitmap: Bitmap, point: Point): BoundingBox {
  const { data } = bitmap;
  const painter = new Painter(bitmap, 0);
  const island = floodFrom(bitmap, point, { belongs: (at) => data[at] !== 0, diagonal: true });
  for (const { y, from, to } of island) painter.fill(y, from, to);
  return painter.changed;
}
