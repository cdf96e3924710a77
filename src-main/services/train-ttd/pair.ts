/** A picture with one of its captions, and all that a training knows of them. */
import { createHash } from 'node:crypto';
import { basename } from 'node:path';

import { z } from 'zod';

const verdict = z.boolean().nullable();

const pairSchema = z.object({
  /** The picture's file, and what it was when the training began. */
  file: z.string(),
  sizeBytes: z.number(),
  modifiedMs: z.number(),
  /** As displayed. */
  width: z.int().positive(),
  height: z.int().positive(),
  caption: z.string(),
  /** Every word of the caption in order, repeats included. */
  words: z.array(z.string()).min(1),
  /** For each word what a person has decided, as far as the training may know it: null where nobody has. */
  verdicts: z.array(verdict),
  /** The same, to measure held-out pairs against. */
  truth: z.array(verdict),
  /** People's masks by word, in COCO's compressed run lengths. */
  masks: z.record(z.string(), z.object({ size: z.tuple([z.number(), z.number()]), counts: z.string() })),
  /** Never trained on. */
  heldOut: z.boolean(),
});

export type Pair = Readonly<z.infer<typeof pairSchema>>;

/** A picture that the training does without. */
export interface SkippedPicture {
  readonly file: string;
  readonly why: string;
}

export const writePairs = (pairs: readonly Pair[]): string =>
  pairs.map((pair) => `${JSON.stringify(pair)}\n`).join('');

/** Throws where a line is no pair. */
export const readPairs = (text: string): Pair[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => pairSchema.parse(JSON.parse(line)));

/** The same for the same pairs in another folder, or copied to another machine. */
export function identifyPairs(pairs: readonly Pair[]): string {
  const hash = createHash('sha256');
  for (const { file, modifiedMs: _, ...pair } of pairs) hash.update(JSON.stringify([basename(file), pair]));
  return hash.digest('hex');
}
