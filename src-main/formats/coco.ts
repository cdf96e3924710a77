import type { EncodedMask } from '../../models/masks/types.ts';

/** COCO's own fields first, then what Tagmask adds; readers of COCO pass over fields that they do not know. */
export interface CocoInfo {
  readonly description: string;
  readonly version: string;
  readonly year: number;
  readonly contributor: string;
  readonly url: string;
  readonly date_created: string;
  readonly tagmask: {
    readonly version: string;
    readonly project: string;
    readonly dataset: string;
    readonly include: string;
    readonly instances: string;
  };
}

export interface CocoCategory {
  readonly id: number;
  readonly name: string;
  readonly supercategory: string;
}

export interface CocoCaption {
  readonly text: string;
  readonly source: string;
  /** Offsets in Unicode code points; `state` is a person's word on the tag. */
  readonly tags: readonly {
    readonly tag: string;
    readonly start: number;
    readonly end: number;
    readonly state: string;
  }[];
}

export interface CocoImage {
  readonly id: number;
  /** Below the dataset's folder, forward slashes. */
  readonly file_name: string;
  /** As displayed, after the EXIF orientation. */
  readonly width: number;
  readonly height: number;
  /** Somebody has decided on at least one tag. */
  readonly reviewed: boolean;
  readonly captions: readonly CocoCaption[];
}

export interface CocoAnnotation {
  readonly id: number;
  readonly image_id: number;
  readonly category_id: number;
  readonly segmentation: EncodedMask;
  readonly area: number;
  readonly bbox: readonly [x: number, y: number, width: number, height: number];
  /** Always 0: evaluators leave crowds out. */
  readonly iscrowd: 0;
  readonly tag_id: number;
  /** Which connected part of the tag's mask it is, from 1, the largest first; only where parts are annotations of their own. */
  readonly part?: { readonly number: number; readonly of: number };
  readonly state: 'accepted' | 'proposed';
  /** A person has painted the pixels: no threshold of a heat map gives them. */
  readonly edited: boolean;
  readonly reviewer: string | null;
  readonly decided_at: string | null;
  readonly scores: {
    readonly image: number;
    readonly text: number;
    readonly image_text: number;
    readonly pixel: number;
    readonly normalised: number;
  } | null;
  /** null for a mask that no run had proposed. */
  readonly provenance: {
    readonly run_id: number;
    readonly model: { readonly name: string; readonly sha256: string };
    /** null where a person has painted over what it gave. */
    readonly threshold: number | null;
    /** In thousandths of the picture; only where there was any. */
    readonly clean_up?: {
      readonly smallest_part: number;
      readonly fill_holes: number;
      readonly smooth: number;
    };
  } | null;
}

export interface CocoDataset {
  readonly info: CocoInfo;
  readonly categories: Iterable<CocoCategory>;
  readonly images: Iterable<CocoImage>;
  readonly annotations: AsyncIterable<CocoAnnotation>;
}

export const cocoSections = ['categories', 'images', 'annotations'] as const;
export type CocoSection = (typeof cocoSections)[number];

/**
 * The file as lines, one entry a line, so that neither writing nor reading needs more memory than an entry. JSON escapes
 * line feeds within strings, so a line feed always ends an entry.
 */
export async function* cocoLines(dataset: CocoDataset): AsyncGenerator<string> {
  yield '{';
  yield `"info": ${JSON.stringify(dataset.info)},`;
  yield '"licenses": [],';
  for (const section of cocoSections) {
    yield `${JSON.stringify(section)}: [`;
    yield* entryLines(dataset[section]);
    yield section === 'annotations' ? ']' : '],';
  }
  yield '}';
}

async function* entryLines(entries: Iterable<unknown> | AsyncIterable<unknown>): AsyncGenerator<string> {
  let held: string | undefined;
  for await (const entry of entries) {
    if (held !== undefined) yield `${held},`;
    held = JSON.stringify(entry);
  }
  if (held !== undefined) yield held;
}
