/** What `models list --json` and `GET /api/models` say. This file has types only. */

/** A CLIP proposes tags and masks; a Segment Anything model is clicked with in the mask editor. */
export type ModelKind = 'clip' | 'segment-anything';

export interface LibraryModel {
  readonly name: string;
  readonly kind: ModelKind;
  readonly folder: string;
  /** All its files. */
  readonly bytes: number;
  /** As its repository states it; null where nobody does. */
  readonly licence: string | null;
  /** A repository, an address or a folder; null for what a person has put into the library, and for the starter. */
  readonly source: string | null;
  readonly commit: string | null;
  /** Of an adapter: the model that it belongs to, as the adapter names it. */
  readonly base: string | null;
  /** Of the weights; null where no hash was taken. */
  readonly sha256: string | null;
  readonly trained: boolean;
  /** All that it has ever seen, where that is not photos. */
  readonly knows: 'drawn scenes' | null;
  /** It comes with the program, and stays. */
  readonly comesAlong: boolean;
  /** It has a calibration of its own, instead of that of OpenAI's CLIP. */
  readonly calibrated: boolean;
  /** What is used where no model is named: by runs, or for clicking. */
  readonly isDefault: boolean;
  /** Why it cannot be used, as a sentence. */
  readonly problem: string | null;
}

/** A download that was broken off: pulled again, it goes on. */
export interface HalfModel {
  readonly name: string;
  /** What to pull to go on. */
  readonly source: string;
  /** True where a page may ask for it; an address or a folder is for the command line. */
  readonly fromHub: boolean;
  readonly done: number;
  readonly total: number | null;
}

export interface KnownModelView {
  readonly name: string;
  readonly repository: string;
  readonly title: string;
  readonly bytes: number;
  readonly licence: string;
}

export interface ModelLibraryView {
  readonly models: readonly LibraryModel[];
  readonly half: readonly HalfModel[];
  readonly known: readonly KnownModelView[];
  /** The hub that repositories come from. */
  readonly hub: string;
}

export interface VerifiedModel {
  readonly name: string;
  readonly files: number;
  readonly bytes: number;
  readonly sha256: string;
}
