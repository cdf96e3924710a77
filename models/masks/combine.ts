import { TagmaskError } from '../errors.ts';
import { areaOf } from './measure.ts';
import { RunBuilder } from './run-builder.ts';
import type { Rle } from './types.ts';

type Keep = (a: boolean, b: boolean) => boolean;

const both: Keep = (a, b) => a && b;
const either: Keep = (a, b) => a || b;
const onlyFirst: Keep = (a, b) => a && !b;
const exactlyOne: Keep = (a, b) => a !== b;

/** Walks the runs of both masks at once: time in the number of runs, not of pixels. */
function combine(a: Rle, b: Rle, keep: Keep): Rle {
  if (a.width !== b.width || a.height !== b.height) {
    throw new TagmaskError(
      'input',
      'mask-sizes-differ',
      `A mask of ${a.width} × ${a.height} cannot be combined with one of ${b.width} × ${b.height}; take masks of one picture.`,
    );
  }
  const builder = new RunBuilder();
  let [indexA, indexB] = [0, 0];
  let [leftA, leftB] = [a.runs[0] ?? 0, b.runs[0] ?? 0];
  while (indexA < a.runs.length && indexB < b.runs.length) {
    const step = Math.min(leftA, leftB);
    builder.append(keep(indexA % 2 === 1, indexB % 2 === 1) ? 1 : 0, step);
    leftA -= step;
    leftB -= step;
    if (leftA === 0) leftA = a.runs[++indexA] ?? 0;
    if (leftB === 0) leftB = b.runs[++indexB] ?? 0;
  }
  return { width: a.width, height: a.height, runs: builder.finish() };
}

export function intersectMasks(a: Rle, b: Rle): Rle {
  return combine(a, b, both);
}

/** The pixels of `a` that are not in `b`. */
export function subtractMasks(a: Rle, b: Rle): Rle {
  return combine(a, b, onlyFirst);
}

/** The pixels of exactly one of both: where two masks differ. */
export function xorMasks(a: Rle, b: Rle): Rle {
  return combine(a, b, exactlyOne);
}

/** The pixels that are not in the mask. */
export function invertMask({ width, height, runs }: Rle): Rle {
  const builder = new RunBuilder();
  for (const [index, run] of runs.entries()) builder.append(index % 2 === 0 ? 1 : 0, run);
  return { width, height, runs: builder.finish() };
}

/** Every pixel of any of the masks. */
export function uniteMasks(first: Rle, ...others: readonly Rle[]): Rle {
  return others.reduce((union, mask) => combine(union, mask, either), first);
}

/** Intersection over union, 0 to 1; 0 for two empty masks, as pycocotools has it. */
export function iouOf(a: Rle, b: Rle): number {
  const intersection = areaOf(intersectMasks(a, b));
  const union = areaOf(a) + areaOf(b) - intersection;
  return union === 0 ? 0 : intersection / union;
}
