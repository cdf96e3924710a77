import { captionsOf, type ReleasedPicture } from './released-picture.ts';
import { parseReleasedFile } from './released-schema.ts';
import { readReleasedMasks } from './released-masks.ts';

export { knownRelevance, parseReleasedFile, releasedFolders } from './released-schema.ts';
export type { ReleasedFolders } from './released-schema.ts';
export type { ReleasedCaption, ReleasedPicture, ReleasedWord } from './released-picture.ts';
export { writeReleased } from './released-write.ts';

export interface ReleasedSource {
  readonly json: string;
  readonly png: Uint8Array;
  /** What the files are called in an error. */
  readonly name: string;
}

/**
 * Reads what `writeReleased` writes, and files of others that have its fields.
 * @throws TagmaskError `bad-released-json`, `bad-mask-png`, `bad-mask`
 */
export function readReleased({ json, png, name }: ReleasedSource): ReleasedPicture {
  const file = parseReleasedFile(json, name);
  const { masks, width, height } = readReleasedMasks(captionsOf(file), png, { name });
  const captions = captionsOf(file).map(({ caption, tags }) => ({
    caption,
    tags: tags.map(({ mask: _, ...word }) => word),
  }));
  return { image: file.image, width, height, captions, masks };
}
