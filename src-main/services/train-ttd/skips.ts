/** Pictures that went missing while a training ran: which, from which step on, and why. */
import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { z } from 'zod';

import { TagmaskError } from '../../../models/errors.ts';
import { replaceFile } from '../replace-file.ts';
import type { SkippedPicture } from './pair.ts';

const lineSchema = z.object({ file: z.string(), step: z.int(), why: z.string() });
const fileName = 'skipped.jsonl';

/**
 * Kept beside the checkpoints: a training that goes on leaves out what it left out before, also where the picture has come back, so that
 * its numbers stay the same.
 */
export class Skips {
  readonly #path: string;
  readonly #since: Map<string, number>;
  #isOver = false;
  readonly #onSkip: (picture: SkippedPicture) => void;

  constructor(folder: string, onSkip: (picture: SkippedPicture) => void) {
    this.#path = join(folder, fileName);
    this.#since = new Map(readLines(this.#path).map(({ file, step }) => [file, step]));
    this.#onSkip = onSkip;
  }

  get count(): number {
    return this.#since.size;
  }

  isSkipped(file: string, step: number): boolean {
    return step >= (this.#since.get(file) ?? Infinity);
  }

  add(file: string, step: number, why: string): void {
    if (this.#isOver || this.isSkipped(file, step)) return;
    this.#write(`${JSON.stringify({ file, step, why })}\n`);
    this.#since.set(file, step);
    this.#onSkip({ file, why });
  }

  /** Nothing is left to train on: the folder is gone rather than each picture. What was skipped for that may come back. */
  giveUp(step: number): void {
    this.#isOver = true;
    const before = readLines(this.#path).filter((line) => line.step < step);
    replaceFile(this.#path, before.map((line) => `${JSON.stringify(line)}\n`).join(''));
  }

  #write(line: string): void {
    try {
      appendFileSync(this.#path, line);
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new TagmaskError('unavailable', 'cannot-write', `${this.#path} cannot be written: ${reason}.`, { cause }); // prettier-ignore
    }
  }
}

/** A line that a crash has cut off was never acted on. */
function readLines(path: string): z.infer<typeof lineSchema>[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
  return text.split('\n').flatMap((line) => {
    const parsed = lineSchema.safeParse(parseLine(line));
    return parsed.success ? [parsed.data] : [];
  });
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
