import { coverageOf, decodeMask, type Size } from '../../../models/masks/index.ts';
import type { Feeds } from '../../../models/runtime/session.ts';
import type { Pair } from './pair.ts';

/** The words of a caption that are in the picture as some other judge says, a part-of-speech tagger for one. */
export type ChooseWords = (caption: string) => readonly string[];

/** A person's verdict, else what the judge says where there is one, else −1: step 1 decides. */
export function verdictOf(pair: Pair, place: number, chosen: ReadonlySet<string> | null): number {
  const verdict = pair.verdicts[place] ?? null;
  if (verdict !== null) return verdict ? 1 : 0;
  return chosen === null ? -1 : Number(chosen.has(pair.words[place] ?? ''));
}

/** `verdicts`, `masks` and `hasMask` of a batch, as DecidedWords has them; `grid` is that of the patches. */
export function packDecided(pairs: readonly Pair[], grid: Size, choose: ChooseWords | null): Feeds {
  const longest = Math.max(1, ...pairs.map(({ words }) => words.length));
  const places = grid.width * grid.height;
  const verdicts = new Float32Array(pairs.length * longest).fill(-1);
  const masks = new Float32Array(pairs.length * longest * places);
  const hasMask = new Float32Array(pairs.length * longest);
  pairs.forEach((pair, row) => {
    const chosen = choose === null ? null : new Set(choose(pair.caption));
    pair.words.forEach((word, place) => {
      const at = row * longest + place;
      verdicts[at] = verdictOf(pair, place, chosen);
      const mask = Object.hasOwn(pair.masks, word) ? pair.masks[word] : undefined;
      if (mask === undefined || pair.verdicts[place] !== true) return;
      masks.set(coverageOf(decodeMask(mask), grid), at * places);
      hasMask[at] = 1;
    });
  });
  return {
    verdicts: { data: verdicts, shape: [pairs.length, longest] },
    masks: { data: masks, shape: [pairs.length, longest, places] },
    hasMask: { data: hasMask, shape: [pairs.length, longest] },
  };
}

/** Whether the graph needs these inputs at all. */
export const hasDecisions = (pairs: readonly Pair[], choose: ChooseWords | null): boolean =>
  choose !== null || pairs.some(({ verdicts }) => verdicts.some((verdict) => verdict !== null));
