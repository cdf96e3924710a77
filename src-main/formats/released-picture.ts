import type { Rle, Size } from '../../models/masks/index.ts';
import type { ReleasedFile, ReleasedTag } from './released-schema.ts';

/** A tag at one place of a caption, without its mask: that belongs to the text. */
export type ReleasedWord = Readonly<Omit<ReleasedTag, 'mask'>>;

export interface ReleasedCaption {
  readonly caption: string;
  readonly tags: readonly ReleasedWord[];
}

export interface ReleasedPicture extends Size {
  /** The file's name within the folder of pictures. */
  readonly image: string;
  readonly captions: readonly ReleasedCaption[];
  /** By tag text, one for each relevant tag; null for a tag that is relevant without pixels. */
  readonly masks: ReadonlyMap<string, Rle | null>;
}

/** The captions of a file, the first one first. */
export const captionsOf = (file: ReleasedFile): readonly Pick<ReleasedFile, 'caption' | 'tags'>[] => [
  { caption: file.caption, tags: file.tags },
  ...(file.further ?? []),
];

/** Distinct relevant tags in the order of their first place: the k-th has the index k in the PNG. */
export function listRelevantTags(captions: readonly ReleasedCaption[]): string[] {
  return [
    ...new Set(captions.flatMap(({ tags }) => tags.filter(({ relevant }) => relevant).map(({ tag }) => tag))),
  ];
}
