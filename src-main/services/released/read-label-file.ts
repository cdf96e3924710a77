import { lstat } from 'node:fs/promises';

import { TagmaskError } from '../../../models/errors.ts';
import { uniteMasks, type Rle, type Size } from '../../../models/masks/index.ts';
import { normaliseTag } from '../../../models/tagging/index.ts';
import { captionsOf } from '../../formats/released-picture.ts';
import { readReleasedMasks } from '../../formats/released-masks.ts';
import { parseReleasedFile, type ReleasedFile, type ReleasedTag } from '../../formats/released-schema.ts';
import { readSmallFile } from '../../media/regular-file.ts';
import { normaliseCaption } from '../caption-writer.ts';

/** A tag at a place of its caption. */
export interface PlacedWord extends Omit<ReleasedTag, 'start' | 'end' | 'mask'> {
  /** In UTF-16 code units of the caption as it is stored; null where the file names no place that the caption has. */
  readonly place: { readonly start: number; readonly end: number } | null;
}

export interface FileCaption {
  /** As it is stored; empty where the file has tags without a caption. */
  readonly text: string;
  readonly words: readonly PlacedWord[];
}

/** A picture's masks by the stored texts of its relevant tags; or why its labels cannot be used. */
export type FileMasks =
  | { readonly kind: 'masks'; readonly masks: ReadonlyMap<string, Rle | null>; readonly ignored: number }
  | { readonly kind: 'unusable'; readonly why: string };

export interface LabelFile {
  readonly image: string;
  readonly captions: readonly FileCaption[];
  readonly masks: (size: Size) => FileMasks;
  /** Words whose places the caption does not have. */
  readonly misplaced: number;
}

/** Far above any real file; what is larger is not read into memory, of which several files have a share. */
const mostJsonBytes = 16 << 20;
const mostMaskBytes = 64 << 20;
const mostCaptions = 1000;
const mostCaptionCharacters = 100_000;
const mostWords = 20_000;
const mostTextCharacters = 200;

export interface LabelPaths {
  readonly json: string;
  readonly mask: string;
  /** What the JSON is called in an error. */
  readonly name: string;
}

/**
 * Reads what a picture's two files say. The captions come in also where the masks cannot be used; painted pixels are only looked at when
 * `masks` is asked.
 * @throws TagmaskError for a JSON that cannot be used; the system's error
 */
export async function readLabelFile({ json, mask, name }: LabelPaths): Promise<LabelFile> {
  const bytes = await readSmallFile(json, mostJsonBytes);
  if (bytes === null) throw unusable(name, `it is larger than ${mostJsonBytes >> 20} MB`);
  const file = parseReleasedFile(decodeText(bytes, name), name);
  const written = captionsOf(file);
  refuseStrange(written, name);
  const png = await readMask(mask);
  const captions = written.map(placeWords);
  const misplaced = written.flatMap(({ tags }, i) =>
    tags.filter((tag, at) => tag.end > 0 && captions[i]?.words[at]?.place === null),
  ).length;
  return {
    image: file.image,
    captions,
    misplaced,
    masks: (size) => readMasks(written, typeof png === 'string' ? png : { png, size, name }),
  };
}

function decodeText(bytes: Buffer, name: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw unusable(name, 'it is not UTF-8', cause);
  }
}

function refuseStrange(captions: readonly Pick<ReleasedFile, 'caption' | 'tags'>[], name: string): void {
  if (captions.length > mostCaptions) throw unusable(name, `it has ${captions.length} captions`);
  if (captions.some(({ caption }) => caption.length > mostCaptionCharacters))
    throw unusable(name, 'it has a caption as long as a book');
  const words = captions.flatMap(({ tags }) => tags);
  if (words.length > mostWords) throw unusable(name, `it has ${words.length} words`);
  for (const { tag, source, category = '' } of words) {
    const longest = Math.max(tag.length, category.length);
    if (longest > mostTextCharacters || source.length > 1000)
      throw unusable(name, 'it has a text that is too long for a tag');
    if (storedTag(tag) === '') throw unusable(name, 'it has a tag without a text');
  }
}

/** The form in which a tag is stored and compared. */
const storedTag = (text: string): string => normaliseTag(text.toWellFormed()).trim().replaceAll(/\s+/g, ' ');

/** The bytes, null where there is no file, or why it cannot be used. */
async function readMask(path: string): Promise<Buffer | string | null> {
  const stats = await lstat(path).catch(() => null);
  if (stats === null) return null;
  if (!stats.isFile()) return 'its mask is a link or no file with contents';
  return (await readSmallFile(path, mostMaskBytes)) ?? `its mask is larger than ${mostMaskBytes >> 20} MB`;
}

type MaskInput = { readonly png: Buffer | null; readonly size: Size; readonly name: string } | string;

function readMasks(captions: readonly Pick<ReleasedFile, 'tags'>[], input: MaskInput): FileMasks {
  if (typeof input === 'string') return { kind: 'unusable', why: input };
  try {
    const { masks, ignored } = readReleasedMasks(captions, input.png, input);
    const stored = new Map<string, Rle | null>();
    for (const [tag, mask] of masks) {
      const before = stored.get(storedTag(tag)) ?? null;
      stored.set(
        storedTag(tag),
        before === null || mask === null ? (mask ?? before) : uniteMasks(before, mask),
      );
    }
    return { kind: 'masks', masks: stored, ignored };
  } catch (error) {
    if (error instanceof TagmaskError) return { kind: 'unusable', why: error.message };
    throw error;
  }
}

/** Files count code points of their own text; a stored caption is NFC, without spaces around it. */
function placeWords({ caption, tags }: Pick<ReleasedFile, 'caption' | 'tags'>): FileCaption {
  const text = normaliseCaption(caption);
  const units = unitsOfPoints(caption);
  const isSame = text === caption;
  const stored = (unit: number): number =>
    isSame
      ? unit
      : Math.min(text.length, caption.slice(0, unit).toWellFormed().normalize('NFC').trimStart().length);
  const placed = tags.map(({ start, end, mask: _, ...word }) => {
    const [from, to] = [units[start], units[end]];
    const place = from === undefined || to === undefined ? null : { start: stored(from), end: stored(to) };
    return {
      ...word,
      tag: storedTag(word.tag),
      place: place !== null && place.start < place.end ? place : null,
    };
  });
  return { text, words: withoutOverlaps(placed) };
}

/** Where two words claim a letter, the first one in the file has it. */
function withoutOverlaps(words: readonly PlacedWord[]): PlacedWord[] {
  const taken: { start: number; end: number }[] = [];
  return words.map((word) => {
    const { place } = word;
    if (place === null) return word;
    const last = taken.at(-1);
    const isFree =
      last === undefined || last.end <= place.start
        ? true
        : !taken.some(({ start, end }) => start < place.end && place.start < end);
    if (!isFree) return { ...word, place: null };
    taken.push(place);
    return word;
  });
}

/** For each code point, and for the end, where it begins in UTF-16 code units. */
function unitsOfPoints(text: string): number[] {
  const units: number[] = [];
  let unit = 0;
  for (const character of text) {
    units.push(unit);
    unit += character.length;
  }
  return [...units, unit];
}

const unusable = (name: string, why: string, cause?: unknown): TagmaskError =>
  new TagmaskError('input', 'bad-released-json', `${name} cannot be used: ${why}. Mend or remove it.`, {
    cause,
  });
