import { TagmaskError } from '../../models/errors.ts';
import {
  areaOf,
  bitmapFromRle,
  decodeMask,
  encodeMask,
  rleFromBitmap,
  type Rle,
  type Size,
} from '../../models/masks/index.ts';
import { decodeIndexedPng, encodePng } from './png.ts';
import { releasedFile, type ReleasedFile, type ReleasedTag } from './released-schema.ts';

export { releasedFolders } from './released-schema.ts';
export type { ReleasedFolders } from './released-schema.ts';

/** A tag at one place of a caption, without its mask: that belongs to the text. */
export type ReleasedWord = Readonly<Omit<ReleasedTag, 'mask'>>;

export interface ReleasedPicture extends Size {
  /** The file's name within the folder of pictures. */
  readonly image: string;
  readonly captions: readonly { readonly caption: string; readonly tags: readonly ReleasedWord[] }[];
  /** By tag text, one for each relevant tag. */
  readonly masks: ReadonlyMap<string, Rle>;
}

/** The PNG counts relevant tags from 1; 255 is for pixels that nobody has decided on. */
const ignored = 255;

/** Distinct relevant tags in the order of their first place: the k-th has the index k in the PNG. */
function relevantTags(captions: ReleasedPicture['captions']): string[] {
  return [
    ...new Set(captions.flatMap(({ tags }) => tags.filter(({ relevant }) => relevant).map(({ tag }) => tag))),
  ];
}

/**
 * The two files of a picture. Where masks overlap, the PNG shows the smaller one, of equals the later tag; every mask that it
 * does not show whole is in the JSON as well.
 * @throws TagmaskError `released-too-many-tags`, `released-mask-missing`, `mask-sizes-differ`
 */
export function writeReleased(picture: ReleasedPicture): { json: string; png: Buffer } {
  const tags = relevantTags(picture.captions);
  if (tags.length >= ignored) throw tooMany(picture.image, tags.length);
  const indices = paintIndices(picture, tags);
  const hidden = new Map<string, Rle>();
  tags.forEach((tag, i) => {
    const mask = maskOf(picture, tag);
    let shown = 0;
    for (const index of indices) if (index === i + 1) shown++;
    if (shown !== areaOf(mask)) hidden.set(tag, mask);
  });
  const captions = picture.captions.map(({ caption, tags: words }) => ({
    caption,
    tags: words.map((word) => {
      const mask = word.relevant ? hidden.get(word.tag) : undefined;
      if (mask === undefined) return word;
      hidden.delete(word.tag);
      return { ...word, mask: encodeMask(mask) };
    }),
  }));
  const [first = { caption: '', tags: [] }, ...further] = captions;
  const file = { image: picture.image, ...first, ...(further.length === 0 ? {} : { further }) };
  const { width, height } = picture;
  return {
    json: `${JSON.stringify(file, null, 1)}\n`,
    png: encodePng({ width, height, data: indices, palette: paletteOf(tags.length) }),
  };
}

function paintIndices(picture: ReleasedPicture, tags: readonly string[]): Uint8Array {
  const indices = new Uint8Array(picture.width * picture.height);
  const order = tags.map((tag, i) => ({ mask: maskOf(picture, tag), index: i + 1 }));
  order.sort((a, b) => areaOf(b.mask) - areaOf(a.mask) || a.index - b.index);
  for (const { mask, index } of order) {
    const { data } = bitmapFromRle(mask);
    for (let i = 0; i < data.length; i++) if (data[i] === 1) indices[i] = index;
  }
  return indices;
}

function maskOf({ masks, image, width, height }: ReleasedPicture, tag: string): Rle {
  const mask = masks.get(tag);
  if (mask?.width === width && mask.height === height) return mask;
  const sentence = `The tag "${tag}" of ${image} is relevant but has no mask of ${width} × ${height} pixels: give it one, or call it irrelevant.`;
  throw new TagmaskError('input', 'released-mask-missing', sentence);
}

function tooMany(image: string, count: number): TagmaskError {
  const sentence = `${image} has ${count} relevant tags, but a mask file holds ${ignored - 1}: leave some out.`;
  return new TagmaskError('input', 'released-too-many-tags', sentence);
}

/** Black for the background, white for what is ignored, and well-separated hues between: for people who look at the file. */
function paletteOf(count: number): Uint8Array {
  const palette = new Uint8Array(256 * 3).fill(0xff);
  palette.fill(0, 0, 3);
  for (let i = 1; i <= count; i++) {
    for (let bit = 0, rest = i; rest > 0; bit++, rest >>= 3) {
      for (let channel = 0; channel < 3; channel++) {
        if (bit === 0) palette[3 * i + channel] = 0;
        palette[3 * i + channel] = (palette[3 * i + channel] ?? 0) | (((rest >> channel) & 1) << (7 - bit));
      }
    }
  }
  return palette;
}

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
  const file = parseFile(json, name);
  const { width, height, data } = decodeIndexedPng(png);
  const captions = [{ caption: file.caption, tags: file.tags }, ...(file.further ?? [])];
  const masks = new Map<string, Rle>();
  for (const { mask, tag } of captions.flatMap(({ tags }) => tags)) {
    if (mask === undefined) continue;
    const rle = decodeMask(mask);
    if (rle.width !== width || rle.height !== height)
      throw badJson(name, `the mask of "${tag}" has another size than the PNG`);
    masks.set(tag, rle);
  }
  relevantTags(captions).forEach((tag, i) => {
    if (!masks.has(tag))
      masks.set(tag, rleFromBitmap({ width, height, data: data.map((index) => (index === i + 1 ? 1 : 0)) }));
  });
  const words = captions.map(({ caption, tags }) => ({
    caption,
    tags: tags.map(({ mask: _, ...word }) => word),
  }));
  return { image: file.image, width, height, captions: words, masks };
}

function parseFile(json: string, name: string): ReleasedFile {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (cause) {
    throw badJson(name, 'it is no JSON', cause);
  }
  const parsed = releasedFile.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw badJson(
    name,
    `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'it is not of this kind'}`,
    parsed.error,
  );
}

const badJson = (name: string, why: string, cause?: unknown): TagmaskError =>
  new TagmaskError(
    'input',
    'bad-released-json',
    `${name} cannot be read as tags of a released dataset: ${why}.`,
    { cause },
  );
