import type { CaptionFormat } from '../formats/captions.ts';

export type { CaptionFormat } from '../formats/captions.ts';

export interface CaptionColumn {
  /** What a mapping calls it: its name, or its number where the name is missing or not the only one. */
  readonly key: string;
  readonly name: string;
  /** At most three values, shortened. */
  readonly samples: readonly string[];
}

/** What a caption file looks like and what its import would come to; nothing has been written. */
export interface CaptionPreview {
  readonly file: string;
  readonly format: CaptionFormat;
  /** Null where the file is no table. */
  readonly delimiter: string | null;
  /** Whether a table's first row names its columns; null where the file is no table. */
  readonly header: boolean | null;
  /** At most 200 of `columnCount`. */
  readonly columns: readonly CaptionColumn[];
  readonly columnCount: number;
  /** Keys of columns: what was asked for, else what was guessed. */
  readonly map: { readonly file: string | null; readonly captions: readonly string[] };
  /** The rows that were looked at, from the first on. */
  readonly rows: number;
  /** Whether those are all. */
  readonly whole: boolean;
  /** Rows whose picture is in the dataset. */
  readonly matched: number;
  readonly captions: number;
  /** The first rows that do not find their picture. */
  readonly unmatched: readonly { readonly file: string; readonly why: string }[];
  /** What cannot be read, each as a sentence. */
  readonly problems: readonly string[];
}

/** A file of the dataset that may hold captions. */
export interface CaptionCandidate {
  readonly path: string;
  readonly sizeBytes: number;
  /** Its name is one that every import reads. */
  readonly usual: boolean;
}

export interface CaptionCandidates {
  readonly files: readonly CaptionCandidate[];
  /** True where there may be more than were looked for. */
  readonly more: boolean;
}
