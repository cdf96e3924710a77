import type { Bitmap } from '../masks/types.ts';
import { findCandidates } from '../tagging/candidates.ts';
import type { WrittenCaption } from './captions/write-caption.ts';
import { meaningOf, type WordKind } from './lexicon.ts';
import type { Canvas } from './raster/canvas.ts';
import type { Thing } from './thing.ts';

/** A painted scene: who owns which pixels. */
export interface Seen {
  readonly things: readonly { readonly thing: Thing; readonly owner: number }[];
  readonly regions: readonly { readonly name: string; readonly owner: number }[];
  readonly partNumbers: ReadonlyMap<string, number>;
  readonly canvas: Pick<Canvas, 'width' | 'height' | 'owners' | 'parts'>;
}

export interface TrueWord {
  /** NFC, lower case, as tags are compared. */
  readonly text: string;
  /** UTF-16 code units within the caption. */
  readonly start: number;
  readonly end: number;
  readonly relevant: boolean;
  /** `colour` for a colour that the caption says of something. */
  readonly kind: WordKind | 'colour' | 'none';
  /** All pixels of the picture that the word names; null where it is not relevant. The same for each place of a word. */
  readonly mask: Bitmap | null;
}

/** Less than this share of the picture cannot be told from a speck. */
const leastShare = 0.0008;

/**
 * A noun is relevant where anything that it can name is visible, whether the caption speaks of that very thing or not; its region is
 * all of it. A colour is relevant where the caption says it of something visible: its region is the thing, or the part, that the caption
 * gives it to. Sizes, numbers, materials, verbs and all other words are not.
 */
export function truthOf({ text, colours }: WrittenCaption, seen: Seen): TrueWord[] {
  const candidates = findCandidates(text);
  const regionsOfColours = new Map<string, Bitmap>();
  for (const { start, things, part, region } of colours) {
    const word = candidates.find((candidate) => candidate.start === start)?.text ?? '';
    const owners = new Set([
      ...seen.things.filter(({ thing }) => things.includes(thing)).map(({ owner }) => owner),
      ...seen.regions.filter(({ name }) => name === region).map(({ owner }) => owner),
    ]);
    const partNumber = part === null ? null : seen.partNumbers.get(part);
    const mask = maskOf(seen, (owner, at) => owners.has(owner) && (partNumber === null || at === partNumber));
    const before = regionsOfColours.get(word);
    if (before !== undefined) before.data.forEach((value, i) => (mask.data[i] ||= value));
    regionsOfColours.set(word, mask);
  }
  return candidates.map((candidate) => {
    const colour = regionsOfColours.get(candidate.text);
    if (colour !== undefined) return decide(candidate, 'colour', colour);
    const found = regionOf(candidate.text, seen);
    return found === null ? decide(candidate, 'none', null) : decide(candidate, ...found);
  });
}

function decide(
  word: { readonly text: string; readonly start: number; readonly end: number },
  kind: TrueWord['kind'],
  mask: Bitmap | null,
): TrueWord {
  const relevant = mask !== null && isVisible(mask);
  return { ...word, relevant, kind: relevant ? kind : 'none', mask: relevant ? mask : null };
}

function isVisible({ width, height, data }: Bitmap): boolean {
  let area = 0;
  for (let i = 0; i < data.length; i++) area += data[i] ?? 0;
  return area >= Math.max(6, leastShare * width * height);
}

function regionOf(word: string, seen: Seen): [WordKind, Bitmap] | null {
  const meaning = meaningOf(word);
  if (meaning === null) return null;
  const owners = new Set(
    seen.things.filter(({ thing }) => meaning.kinds.has(thing.kind.name)).map(({ owner }) => owner),
  );
  const grounds = new Set(
    seen.regions.filter(({ name }) => meaning.regions.has(name)).map(({ owner }) => owner),
  );
  const parts = new Set([...meaning.parts].flatMap((name) => seen.partNumbers.get(name) ?? []));
  const kind = owners.size > 0 ? 'object' : grounds.size > 0 ? 'background' : 'part';
  if (owners.size + grounds.size + parts.size === 0) return null;
  return [
    kind,
    maskOf(seen, (owner, part) => owners.has(owner) || grounds.has(owner) || (part !== 0 && parts.has(part))),
  ];
}

/** Asks once for each pair of owner and part: pictures have many pixels and few things. */
function maskOf({ canvas }: Seen, belongs: (owner: number, part: number) => boolean): Bitmap {
  const { width, height, owners, parts } = canvas;
  const answers = new Int8Array(1 << 16);
  const data = new Uint8Array(width * height);
  for (let i = 0; i < data.length; i++) {
    const key = ((owners[i] ?? 0) << 8) | (parts[i] ?? 0);
    let answer = answers[key] ?? 0;
    if (answer === 0) answers[key] = answer = belongs(owners[i] ?? 0, parts[i] ?? 0) ? 1 : -1;
    if (answer > 0) data[i] = 1;
  }
  return { width, height, data };
}
