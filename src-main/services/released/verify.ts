import { readFile } from 'node:fs/promises';

import sharp from 'sharp';

import type { EncodedMask, Size } from '../../../models/masks/index.ts';
import { captionsOf, listRelevantTags, type ReleasedWord } from '../../formats/released-picture.ts';
import type { ReleasedFile } from '../../formats/released-schema.ts';
import { paletteOf } from '../../formats/released-write.ts';
import {
  comparePixels,
  decodeFound,
  differs,
  requireEqual,
  stretchesInDatabase,
  type Stretches,
} from '../export-compare.ts';
import type { ReleasedContent } from './source.ts';

export interface ReleasedFiles {
  readonly json: string;
  readonly mask: string;
}

/**
 * Reads a picture's two files again, decodes every mask with decoders that had no part in writing it (run lengths by their digits, the
 * PNG by libpng), and holds everything against what the database has.
 * @throws TagmaskError `export-differs`
 */
export async function verifyReleased(files: ReleasedFiles, expected: ReleasedContent): Promise<void> {
  const { picture } = expected;
  const file = JSON.parse(await readFile(files.json, 'utf8')) as ReleasedFile;
  requireEqual(picture.image, 'image', file.image, picture.image);
  const found = captionsOf(file);
  requireEqual(picture.image, 'number of captions', found.length, Math.max(1, picture.captions.length));
  picture.captions.forEach(({ caption, tags }, i) => {
    const what = `caption ${i + 1} of ${picture.image}`;
    requireEqual(what, 'text', found[i]?.caption, caption);
    requireEqual(what, 'number of words', found[i]?.tags.length, tags.length);
    tags.forEach((word, at) => checkWord(`word ${at + 1} of ${what}`, found[i]?.tags[at], word));
  });
  const written = new Map<string, EncodedMask | null>();
  for (const { tag, mask } of found.flatMap(({ tags }) => tags))
    if (mask !== undefined && !written.has(tag)) written.set(tag, mask);
  checkMasks(expected, written, await readShown(files.mask, picture));
}

const fields = ['tag', 'start', 'end', 'relevant', 'score', 'source', 'category', 'state'] as const;

function checkWord(what: string, found: ReleasedWord | undefined, expected: ReleasedWord): void {
  for (const field of fields) requireEqual(what, field, found?.[field], expected[field]);
}

function checkMasks(
  { picture, tags }: ReleasedContent,
  written: ReadonlyMap<string, EncodedMask | null>,
  shown: readonly Stretches[],
): void {
  const stored = new Map(tags.map(({ text, segmentation }) => [text, segmentation]));
  listRelevantTags(picture.captions).forEach((tag, i) => {
    const what = `the mask of "${tag}" of ${picture.image}`;
    const expected = stored.get(tag);
    const mask = written.get(tag);
    if (expected === undefined) return requireEqual(what, 'mask', mask, null);
    const pixels = mask === undefined || mask === null ? shown[i + 1] : decodeFound(what, mask).stretches;
    requireEqual(what, 'pixels', comparePixels(what, pixels ?? [], expected), 'the same');
    // Also where the run lengths tell it all, the PNG must not show a pixel of this tag outside of it.
    const inside = stretchesInDatabase(what, expected);
    if (!isWithin(shown[i + 1] ?? [], inside)) throw differs(what, 'the PNG shows more of it');
  });
}

/** Whether each stretch lies in one of the others; both in order. */
function isWithin(stretches: Stretches, others: Stretches): boolean {
  let at = 0;
  return stretches.every(([from, to]) => {
    while (at < others.length && (others[at]?.[1] ?? 0) < to) at++;
    return (others[at]?.[0] ?? Infinity) <= from;
  });
}

/** The stretches that the PNG shows of each index, told by the palette's colours. */
async function readShown(
  path: string,
  { image, width, height }: Size & { readonly image: string },
): Promise<Stretches[]> {
  const { data, info } = await sharp(path, { limitInputPixels: false })
    .removeAlpha()
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  requireEqual(`the mask of ${image}`, 'size', `${info.width} × ${info.height}`, `${width} × ${height}`);
  const indexOf = new Map(listColours().map((colour, index) => [colour, index]));
  const shown: [number, number][][] = Array.from({ length: 256 }, () => []);
  const [green, blue] = info.channels < 3 ? [0, 0] : [1, 2];
  let [colour, index] = [0, 0];
  for (let x = 0, at = 0; x < width; x++) {
    for (let y = 0; y < height; y++, at++) {
      const pixel = (y * width + x) * info.channels;
      const seen = ((data[pixel] ?? 0) << 16) | ((data[pixel + green] ?? 0) << 8) | (data[pixel + blue] ?? 0);
      if (seen !== colour) {
        const known = indexOf.get(seen);
        if (known === undefined)
          throw differs(`the mask of ${image}`, `pixel ${at} has the colour of no tag`);
        [colour, index] = [seen, known];
      }
      if (index === 0) continue;
      const stretches = shown[index];
      const last = stretches?.at(-1);
      if (last?.[1] === at) last[1]++;
      else stretches?.push([at, at + 1]);
    }
  }
  return shown;
}

function listColours(): number[] {
  const palette = paletteOf(254);
  return Array.from({ length: 255 }, (_, index) => {
    const [red = 0, green = 0, blue = 0] = palette.subarray(3 * index, 3 * index + 3);
    return (red << 16) | (green << 8) | blue;
  });
}
