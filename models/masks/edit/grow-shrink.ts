import { invertMask, uniteMasks } from '../combine.ts';
import { RunBuilder } from '../run-builder.ts';
import { RunCopier } from '../run-copier.ts';
import type { Rle } from '../types.ts';

/**
 * Every pixel whose centre is at most `radius` pixels from the centre of one in the mask: the mask moved sideways by each number of columns,
 * and stretched up and down as far as a disc reaches there. Time in the number of runs and the radius, not of pixels.
 */
export function dilate(mask: Rle, radius: number): Rle {
  const { width, height } = mask;
  const reach = radius > 0 ? Math.min(radius, width + height) : 0;
  let result = stretchColumns(mask, reachOf(reach, 0));
  for (let away = 1; away <= reach && away < width; away++) {
    const tall = stretchColumns(mask, reachOf(reach, away));
    result = uniteMasks(result, shiftColumns(tall, away), shiftColumns(tall, -away));
  }
  return result;
}

/**
 * Every pixel of the mask that is more than `radius` pixels from all that are outside of it, centre to centre. The mask is taken to go on beyond
 * the picture's border: an object that the border cuts off is not taken away from it.
 */
export function erode(mask: Rle, radius: number): Rle {
  return invertMask(dilate(invertMask(mask), radius));
}

/** The largest whole n with n² + away² ≤ radius², whatever the root is rounded to. */
function reachOf(radius: number, away: number): number {
  const rest = radius * radius - away * away;
  const guess = Math.floor(Math.sqrt(rest));
  return (guess + 1) * (guess + 1) <= rest ? guess + 1 : guess;
}

/** Every stretch of the mask `reach` pixels longer at both ends, within its column. */
function stretchColumns({ width, height, runs }: Rle, reach: number): Rle {
  const builder = new RunBuilder();
  let [position, end] = [0, 0];
  for (const [index, run] of runs.entries()) {
    const last = position + run;
    while (index % 2 === 1 && position < last) {
      const column = position - (position % height);
      const bottom = Math.min(last, column + height);
      const from = Math.max(end, column, position - reach);
      const to = Math.min(column + height, bottom + reach);
      builder.append(0, from - end);
      builder.append(1, to - from);
      [position, end] = [bottom, to];
    }
    position = last;
  }
  builder.append(0, width * height - end);
  return { width, height, runs: builder.finish() };
}

/** Moved to the right, or by less than 0 to the left. What leaves the picture is lost. */
function shiftColumns({ width, height, runs }: Rle, by: number): Rle {
  const builder = new RunBuilder();
  const copier = new RunCopier(runs, builder);
  const free = Math.abs(by) * height;
  if (by > 0) builder.append(0, free);
  else copier.skipTo(free);
  copier.copyTo(by > 0 ? width * height - free : width * height);
  if (by < 0) builder.append(0, free);
  return { width, height, runs: builder.finish() };
}
