import { listToggles } from './edges.ts';
import { RunBuilder } from './run-builder.ts';
import type { Rle, Size } from './types.ts';

/**
 * The mask for a picture of another size: each pixel is inside where the pixel is that its centre falls on. At the same size it is the same
 * mask. Time in the number of runs and columns, not of pixels.
 */
export function scaleMask(mask: Rle, { width, height }: Size): Rle {
  if (mask.width === width && mask.height === height) return mask;
  const columns = listToggles(mask);
  const builder = new RunBuilder();
  // The first pixel whose centre falls on the one at `at` or one below it.
  const rowOf = (at: number): number => Math.ceil((at * height) / mask.height - 0.5);
  for (let x = 0; x < width; x++) {
    const from = columns[Math.min(mask.width - 1, Math.floor(((x + 0.5) * mask.width) / width))] ?? [];
    let end = 0;
    for (let at = 0; at < from.length; at += 2) {
      const [top, bottom] = [rowOf(from[at] ?? 0), rowOf(from[at + 1] ?? 0)];
      builder.append(0, top - end);
      builder.append(1, bottom - top);
      end = bottom;
    }
    builder.append(0, height - end);
  }
  return { width, height, runs: builder.finish() };
}
