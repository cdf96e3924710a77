import { TagmaskError } from '../../models/errors.ts';
import { areaOf, encodeMask, paintIndex, type Rle } from '../../models/masks/index.ts';
import { encodePng } from './png.ts';
import { ignoredIndex } from './released-masks.ts';
import { listRelevantTags, type ReleasedPicture, type ReleasedWord } from './released-picture.ts';

/**
 * The two files of a picture. Where masks overlap, the PNG shows the smaller one, of equals the later tag; every mask that it
 * does not show whole is in the JSON as well, and so are those past the 254 that it can count.
 * @throws TagmaskError `released-mask-missing`
 */
export function writeReleased(picture: ReleasedPicture): { json: string; png: Buffer } {
  const tags = listRelevantTags(picture.captions);
  const masks = new Map(tags.map((tag) => [tag, maskOf(picture, tag)]));
  const indices = paintIndices(picture, [...masks.values()]);
  const unshown = findUnshown(masks, indices);
  const captions = picture.captions.map(({ caption, tags: words }) => ({
    caption,
    tags: words.map((word) => {
      const mask = word.relevant ? unshown.get(word.tag) : undefined;
      if (mask === undefined) return fieldsOf(word);
      unshown.delete(word.tag);
      return { ...fieldsOf(word), mask: mask === null ? null : encodeMask(mask) };
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

/** Always in the same order, so that equal words are equal bytes. */
const fieldsOf = ({ tag, start, end, relevant, score, source, category, state }: ReleasedWord) => ({
  ...{ tag, start, end, relevant, score, source },
  ...(category === undefined ? {} : { category }),
  ...(state === undefined ? {} : { state }),
});

/** The masks whose pixels the PNG does not show all, and the tags that have none. */
function findUnshown(masks: ReadonlyMap<string, Rle | null>, indices: Uint8Array): Map<string, Rle | null> {
  const shown = new Uint32Array(256);
  for (const index of indices) shown[index] = (shown[index] ?? 0) + 1;
  const isShown = (mask: Rle | null, index: number): boolean =>
    mask !== null && index < ignoredIndex && shown[index] === areaOf(mask);
  return new Map([...masks].filter(([, mask], i) => !isShown(mask, i + 1)));
}

function paintIndices({ width, height }: ReleasedPicture, masks: readonly (Rle | null)[]): Uint8Array {
  const indices = new Uint8Array(width * height);
  const order = masks
    .slice(0, ignoredIndex - 1)
    .flatMap((mask, i) => (mask === null ? [] : [{ mask, area: areaOf(mask), index: i + 1 }]));
  order.sort((a, b) => b.area - a.area || a.index - b.index);
  for (const { mask, index } of order) paintIndex(mask, indices, index);
  return indices;
}

function maskOf({ masks, image, width, height }: ReleasedPicture, tag: string): Rle | null {
  const mask = masks.get(tag);
  if (mask === null || (mask?.width === width && mask.height === height)) return mask;
  const sentence = `The tag "${tag}" of ${image} is relevant but has no mask of ${width} × ${height} pixels: give it one, or call it irrelevant.`;
  throw new TagmaskError('input', 'released-mask-missing', sentence);
}

/** Black for the background, white for what is ignored, and well-separated hues between: for people who look at the file. */
export function paletteOf(count: number): Uint8Array {
  const palette = new Uint8Array(256 * 3).fill(0xff);
  palette.fill(0, 0, 3);
  for (let i = 1; i <= Math.min(count, ignoredIndex - 1); i++) {
    for (let bit = 0, rest = i; rest > 0; bit++, rest >>= 3) {
      for (let channel = 0; channel < 3; channel++) {
        if (bit === 0) palette[3 * i + channel] = 0;
        palette[3 * i + channel] = (palette[3 * i + channel] ?? 0) | (((rest >> channel) & 1) << (7 - bit));
      }
    }
  }
  return palette;
}
