/** Where a training's result goes, and where it is while it is none yet. */
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

import { TagmaskError } from '../../../models/errors.ts';

export interface TrainingPlace {
  /** The result's folder, which must not be there. Checkpoints are in `<out>.training` until it is. */
  readonly out: string;
  /** Goes on with the checkpoints that are there; without it they are a reason to refuse. */
  readonly resume: boolean;
}

export const checkpointsOf = (out: string): string => `${resolve(out)}.training`;

/** What trainings write there. All of it goes in the end, so anything else is somebody's own. */
const isOurs = (name: string): boolean =>
  /^(step-|best-|training\.|pairs\.|held-out\.|skipped\.|evaluation$|cache$|hashes$)/.test(name);

/** Makes the checkpoints' folder. @throws TagmaskError `folder-exists`, `folder-taken`, `training-exists`, `no-checkpoint`, `cannot-write` */
export async function checkPlaces({ out, resume }: TrainingPlace): Promise<void> {
  if (existsSync(out))
    throw new TagmaskError('conflict', 'folder-exists', `${out} is there already; choose another folder for the model.`); // prettier-ignore
  const checkpoints = checkpointsOf(out);
  const names = existsSync(checkpoints) ? await readdir(checkpoints) : [];
  const foreign = names.find((name) => !isOurs(name));
  if (foreign !== undefined)
    throw new TagmaskError('conflict', 'folder-taken', `${checkpoints} is where checkpoints would go, and it has ${foreign}, which is none: choose another folder for the model.`); // prettier-ignore
  const hasBegun = names.some((name) => name.endsWith('.json'));
  if (hasBegun && !resume)
    throw new TagmaskError('conflict', 'training-exists', `${checkpoints} has a training that was stopped; go on with --resume, or remove it.`); // prettier-ignore
  if (resume && !hasBegun)
    throw new TagmaskError('missing', 'no-checkpoint', `${checkpoints} has no checkpoint to go on from; leave --resume out.`); // prettier-ignore
  await mkdir(checkpoints, { recursive: true }).catch((cause: unknown) => {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new TagmaskError('unavailable', 'cannot-write', `${checkpoints} cannot hold checkpoints: ${why}.`, { cause }); // prettier-ignore
  });
}

/** The step of the newest one; 0 where there is none. */
export async function newestCheckpoint(folder: string): Promise<number> {
  const records = (await readdir(folder)).filter((name) => /^step-\d+\.json$/.test(name)).sort();
  const newest = records.at(-1);
  if (newest === undefined) return 0;
  return Number((JSON.parse(await readFile(join(folder, newest), 'utf8')) as { step?: unknown }).step ?? 0);
}

/** What a training says that was stopped before its last step. */
export function stoppedError(step: number, steps: number): TagmaskError {
  const sentence = `The training was stopped after step ${step} of ${steps} and is saved; the same command with --resume goes on from there.`;
  return new TagmaskError('unavailable', 'stopped', sentence);
}
