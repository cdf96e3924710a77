import { TagmaskError } from '../../models/errors.ts';
import { decodeMask, rlesFromIndices, type IndexMap, type Rle, type Size } from '../../models/masks/index.ts';
import { decodeIndexedPng } from './png-decode.ts';
import { listRelevantTags } from './released-picture.ts';
import { badReleasedJson, type ReleasedFile } from './released-schema.ts';

/** The PNG counts relevant tags from 1; 255 is for pixels that nobody has decided on. */
export const ignoredIndex = 255;

export interface ReleasedMasks extends Size {
  /** By tag text, one for each relevant tag; null for a tag that is relevant without pixels. */
  readonly masks: ReadonlyMap<string, Rle | null>;
  /** Pixels that nobody has decided on. */
  readonly ignored: number;
}

interface MaskReading {
  /** What the files are called in an error. */
  readonly name: string;
  /** The picture's; another one is refused before anything is unpacked. */
  readonly size?: Size;
}

/**
 * The masks of a picture's relevant tags, from the JSON where it has them, else from the PNG; that may be missing where the JSON has
 * all of them and the size is known.
 * @throws TagmaskError `bad-released-json`, `bad-mask-png`, `bad-mask`, `released-mask-missing`
 */
export function readReleasedMasks(
  captions: readonly Pick<ReleasedFile, 'tags'>[],
  png: Uint8Array | null,
  { name, size }: MaskReading,
): ReleasedMasks {
  const map = png === null ? null : decodeIndexedPng(png, size);
  const shape = map ?? size;
  if (shape === undefined) throw missingMask(name);
  const masks = readWrittenMasks(captions, shape, name);
  const tags = listRelevantTags(captions.map(({ tags }) => ({ caption: '', tags })));
  if (map === null && tags.some((tag) => !masks.has(tag))) throw missingMask(name);
  const shown = map === null ? [] : readShownMasks(map, tags.length, name);
  tags.forEach((tag, i) => {
    const mask = shown[i];
    if (masks.has(tag)) return;
    if (mask === undefined)
      throw badReleasedJson(name, `"${tag}" is past what a PNG can count and has no mask`);
    masks.set(tag, mask);
  });
  const { width, height } = shape;
  return { width, height, masks, ignored: map === null ? 0 : countIgnored(map) };
}

function readWrittenMasks(
  captions: readonly Pick<ReleasedFile, 'tags'>[],
  { width, height }: Size,
  name: string,
): Map<string, Rle | null> {
  const masks = new Map<string, Rle | null>();
  for (const { tag, relevant, mask } of captions.flatMap(({ tags }) => tags)) {
    if (mask === undefined || !relevant || masks.has(tag)) continue;
    if (mask !== null && (mask.size[0] !== height || mask.size[1] !== width)) {
      const sizes = `${mask.size[1]} × ${mask.size[0]} pixels, not ${width} × ${height}`;
      throw badReleasedJson(name, `the mask of "${tag}" has ${sizes}`);
    }
    masks.set(tag, mask === null ? null : decodeMask(mask));
  }
  return masks;
}

function readShownMasks(map: IndexMap, tags: number, name: string): Rle[] {
  const counted = Math.min(tags, ignoredIndex - 1);
  const unknown = map.data.find((index) => index > counted && index !== ignoredIndex);
  if (unknown !== undefined)
    throw badReleasedJson(name, `its mask shows the index ${unknown}, and it has ${tags} relevant tags`);
  return rlesFromIndices(map, counted);
}

function countIgnored({ data }: IndexMap): number {
  let count = 0;
  for (const index of data) if (index === ignoredIndex) count++;
  return count;
}

const missingMask = (name: string): TagmaskError =>
  new TagmaskError(
    'input',
    'released-mask-missing',
    `${name} has relevant tags, but no file with their masks is beside it: put it there and import again.`,
  );
