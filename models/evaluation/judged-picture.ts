import { ignoredClass } from '../metrics/index.ts';
import { areaOf, bitmapFromRle, type Bitmap, type Rle, type Size } from '../masks/index.ts';
import { uniteInto, type CaptionMasks } from './mask-counts.ts';

/** A word of a caption with what a person, or whoever made the dataset, has said of it. */
export interface KnownWord {
  /** The tag: NFC, lower case. */
  readonly text: string;
  /** Where it stands in the caption, in UTF-16 code units; `end` is after it. */
  readonly start: number;
  readonly end: number;
  /** null where nothing is known. */
  readonly relevant: boolean | null;
}

export interface KnownCaption {
  readonly text: string;
  /** In their order. */
  readonly words: readonly KnownWord[];
  /** Whether every true word of it is known, with its mask: only then is their union the truth of the caption's mask. */
  readonly isComplete: boolean;
}

/** A picture with the truth, at its displayed size. */
export interface JudgedPicture extends Size {
  readonly captions: readonly KnownCaption[];
  /** Of true tags, by their text, in the picture's size. */
  readonly masks: ReadonlyMap<string, Rle>;
  /** The tags that name what surrounds things: sky, grass. */
  readonly backgrounds: ReadonlySet<string>;
  /** Not 0 at pixels of which nothing is known, row by row; null where all are known. */
  readonly ignored: Uint8Array | null;
}

/** The true tags that have pixels of their own and are no background, each once. */
export function listObjects({ captions, masks, backgrounds }: JudgedPicture): [tag: string, mask: Rle][] {
  const trueWords = captions.flatMap(({ words }) => words.filter(({ relevant }) => relevant === true));
  const tags = new Set(trueWords.map(({ text }) => text));
  return [...masks].filter(([tag, mask]) => tags.has(tag) && !backgrounds.has(tag) && areaOf(mask) > 0);
}

/** The truth of a caption's mask, with 255 where nothing is known. */
export function drawCaptionTruth(
  { width, height, masks, backgrounds, ignored }: JudgedPicture,
  { words }: KnownCaption,
): Omit<CaptionMasks, 'predicted'> {
  const [truth, objects] = [new Uint8Array(width * height), new Uint8Array(width * height)];
  const tags = new Set(words.filter(({ relevant }) => relevant === true).map(({ text }) => text));
  for (const tag of tags) {
    const mask = masks.get(tag);
    if (mask === undefined) continue;
    const bitmap = bitmapFromRle(mask);
    uniteInto(truth, bitmap);
    if (!backgrounds.has(tag)) uniteInto(objects, bitmap);
  }
  ignored?.forEach((isIgnored, i) => {
    if (isIgnored !== 0) truth[i] = objects[i] = ignoredClass;
  });
  return { truth, objects };
}

/** The mask without the pixels of which nothing is known. */
export function withoutIgnored(mask: Bitmap, ignored: Uint8Array | null): Bitmap {
  if (ignored === null) return mask;
  return { ...mask, data: mask.data.map((value, i) => (ignored[i] === 0 ? value : 0)) };
}
