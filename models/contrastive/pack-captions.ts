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

/**
 * Feeds `ids`, `starts`, `ends`, `captions`, `words`, `named` and `emphasis` of buildContrastiveGraphs. A picture's first caption is compared as a whole;
 * the words of all its captions count as named. What a word counts where it is named falls with the square of how common it is, as in tf-idf:
 * "the" says nothing about a picture.
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
      data: Float32Array.from(words, (word) => (1 - frequencyOf(word)) ** 2),
      shape: [words.length],
    },
  };
}
