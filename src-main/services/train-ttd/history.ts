/** What the held-out pairs have said so far, and the weights of the best looks, beside the checkpoints. */
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { z } from 'zod';

import { TagmaskError } from '../../../models/errors.ts';
import type { Parameters } from '../../../models/train/index.ts';
import { writeAtomically } from '../../../models/weights/atomic-write.ts';
import { SafetensorsFile } from '../../../models/weights/safetensors.ts';
import { writeSafetensors } from '../../../models/weights/write-safetensors.ts';
import type { HeldOutEntry } from './judge.ts';

const fileName = 'held-out.json';
/** A training whose newest checkpoint is broken goes on from the one before, and may need the best weights of then. */
const keptBest = 3;

const rate = z.number();
const entrySchema = z.object({
  step: z.int(),
  losses: z.record(z.string(), z.number()),
  chosen: z.number(),
  known: z.int(),
  tags: z.object({ precision: rate, recall: rate, f1: rate, accuracy: rate }).nullable(),
});

const bestName = (step: number): string => `best-${String(step).padStart(9, '0')}.safetensors`;
const isBest = (name: string): boolean => /^best-\d{9}\.safetensors$/.test(name);

export class History {
  readonly #folder: string;
  #entries: readonly HeldOutEntry[];

  private constructor(folder: string, entries: readonly HeldOutEntry[]) {
    this.#folder = folder;
    this.#entries = entries;
  }

  static async open(folder: string): Promise<History> {
    const path = join(folder, fileName);
    const text = await readFile(path, 'utf8').catch(() => null);
    if (text === null) return new History(folder, []);
    try {
      return new History(folder, z.array(entrySchema).parse(JSON.parse(text)));
    } catch (cause) {
      throw new TagmaskError('input', 'broken-checkpoint', `${path} cannot be read: remove ${folder} and train anew.`, { cause }); // prettier-ignore
    }
  }

  get entries(): readonly HeldOutEntry[] {
    return this.#entries;
  }

  /**
   * Forgets what was seen after the checkpoint that the training goes on from: it will be seen again. From the beginning on everything is: the
   * weights of the first look may be gone.
   */
  rewind(step: number): void {
    this.#entries = step === 0 ? [] : this.#entries.filter((entry) => entry.step <= step);
  }

  /** Best weights first: no entry is ever without them. */
  async add(entry: HeldOutEntry, best: Parameters | null): Promise<void> {
    if (best !== null) await writeSafetensors(join(this.#folder, bestName(entry.step)), best);
    this.#entries = [...this.#entries, entry];
    const text = `${JSON.stringify(this.#entries)}\n`;
    await writeAtomically(join(this.#folder, fileName), (handle) => handle.writeFile(text));
    const old = (await readdir(this.#folder)).filter(isBest).sort().slice(0, -keptBest);
    for (const name of old) await rm(join(this.#folder, name), { force: true });
  }

  /** Fills the parameters with the weights of a look. */
  async readBest({ step }: HeldOutEntry, parameters: Parameters): Promise<void> {
    const file = await SafetensorsFile.open(join(this.#folder, bestName(step)));
    try {
      for (const [name, { data }] of Object.entries(parameters)) data.set(await file.readFloat32(name));
    } finally {
      await file.close();
    }
  }
}
