/**
 * What a training begins with, frozen beside its checkpoints: `pairs.jsonl` and `training.json`. A training that goes on reads them and not the
 * dataset, in which people may have gone on reviewing.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { z } from 'zod';

import { TagmaskError } from '../../../models/errors.ts';
import { writeAtomically } from '../../../models/weights/atomic-write.ts';
import type { BaseModel } from './base.ts';
import type { TtdOptions } from './options.ts';
import { identifyPairs, readPairs, writePairs, type Pair } from './pair.ts';

const pairsName = 'pairs.jsonl';
const recordName = 'training.json';

const recordSchema = z.object({
  version: z.literal(1),
  options: z.record(z.string(), z.unknown()),
  base: z.object({ name: z.string(), sha256: z.string() }),
  data: z.object({
    /** Of the pairs, wherever they lie. */
    identity: z.string(),
    training: z.int(),
    heldOut: z.int(),
    pruned: z.int(),
    skipped: z.int(),
  }),
  threads: z.int(),
  device: z.string(),
  /** In the words of whoever asked for it. */
  request: z.record(z.string(), z.unknown()).exactOptional(),
});
export type TrainingRecord = z.infer<typeof recordSchema>;

export interface Prepared {
  readonly pairs: readonly Pair[];
  readonly record: TrainingRecord;
}

export interface PreparedFor {
  readonly options: TtdOptions;
  readonly base: Pick<BaseModel, 'name' | 'sha256'>;
}

/** What is known of pairs before they are counted. */
export interface Frozen extends PreparedFor {
  readonly pairs: readonly Pair[];
  readonly pruned: number;
  readonly skipped: number;
  readonly threads: number;
  readonly device: string;
  readonly request?: Readonly<Record<string, unknown>> | undefined;
}

/** The record last: without it the training has not begun. */
export async function freeze(folder: string, frozen: Frozen): Promise<Prepared> {
  const { pairs, options, base, pruned, skipped, threads, device, request } = frozen;
  const heldOut = pairs.filter((pair) => pair.heldOut).length;
  const training = pairs.length - heldOut;
  const record: TrainingRecord = {
    version: 1,
    options: { ...options },
    base: { name: base.name, sha256: base.sha256 },
    data: { identity: identifyPairs(pairs), training, heldOut, pruned, skipped },
    threads,
    device,
    ...(request === undefined ? {} : { request: { ...request } }),
  };
  await writeAtomically(join(folder, pairsName), (handle) => handle.writeFile(writePairs(pairs)));
  await writeAtomically(join(folder, recordName), (handle) => handle.writeFile(`${JSON.stringify(record, null, 2)}\n`)); // prettier-ignore
  return { pairs, record };
}

/** @throws TagmaskError `other-training`, `other-base`, `broken-checkpoint` */
export async function thaw(folder: string, { options, base }: PreparedFor): Promise<Prepared> {
  const record = await readRecord(folder);
  const now: Readonly<Record<string, unknown>> = { ...options };
  for (const name of new Set([...Object.keys(now), ...Object.keys(record.options)])) {
    const [then, value] = [record.options[name], now[name]].map((one) => JSON.stringify(one) ?? 'nothing');
    if (then === value) continue;
    const sentence = `The training in ${folder} was begun with other settings: ${name} was ${then} and is ${value}. Go on with the settings of then, or train into another folder.`;
    throw new TagmaskError('conflict', 'other-training', sentence);
  }
  if (record.base.sha256 !== base.sha256) {
    const sentence = `The training in ${folder} was begun on the model ${record.base.name} (SHA-256 ${record.base.sha256.slice(0, 12)}…), not on ${base.name} (${base.sha256.slice(0, 12)}…): go on with --base ${record.base.name}, or train into another folder.`;
    throw new TagmaskError('conflict', 'other-base', sentence);
  }
  return { pairs: await readFrozen(folder, record), record };
}

export async function readRecord(folder: string): Promise<TrainingRecord> {
  const path = join(folder, recordName);
  try {
    return recordSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (cause) {
    throw broken(path, folder, cause);
  }
}

async function readFrozen(folder: string, { data }: TrainingRecord): Promise<Pair[]> {
  const path = join(folder, pairsName);
  try {
    const pairs = readPairs(await readFile(path, 'utf8'));
    if (identifyPairs(pairs) === data.identity) return pairs;
  } catch (cause) {
    throw broken(path, folder, cause);
  }
  throw broken(path, folder);
}

const broken = (path: string, folder: string, cause?: unknown): TagmaskError =>
  new TagmaskError('input', 'broken-checkpoint', `${path} is not what the training has written: remove ${folder} and train anew.`, { cause }); // prettier-ignore
