import type { BoundingBox, HeatMap } from '../types.ts';
import type { Point, RgbaPixels } from './types.ts';
import { cellAt } from './working-picture.ts';
import type { WorkingPicture } from './working-picture.ts';

/** What a person has said about the object, in pixels of the picture. */
export interface Clicks {
  readonly positive: readonly Point[];
  readonly negative: readonly Point[];
  /** The object lies in it; a positive click outside has the last word. */
  readonly box?: BoundingBox;
  /** What the machine has said: a heat map of any grid over the whole picture. */
  readonly prior?: HeatMap;
}

/** A click inside the picture: its pixel and the cell of the working picture that holds it. */
export interface Seed {
  readonly pixel: number;
  readonly cell: number;
  readonly positive: boolean;
}

/** Clicks that miss the picture mean nothing; of two on one pixel the negative one counts. */
export function findSeeds(picture: RgbaPixels, working: WorkingPicture, clicks: Clicks): Seed[] {
  const seedsOf = (points: readonly Point[], positive: boolean): Seed[] =>
    points.flatMap((point) => {
      const [x, y] = [Math.floor(point.x), Math.floor(point.y)];
      if (!(x >= 0 && y >= 0 && x < picture.width && y < picture.height)) return [];
      const cell = cellAt(working.rows, y) * working.width + cellAt(working.columns, x);
      return [{ pixel: y * picture.width + x, cell, positive }];
    });
  const negative = seedsOf(clicks.negative, false);
  const taken = new Set(negative.map(({ pixel }) => pixel));
  return [...negative, ...seedsOf(clicks.positive, true).filter(({ pixel }) => !taken.has(pixel))];
}

/** [cells] not 0 outside of the box. */
export function closeOutside(
  box: BoundingBox | undefined,
  picture: RgbaPixels,
  { width, height }: WorkingPicture,
): Uint8Array {
  const closed = new Uint8Array(width * height);
  if (box === undefined) return closed;
  const isOutside = (middle: number, from: number, size: number): boolean =>
    !(middle >= Math.min(from, from + size) && middle <= Math.max(from, from + size));
  for (const at of closed.keys()) {
    const x = (((at % width) + 0.5) * picture.width) / width;
    const y = ((Math.floor(at / width) + 0.5) * picture.height) / height;
    if (isOutside(x, box.x, box.width) || isOutside(y, box.y, box.height)) closed[at] = 1;
  }
  return closed;
}
