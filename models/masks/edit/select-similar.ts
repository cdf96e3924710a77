import type { Bitmap } from '../types.ts';
import { floodFrom } from './flood.ts';
import { Painter } from './painter.ts';
import type { Point, RgbaPixels } from './types.ts';

export interface SimilarOptions {
  /** How far a channel may be from that of the chosen pixel, 0…255. */
  readonly tolerance: number;
  /** Only what hangs together with the chosen pixel, sides touching. */
  readonly contiguous: boolean;
}

/** The magic wand: the pixels that are like the one that the point lies in, in each of the four channels. Empty for a point outside. */
export function selectSimilar(
  picture: RgbaPixels,
  point: Point,
  { tolerance, contiguous }: SimilarOptions,
): Bitmap {
  const { width, height, data } = picture;
  const result = { width, height, data: new Uint8Array(width * height) };
  const [x, y] = [Math.floor(point.x), Math.floor(point.y)];
  if (!(x >= 0 && x < width && y >= 0 && y < height)) return result;
  const chosen = (y * width + x) * 4;
  const [red = 0, green = 0, blue = 0, alpha = 0] = data.subarray(chosen, chosen + 4);
  const belongs = (at: number): boolean =>
    Math.abs((data[at * 4] ?? 0) - red) <= tolerance &&
    Math.abs((data[at * 4 + 1] ?? 0) - green) <= tolerance &&
    Math.abs((data[at * 4 + 2] ?? 0) - blue) <= tolerance &&
    Math.abs((data[at * 4 + 3] ?? 0) - alpha) <= tolerance;
  if (contiguous) {
    const painter = new Painter(result, 1);
    const spans = floodFrom(picture, point, { belongs, diagonal: false });
    for (const span of spans) painter.fill(span.y, span.from, span.to);
  } else {
    for (let at = 0; at < result.data.length; at++) if (belongs(at)) result.data[at] = 1;
  }
  return result;
}
