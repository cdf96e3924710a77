import { packTexts } from '../clip/pack-texts.ts';
import type { Feeds } from '../runtime/session.ts';

/** Token sequences, each up to and with its end token. */
export interface CaptionTokens {
  readonly caption: readonly number[];
  /** For each candidate word its prompts: as many for every word. */
  readonly words: readonly (readonly (readonly number[])[])[];
}

/** Numbers texts in the order in which they come, equal ones the same. */
class TextNumbers {
  readonly sequences: (readonly number[])[] = [];
  readonly #known = new Map<string, number>();

  numberOf(sequence: readonly number[]): number {
    const key = sequence.join();
    const number = this.#known.get(key) ?? this.sequences.push(sequence) - 1;
    this.#known.set(key, number);
    return number;
  }
}

/**
 * What buildTtdGraph is fed besides the pictures. Captions share words, and words prompts: each text is computed once. A picture with fewer
 * words than others is padded with its caption, which `isWord` takes out again.
 */
export function packBatch(batch: readonly CaptionTokens[]): Feeds {
  const texts = new TextNumbers();
  const captions = batch.map(({ caption }) => texts.numberOf(caption));
  const longest = Math.max(1, ...batch.map(({ words }) => words.length));
  const prompts = batch.flatMap(({ words }) => words)[0]?.length ?? 1;
  const numbers = batch.flatMap(({ words }, index) => {
    const own = words.flatMap((word) => word.map((prompt) => texts.numberOf(prompt)));
    const padding = new Array<number>((longest - words.length) * prompts).fill(captions[index] ?? 0);
    return [...own, ...padding];
  });
  const isWord = batch.flatMap(({ words }) => Array.from({ length: longest }, (_, place) => Number(place < words.length))); // prettier-ignore
  const integers = (data: readonly number[], shape: readonly number[]) => ({
    data: BigInt64Array.from(data, BigInt),
    shape,
  });
  return {
    ...packTexts(texts.sequences),
    captions: integers(captions, [batch.length]),
    words: integers(numbers, [batch.length, longest, prompts]),
    isWord: { data: Float32Array.from(isWord), shape: [batch.length, longest] },
  };
}
