/** The text side of a batch. */
import { packTexts } from '../clip/pack-texts.ts';
import type { Tokenize } from '../clip/tokenizer.ts';
import type { Feeds } from '../runtime/session.ts';
import { findCandidates } from '../tagging/index.ts';

export interface CaptionOptions {
  /** Pictures on a canvas. */
  readonly pictures: number;
  readonly tokenize: Tokenize;
  /** Share of captions that have a word, 0 where none had it that was counted. */
  readonly frequencyOf: (word: string) => number;
}

/** The words of a picture's captions, each once. */
export const wordsOf = (captions: readonly string[]): ReadonlySet<string> =>
  new Set(captions.flatMap((caption) => findCandidates(caption).map(({ text }) => text)));

/** ln of the odds at which a word of even chances ends up where nothing in a picture tells of it, and how much lower the commonest ones do. */
const untoldOdds = Math.log(0.04);
const slope = 0.3;

/**
 * What it counts that a word is named, 0 to 1, where f is the share of pictures that it is named for: min(1, e^(c − (1 + s)·ln(f/(1 − f)))). Absent
 * words count in full, so what no picture tells of ends up at the logit c − s·ln(f/(1 − f)): "with" and "under" lie below what is seen, however often
 * they are said, while "sky", as common as they, rises where there is one.
 */
export function emphasisOf(frequency: number): number {
  const odds = frequency / (1 - frequency);
  return odds > 0 ? Math.min(1, Math.exp(untoldOdds - (1 + slope) * Math.log(odds))) : 1;
}

/**
 * Feeds `ids`, `starts`, `ends`, `captions`, `words`, `named` and `emphasis` of buildContrastiveGraphs. A picture's first caption is compared as a whole;
 * the words of all its captions count as named.
 */
export function packCaptions(batch: readonly (readonly string[])[], options: CaptionOptions): Feeds {
  const { pictures, tokenize, frequencyOf } = options;
  const canvases = batch.length / pictures;
  const named = batch.map(wordsOf);
  const words = [...new Set(named.flatMap((own) => [...own]))].sort();
  const texts = [...batch.map(([caption = '']) => caption), ...words];
  const integers = (data: readonly number[], shape: readonly number[]) => ({
    data: BigInt64Array.from(data, BigInt),
    shape,
  });
  return {
    ...packTexts(texts.map(tokenize)),
    captions: integers([...batch.keys()], [canvases, pictures]),
    words: integers(Array.from(words, (_, index) => batch.length + index), [words.length]), // prettier-ignore
    named: {
      data: Float32Array.from(named.flatMap((own) => words.map((word) => (own.has(word) ? 1 : 0)))),
      shape: [canvases, pictures, words.length],
    },
    emphasis: {
      data: Float32Array.from(words, (word) => emphasisOf(frequencyOf(word))),
      shape: [words.length],
    },
  };
}
