/** Trainings of the model library that stopped before their end, whatever stopped them. */
import { existsSync, readdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';

import { TagmaskError } from '../../../models/errors.ts';
import { libraryName } from '../model-library/source.ts';
import { takeModelLock } from '../model-library/model-lock.ts';
import { modelsFolder } from '../paths.ts';
import { History } from '../train-ttd/history.ts';
import { readRecord, type TrainingRecord } from '../train-ttd/prepared.ts';
import { checkpointsOf, newestCheckpoint } from '../training/place.ts';
import { readCurves, type Curves } from './curves.ts';
import type { HeldOutEntry } from '../train-ttd/judge.ts';

const ending = '.training';

export const resultFolder = (name: string): string => join(modelsFolder(), name);

export interface Unfinished extends Curves {
  readonly name: string;
  readonly record: TrainingRecord;
  /** Of the newest checkpoint. */
  readonly step: number;
  readonly looks: readonly HeldOutEntry[];
}

export function listUnfinishedNames(): string[] {
  if (!existsSync(modelsFolder())) return [];
  return readdirSync(modelsFolder())
    .filter((entry) => entry.endsWith(ending) && existsSync(join(modelsFolder(), entry, 'training.json')))
    .map((entry) => entry.slice(0, -ending.length))
    .filter((name) => libraryName.test(name))
    .sort();
}

/** @throws TagmaskError `no-training`, `broken-checkpoint` */
export async function readUnfinished(name: string): Promise<Unfinished> {
  if (!listUnfinishedNames().includes(name)) throw noTraining(name);
  const folder = checkpointsOf(resultFolder(name));
  const record = await readRecord(folder);
  const step = await newestCheckpoint(folder);
  const looks = (await History.open(folder)).entries.filter((entry) => entry.step <= step);
  return { name, record, step, looks, ...(await readCurves(folder, step)) };
}

/** Deletes the checkpoints. @throws TagmaskError `no-training`, `training-elsewhere` */
export async function removeUnfinished(name: string): Promise<void> {
  if (!listUnfinishedNames().includes(name)) throw noTraining(name);
  const release = takeModelLock(name);
  if (release === null)
    throw new TagmaskError('conflict', 'training-elsewhere', `Another Tagmask works on the training ${name}: stop it there first.`); // prettier-ignore
  try {
    await rm(checkpointsOf(resultFolder(name)), { recursive: true, force: true, maxRetries: 3 });
  } finally {
    release();
  }
}

export const noTraining = (name: string): TagmaskError =>
  new TagmaskError('missing', 'no-training', `There is no training "${name}": look at the list of trainings again.`); // prettier-ignore
