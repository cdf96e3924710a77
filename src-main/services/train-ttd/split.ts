import { TagmaskError } from '../../../models/errors.ts';
import { createUniform, deriveSeed } from '../../../models/random.ts';
import type { Pair } from './pair.ts';

/** Looking at more takes time that training needs, and says little more. */
const mostHeldOut = 256;

/**
 * Marks the held-out pairs: whole pictures, drawn by the seed, so that no picture is on both sides. There is one of each side at least.
 * @throws TagmaskError `too-few-pairs`
 */
export function holdOut(
  pairs: readonly Pair[],
  { heldOut, seed }: { heldOut: number; seed: number },
): Pair[] {
  const files = [...new Set(pairs.map(({ file }) => file))];
  if (files.length < 2)
    throw new TagmaskError(
      'input',
      'too-few-pairs',
      `One picture with captions is too few to train on: at least 2 are needed, one of them to watch the training with, and some hundred are better.`,
    );
  const uniform = createUniform(deriveSeed(seed, 'held-out'));
  const drawn = files.map((file) => ({ file, key: uniform() })).sort((a, b) => a.key - b.key);
  const wanted = Math.min(mostHeldOut, Math.max(1, Math.round(heldOut * files.length)), files.length - 1);
  const chosen = new Set(drawn.slice(0, wanted).map(({ file }) => file));
  return pairs.map((pair) => ({ ...pair, heldOut: chosen.has(pair.file) }));
}

/** Whether somebody is said to have reviewed the picture: by seed and name alone, so that a larger share adds to a smaller one's. */
export const isReviewed = (name: string, share: number, seed: number): boolean =>
  (createUniform(deriveSeed(seed, `reviewed ${name}`))() + 1) / 2 < share;
