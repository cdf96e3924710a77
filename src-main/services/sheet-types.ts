/** What the contact sheet's routes speak; conventions as in `types.ts`. This file has types only. */
import type { BoundingBox } from '../../models/masks/types.ts';
import type { DecisionView, ProposalView, TagCounts, TagState } from './types.ts';

/** A tag's text with what has been decided on it over all pictures. */
export interface SheetTag extends TagCounts {
  readonly text: string;
  /** Pictures whose captions have the tag. */
  readonly pictures: number;
}

export interface SheetTagPage {
  readonly total: number;
  readonly offset: number;
  readonly tags: readonly SheetTag[];
}

/** By the normalised score, the best first; by its distance from τ, the closest first; by the picture's path. */
export type SheetSort = 'score' | 'uncertainty' | 'name';

/**
 * One tag over all pictures that can be shown, as it stood when it was asked for: what the person goes through does not
 * move under their hands. The lists run in parallel; a proposal and a score are null together.
 */
export interface SheetOrder {
  readonly tag: string;
  readonly state: TagState;
  readonly tagIds: readonly number[];
  readonly proposalIds: readonly (number | null)[];
  /** Normalised, rounded down to four digits. */
  readonly scores: readonly (number | null)[];
}

export interface SheetCell {
  readonly tagId: number;
  readonly pictureId: number;
  readonly path: string;
  /** Displayed size of the picture. */
  readonly width: number;
  readonly height: number;
  readonly state: TagState;
  readonly proposal: ProposalView | null;
  readonly decision: DecisionView | null;
  /** What to show of the picture, in its pixels: around the mask, or all of it. */
  readonly crop: BoundingBox;
}

/** What a verdict in bulk would decide on: how many tags, and a fingerprint of which, with which proposals. */
export interface BulkPreview {
  readonly count: number;
  readonly fingerprint: string;
}
