import { TagmaskError } from '../../models/errors.ts';

/** Inside pixels as stretches [from, to), counted down the columns, neither empty nor touching; with their measures. */
export interface DecodedCounts {
  readonly stretches: readonly (readonly [from: number, to: number])[];
  readonly area: number;
  readonly bbox: readonly [x: number, y: number, width: number, height: number];
}

/**
 * Reads COCO's compressed counts a second way, for checking what was written: on purpose it shares no line with
 * models/masks, works on digits of base 32 instead of bits, and measures column by column.
 * @throws {TagmaskError} `coco-unreadable`
 */
export function decodeCounts(counts: string, height: number, width: number): DecodedCounts {
  const lengths = undoDifferences(readDigits(counts));
  const stretches: [number, number][] = [];
  let at = 0;
  lengths.forEach((length, i) => {
    const previous = stretches.at(-1);
    if (i % 2 === 1 && length > 0) {
      if (previous !== undefined && previous[1] === at) previous[1] = at + length;
      else stretches.push([at, at + length]);
    }
    at += length;
  });
  if (at !== width * height) throw unreadable(`covers ${at} pixels, but the picture has ${width * height}`);
  return { stretches, ...measure(stretches, height) };
}

/** Each number is written as digits of base 32, lowest first; a digit's 32 says that another follows. */
function readDigits(counts: string): number[] {
  const numbers: number[] = [];
  let [value, weight] = [0, 1];
  for (const character of counts) {
    const code = (character.codePointAt(0) ?? 0) - '0'.charCodeAt(0);
    if (code < 0 || code >= 64) throw unreadable(`has the character ${JSON.stringify(character)}`);
    const digit = code % 32;
    value += digit * weight;
    weight *= 32;
    if (code >= 32) continue;
    // A last digit of 16 and more makes the number negative.
    numbers.push(digit >= 16 ? value - weight : value);
    [value, weight] = [0, 1];
  }
  if (weight !== 1) throw unreadable('ends within a number');
  return numbers;
}

/** From the fourth on, a number is the difference from the length two before it. */
function undoDifferences(numbers: readonly number[]): number[] {
  const lengths: number[] = [];
  for (const [i, number] of numbers.entries()) {
    const length = i < 3 ? number : number + (lengths[i - 2] ?? 0);
    if (length < 0) throw unreadable(`has a run of ${length} pixels`);
    lengths.push(length);
  }
  return lengths;
}

function measure(
  stretches: DecodedCounts['stretches'],
  height: number,
): Pick<DecodedCounts, 'area' | 'bbox'> {
  if (stretches.length === 0) return { area: 0, bbox: [0, 0, 0, 0] };
  let area = 0;
  let [left, top, right, bottom] = [Infinity, Infinity, 0, 0];
  for (const [from, to] of stretches) {
    area += to - from;
    for (let start = from; start < to;) {
      const x = Math.floor(start / height);
      const end = Math.min(to, (x + 1) * height);
      [left, right] = [Math.min(left, x), Math.max(right, x + 1)];
      [top, bottom] = [Math.min(top, start - x * height), Math.max(bottom, end - x * height)];
      start = end;
    }
  }
  return { area, bbox: [left, top, right - left, bottom - top] };
}

function unreadable(what: string): TagmaskError {
  return new TagmaskError('input', 'coco-unreadable', `The mask ${what}; export the dataset again.`);
}
