import { TagmaskError } from '../../models/errors.ts';
import { decodeMask } from '../../models/masks/index.ts';
import type { EncodedMask } from '../../models/masks/index.ts';
import { decodeCounts } from '../formats/coco-decoder.ts';
import type { DecodedCounts } from '../formats/coco-decoder.ts';

/** Inside pixels as stretches [from, to), counted down the columns, neither empty nor touching. */
export type Stretches = DecodedCounts['stretches'];

/** A mask of a file, decoded by a decoder of its own. @throws TagmaskError `export-differs` */
export function decodeFound(what: string, { size: [height, width], counts }: EncodedMask): DecodedCounts {
  try {
    return decodeCounts(counts, height, width);
  } catch (error) {
    throw differs(what, 'its mask cannot be decoded', error);
  }
}

/** Two lists of stretches are equal exactly when every pixel is; comparing them costs no picture's worth of memory. */
export function comparePixels(what: string, stretches: Stretches, stored: EncodedMask): string {
  const expected = stretchesInDatabase(what, stored);
  for (let i = 0; i < Math.max(expected.length, stretches.length); i++) {
    const [from, to] = stretches[i] ?? [Infinity, Infinity];
    const [expectedFrom, expectedTo] = expected[i] ?? [Infinity, Infinity];
    if (from !== expectedFrom || to !== expectedTo)
      return `different from pixel ${Math.min(from, expectedFrom)} on`;
  }
  return 'the same';
}

export function stretchesInDatabase(what: string, stored: EncodedMask): [from: number, to: number][] {
  try {
    const stretches: [number, number][] = [];
    let at = 0;
    for (const [i, run] of decodeMask(stored).runs.entries()) {
      const last = stretches.at(-1);
      // Only a run of 0 may lie between two stretches that touch: they are one.
      if (i % 2 === 1 && last?.[1] === at) last[1] += run;
      else if (i % 2 === 1 && run > 0) stretches.push([at, at + run]);
      at += run;
    }
    return stretches;
  } catch (error) {
    throw differs(what, 'its mask in the database cannot be decoded', error);
  }
}

/** @throws TagmaskError `export-differs` */
export function requireEqual(what: string, field: string, found: unknown, expected: unknown): void {
  if (found === expected) return;
  throw differs(what, `its ${field} is ${JSON.stringify(found)}, not ${JSON.stringify(expected)}`);
}

export function differs(what: string, how: string, cause?: unknown): TagmaskError {
  const sentence = `The export differs from the database at ${what}: ${how}. Nothing was exported; please report this.`;
  return new TagmaskError('internal', 'export-differs', sentence, { cause });
}
