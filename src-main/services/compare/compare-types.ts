/** What the comparison of two runs speaks; conventions as in `../types.ts`. This file has types only. */
import type { CaptionView, ProposalView, RunView, TagState } from '../types.ts';

/**
 * What has become of a word from the first run to the second: proposed only by the second, only by the first, by both, by
 * neither; `unscored` where not both of them have scored it, since it was written in between.
 */
export type WordChange = 'new' | 'gone' | 'both' | 'neither' | 'unscored';

/** Words, and how many of them a person (or imported labels) has accepted or rejected. */
export interface ChangedWords {
  readonly words: number;
  readonly accepted: number;
  readonly rejected: number;
}

/** Counts without stop words, over words that both runs have scored. */
export interface ChangeCounts {
  readonly added: ChangedWords;
  readonly gone: ChangedWords;
  /** Words that both runs propose. */
  readonly both: number;
  /** The mean IoU of the two masks of those words, 0…1; null where there are none. */
  readonly iou: number | null;
}

export interface PictureChange extends ChangeCounts {
  readonly id: number;
  readonly path: string;
  readonly width: number | null;
  readonly height: number | null;
  readonly error: string | null;
}

export interface ComparisonTotals extends ChangeCounts {
  /** Pictures that both runs have answered. */
  readonly pictures: number;
  /** Pictures with a word that is new or gone. */
  readonly changed: number;
}

/** By how much has changed, the most first: a word that is new or gone counts 1, one with two masks 1 − IoU. Or by the path. */
export type ComparisonSort = 'change' | 'path';

export interface RunComparison {
  readonly before: RunView;
  readonly after: RunView;
  /** Of the pictures that have been counted. */
  readonly totals: ComparisonTotals;
  /** Fewer than `totals.pictures` while it is still being counted: ask again, and it goes on. */
  readonly counted: number;
  /** How many pictures the list has; it comes once all are counted. */
  readonly total: number;
  readonly offset: number;
  readonly pictures: readonly PictureChange[];
}

export interface ComparedWord {
  readonly tagId: number;
  readonly text: string;
  readonly stopWord: boolean;
  readonly state: TagState;
  readonly change: WordChange;
  readonly before: ProposalView | null;
  readonly after: ProposalView | null;
  /** Of the two masks; null unless both runs propose the word. */
  readonly iou: number | null;
}

export interface PictureComparison extends PictureChange {
  readonly before: RunView;
  readonly after: RunView;
  readonly captions: readonly CaptionView[];
  /** In the order of their first occurrence. */
  readonly words: readonly ComparedWord[];
}
