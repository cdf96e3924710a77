import type { BoundingBox, HeatMap } from '../types.ts';
import type { Point, RgbaPixels } from './types.ts';
import type { WorkingPicture } from './working-picture.ts';

/** What a person has said about the object, in pixels of the picture. */
export interface Clicks {
  readonly positive: readonly Point[];
  readonly negative: readonly Point[];
  /** The object lies in it. */
  readonly box?: BoundingBox;
  /** What the machine has said: a heat map of any grid over the whole picture. */
  readonly prior?: HeatMap;
}

/** What is known at the working size, by cell. */
export interface Seeds {
  readonly positive: readonly number[];
  readonly negative: readonly number[];
  /** Not 0 outside of the box. */
  readonly closed: Uint8Array;
}

/** Of the believed object's size, on each side of it: where its edge is looked for. */
const margin = 0.5;

export function findSeeds(picture: RgbaPixels, { width, height }: WorkingPicture, clicks: Clicks): Seeds {
  const [scaleX, scaleY] = [width / picture.width, height / picture.height];
  const cellsOf = (points: readonly Point[]): number[] =>
    points.flatMap(({ x, y }) => {
      const [cx, cy] = [Math.floor(x * scaleX), Math.floor(y * scaleY)];
      return cx >= 0 && cy >= 0 && cx < width && cy < height ? [cy * width + cx] : [];
    });
  const closed = new Uint8Array(width * height);
  const { box } = clicks;
  if (box !== undefined) {
    const isIn = (cell: number, scale: number, [from, size]: readonly [number, number]): boolean =>
      (cell + 0.5) / scale >= Math.min(from, from + size) &&
      (cell + 0.5) / scale <= Math.max(from, from + size);
    for (const at of closed.keys()) {
      const isInside =
        isIn(at % width, scaleX, [box.x, box.width]) &&
        isIn(Math.floor(at / width), scaleY, [box.y, box.height]);
      if (!isInside) closed[at] = 1;
    }
  }
  const negative = cellsOf(clicks.negative);
  const positive = cellsOf(clicks.positive).filter((at) => !negative.includes(at) && closed[at] === 0);
  return { positive, negative, closed };
}

/**
 * 1 in the box about what is believed to be the object, with half as much again on each side: colours of what is far away say nothing about its
 * edge, and it does not reach that far.
 */
export function findSurroundings(
  first: Float32Array,
  { width, height }: WorkingPicture,
  { positive }: Seeds,
): Uint8Array {
  let [left, top, right, bottom] = [width, height, 0, 0];
  const include = (at: number): void => {
    const [x, y] = [at % width, Math.floor(at / width)];
    [left, right] = [Math.min(left, x), Math.max(right, x)];
    [top, bottom] = [Math.min(top, y), Math.max(bottom, y)];
  };
  for (const at of first.keys()) if ((first[at] ?? 0) > 0.5) include(at);
  positive.forEach(include);
  const [marginX, marginY] = [4 + (right - left) * margin, 4 + (bottom - top) * margin];
  return Uint8Array.from(first, (_, at) => {
    const [x, y] = [at % width, Math.floor(at / width)];
    const isNear = x >= left - marginX && x <= right + marginX && y >= top - marginY && y <= bottom + marginY;
    return isNear ? 1 : 0;
  });
}
