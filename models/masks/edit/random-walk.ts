import type { Size } from '../types.ts';
import type { Likeness } from './likeness.ts';

export interface Walk extends Size {
  readonly likeness: Likeness;
  /** What the pixel's colour alone says, 0 background to 1 object. */
  readonly prior: Float32Array;
  /** How much that counts against the neighbours. */
  readonly strength: number;
  /** Not 0 where the person has said what it is: such a pixel keeps its belief. */
  readonly fixed: Uint8Array;
}

/** Over-relaxation: past the mean of the neighbours, which is there sooner. Below 2 it always converges. */
const relaxation = 1.6;

/**
 * The chance that a walker who starts at a pixel, goes to neighbours the sooner the more alike they are, and at each step may believe what the
 * colour says, ends in the object (Grady, "Random walks for image segmentation", 2006, with priors). Solved in place in `belief` by so
 * many sweeps.
 */
export function walk(
  { width, height, likeness, prior, strength, fixed }: Walk,
  belief: Float32Array,
  sweeps: number,
): void {
  const { right, down } = likeness;
  for (let sweep = 0; sweep < sweeps; sweep++) {
    // There and back in turn, so that what is known travels both ways.
    const isForth = sweep % 2 === 0;
    for (let i = 0; i < width * height; i++) {
      const at = isForth ? i : width * height - 1 - i;
      if (fixed[at] !== 0) continue;
      const x = at % width;
      const toLeft = x > 0 ? (right[at - 1] ?? 0) : 0;
      const toRight = x < width - 1 ? (right[at] ?? 0) : 0;
      const up = at >= width ? (down[at - width] ?? 0) : 0;
      const below = at + width < width * height ? (down[at] ?? 0) : 0;
      const sum =
        toLeft * (belief[at - 1] ?? 0) +
        toRight * (belief[at + 1] ?? 0) +
        up * (belief[at - width] ?? 0) +
        below * (belief[at + width] ?? 0) +
        strength * (prior[at] ?? 0);
      const now = belief[at] ?? 0;
      belief[at] = now + relaxation * (sum / (toLeft + toRight + up + below + strength) - now);
    }
  }
}
