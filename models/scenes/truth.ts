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
  /**
   * All pixels of the picture that the word names; null where it is not relevant. The same for each place of a word. Made when it is asked for:
   * most scenes are drawn for their pixels and captions alone.
   */
  readonly mask: Bitmap | null;
}

/** Less than this share of the picture cannot be told from a speck. */
const leastShare = 0.0008;

/** Which pixels a word names, told by who owns them and which part of the owner they are. */
type Region = (owner: number, part: number) => boolean;

/**
 * A noun is relevant where anything that it can name is visible, whether the caption speaks of that very thing or not; its region is
 * all of it. A colour is relevant where the caption says it of something visible: its region is the thing, or the part, that the caption
 * gives it to. Sizes, numbers, materials, verbs and all other words are not.
 */
export function truthOf({ text, colours }: WrittenCaption, seen: Seen): TrueWord[] {
  const candidates = findCandidates(text);
  const regionsOfColours = new Map<string, Region>();
  for (const { start, things, part, region } of colours) {
    const word = candidates.find((candidate) => candidate.start === start)?.text ?? '';
    const owners = new Set([
      ...seen.things.filter(({ thing }) => things.includes(thing)).map(({ owner }) => owner),
      ...seen.regions.filter(({ name }) => name === region).map(({ owner }) => owner),
    ]);
    const partNumber = part === null ? null : seen.partNumbers.get(part);
    const before = regionsOfColours.get(word);
    const isOf: Region = (owner, at) => owners.has(owner) && (partNumber === null || at === partNumber);
    regionsOfColours.set(
      word,
      before === undefined ? isOf : (owner, at) => before(owner, at) || isOf(owner, at),
    );
  }
  const pixels = new OwnedPixels(seen.canvas);
  return candidates.map((candidate) => {
    const colour = regionsOfColours.get(candidate.text);
    if (colour !== undefined) return describeWord(candidate, ['colour', colour], pixels);
    return describeWord(candidate, regionOf(candidate.text, seen), pixels);
  });
}

function describeWord(
  word: { readonly text: string; readonly start: number; readonly end: number },
  named: readonly [kind: TrueWord['kind'], region: Region] | null,
  pixels: OwnedPixels,
): TrueWord {
  const { text, start, end } = word;
  if (named === null || !pixels.isVisible(named[1]))
    return { text, start, end, relevant: false, kind: 'none', mask: null };
  const [kind, region] = named;
  let mask: Bitmap | undefined;
  return {
    ...{ text, start, end, relevant: true, kind },
    get mask() {
      return (mask ??= pixels.maskOf(region));
    },
  };
}

function regionOf(word: string, seen: Seen): [WordKind, Region] | null {
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
  return [kind, (owner, part) => owners.has(owner) || grounds.has(owner) || (part !== 0 && parts.has(part))];
}

/** The pixels of a picture by owner and part. Pictures have many pixels and few such pairs, so a region is asked once for each. */
class OwnedPixels {
  readonly #canvas: Seen['canvas'];
  readonly #counts = new Uint32Array(1 << 16);

  constructor(canvas: Seen['canvas']) {
    this.#canvas = canvas;
    const { owners, parts } = canvas;
    for (let i = 0; i < owners.length; i++) {
      const key = ((owners[i] ?? 0) << 8) | (parts[i] ?? 0);
      this.#counts[key] = (this.#counts[key] ?? 0) + 1;
    }
  }

  isVisible(region: Region): boolean {
    const { width, height } = this.#canvas;
    const belongs = this.#ask(region);
    let area = 0;
    for (const [key, count] of this.#counts.entries()) if (belongs[key] === 1) area += count;
    return area >= Math.max(6, leastShare * width * height);
  }

  maskOf(region: Region): Bitmap {
    const { width, height, owners, parts } = this.#canvas;
    const belongs = this.#ask(region);
    const data = new Uint8Array(width * height);
    for (let i = 0; i < data.length; i++) data[i] = belongs[((owners[i] ?? 0) << 8) | (parts[i] ?? 0)] ?? 0;
    return { width, height, data };
  }

  #ask(region: Region): Uint8Array {
    const belongs = new Uint8Array(this.#counts.length);
    for (const [key, count] of this.#counts.entries())
      if (count > 0 && region(key >> 8, key & 0xff)) belongs[key] = 1;
    return belongs;
  }
}
