import { findCandidates } from '../tagging/index.ts';
import type { Bitmap } from '../masks/types.ts';
import type { FloatTensor } from '../runtime/session.ts';

/** A word of a caption as the truth has it. */
export interface JudgedWord {
  /** NFC, lower case */
  readonly text: string;
  readonly relevant: boolean;
  readonly isBackground: boolean;
  /** Of the picture's size; null where it is not relevant. */
  readonly mask: Bitmap | null;
}

/** A caption with its picture, and for each word (as `findCandidates` finds them) the truth. */
export interface JudgedCaption {
  /** The model's input, normalised [1, 3, H, W]; its shape is the picture's. */
  readonly input: FloatTensor;
  readonly caption: string;
  readonly words: readonly JudgedWord[];
}

/** The words that a caption is scored by have to be the words of its truth: both count every word, repeats included. */
export const hasSameWords = ({ caption, words }: JudgedCaption): boolean => {
  const found = findCandidates(caption);
  return found.length === words.length && found.every(({ text }, index) => text === words[index]?.text);
};
