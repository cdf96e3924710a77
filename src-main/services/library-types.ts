/** What the library asks and answers. This file has types only. */

/** `reviewed`: it has tags, and none of them is undecided. `untagged`: it has none. */
export type PictureState = 'undecided' | 'reviewed' | 'accepted' | 'rejected' | 'unsure' | 'untagged';

/**
 * Which pictures. What is asked of tags (`tag`, the scores, `run`, `model`, `reviewer`, and a `state` that a tag can
 * have) must hold for one and the same tag: `{tag: 'dog', state: 'undecided'}` is where "dog" is undecided.
 */
export interface PictureFilter {
  readonly state?: PictureState | undefined;
  /** A tag's whole text, in any case. */
  readonly tag?: string | undefined;
  /** A part of a caption, in any case. */
  readonly text?: string | undefined;
  /** The newest proposal's normalised score, both ends included. */
  readonly minScore?: number | undefined;
  readonly maxScore?: number | undefined;
  /** The run, or the name of the model, that the newest proposal came from. */
  readonly run?: number | undefined;
  readonly model?: string | undefined;
  /** Who decided. */
  readonly reviewer?: string | undefined;
  /** Only pictures whose file is gone or cannot be read. */
  readonly errors?: true | undefined;
}

export type PictureSort = 'name' | 'score' | 'uncertainty' | 'disagreement' | 'area' | 'undecided';
export type SortOrder = 'ascending' | 'descending';

/** A filter with an order: by name from the start, by anything else from the largest, unless `order` says so. */
export interface PictureQuery extends PictureFilter {
  readonly sort?: PictureSort | undefined;
  readonly order?: SortOrder | undefined;
}

export interface SavedFilter {
  readonly id: number;
  readonly name: string;
  readonly query: PictureQuery;
}

/** `GET /api/library`: what filters can be made of. */
export interface LibraryView {
  /** Pictures by state; a picture may be in several. */
  readonly states: Readonly<Record<PictureState | 'errors', number>>;
  readonly runs: readonly { readonly id: number; readonly model: string; readonly createdAt: number }[];
  /** Everybody who has ever decided. */
  readonly reviewers: readonly string[];
  readonly filters: readonly SavedFilter[];
}
