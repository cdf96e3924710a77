import { TagmaskError } from '../errors.ts';
import type { EncodedMask, Rle } from './types.ts';

const CHARACTER_ZERO = 48;
const MORE = 0x20;
const SIGN = 0x10;
/** 32 bits, five a character. */
const mostBytesARun = 7;
const ascii = new TextDecoder();

function badMask(why: string): TagmaskError {
  return new TagmaskError(
    'input',
    'bad-mask',
    `${why}; the mask cannot be read, so export or draw it again.`,
  );
}

/**
 * COCO's compressed counts (maskApi.c, rleToString): five bits a character, lowest first, the sixth says that more
 * follow; from the fourth run on it is the difference from the run two before.
 */
export function encodeMask({ width, height, runs }: Rle): EncodedMask {
  // One piece of memory instead of a string that grows by a character: a mask of a large photo has a million of them.
  let bytes = new Uint8Array(runs.length * 3 + mostBytesARun);
  let end = 0;
  for (let index = 0; index < runs.length; index++) {
    if (end + mostBytesARun > bytes.length) bytes = enlarge(bytes);
    let rest = (runs[index] ?? 0) - (index > 2 ? (runs[index - 2] ?? 0) : 0);
    for (let more = true; more;) {
      let bits = rest & 0x1f;
      rest >>= 5;
      more = (bits & SIGN) === 0 ? rest !== 0 : rest !== -1;
      if (more) bits |= MORE;
      bytes[end++] = bits + CHARACTER_ZERO;
    }
  }
  return { size: [height, width], counts: ascii.decode(bytes.subarray(0, end)) };
}

function enlarge(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(bytes.length * 2);
  larger.set(bytes);
  return larger;
}

/** The signed number that starts at `at`, and where the next one starts. */
function readNumber(counts: string, at: number): { value: number; next: number } {
  let value = 0;
  for (let shift = 0, next = at; shift < 35; shift += 5) {
    if (next >= counts.length)
      throw badMask(`The counts end in the middle of a number after ${next} characters`);
    const bits = counts.charCodeAt(next) - CHARACTER_ZERO;
    if (bits < 0 || bits > 63) {
      throw badMask(`The counts have the character ${JSON.stringify(counts[next])} at position ${next}`);
    }
    next++;
    value |= (bits & 0x1f) << shift;
    if ((bits & MORE) !== 0) continue;
    // Sign-extend from the last group that was read.
    const unused = 32 - shift - 5;
    return { value: (bits & SIGN) !== 0 && unused > 0 ? (value << unused) >> unused : value, next };
  }
  throw badMask(`The counts have a number of more than 32 bits at position ${at}`);
}

/** @throws {TagmaskError} `bad-mask`: a size, a character or a sum that cannot be; never a wrong mask. */
export function decodeMask({ size, counts }: EncodedMask): Rle {
  const [height, width] = size;
  if (
    !Number.isInteger(height) ||
    !Number.isInteger(width) ||
    height < 1 ||
    width < 1 ||
    height * width > 2 ** 31
  ) {
    throw badMask(`A mask of ${width} × ${height} pixels is no mask`);
  }
  const runs: number[] = [];
  let sum = 0;
  for (let at = 0; at < counts.length;) {
    const { value, next } = readNumber(counts, at);
    const run = value + (runs.length > 2 ? (runs[runs.length - 2] ?? 0) : 0);
    if (run < 0) throw badMask(`Run ${runs.length + 1} of the counts is ${run} pixels long`);
    runs.push(run);
    sum += run;
    at = next;
  }
  if (sum !== height * width) {
    throw badMask(`The runs add up to ${sum} pixels, but ${width} × ${height} has ${height * width}`);
  }
  return { width, height, runs: Uint32Array.from(runs) };
}
