/**
 * A checkpoint: `step-<n>.safetensors` with parameters and moments, and `step-<n>.json` with the rest. The JSON is written last and has the
 * tensors' checksum, so a checkpoint without it, or with other bytes than it was made of, is none.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';

import { z } from 'zod';

import { TagmaskError } from '../errors.ts';
import { writeAtomically } from '../weights/atomic-write.ts';
import { SafetensorsFile } from '../weights/safetensors.ts';
import { writeSafetensors } from '../weights/write-safetensors.ts';
import { tensorsOfState, type TrainingState } from './parameters.ts';

/** The settings that decide on the numbers of a training. */
export type TrainingPlan = Readonly<Record<string, string | number | null>>;

const recordSchema = z.object({
  version: z.literal(1, 'it is of another version of the program'),
  step: z.int().nonnegative(),
  plan: z.record(z.string(), z.union([z.string(), z.number(), z.null()])),
  checksum: z.int(),
});
type CheckpointRecord = z.output<typeof recordSchema>;

const stem = (step: number): string => `step-${String(step).padStart(9, '0')}`;
export const tensorsName = (step: number): string => `${stem(step)}.safetensors`;
export const recordName = (step: number): string => `${stem(step)}.json`;
export const stepOfRecord = (file: string): number | undefined => {
  const [, digits] = /^step-(\d{9})\.json$/.exec(file) ?? [];
  return digits === undefined ? undefined : Number(digits);
};

function checksumOf(state: TrainingState): number {
  const tensors = Object.values(tensorsOfState(state));
  return tensors.reduce(
    (crc, { data }) => crc32(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), crc),
    0,
  );
}

export async function writeCheckpointFile(
  folder: string,
  state: TrainingState,
  plan: TrainingPlan,
): Promise<void> {
  await writeSafetensors(join(folder, tensorsName(state.step)), tensorsOfState(state));
  const record: CheckpointRecord = {
    version: 1,
    step: state.step,
    plan: { ...plan },
    checksum: checksumOf(state),
  };
  await writeAtomically(join(folder, recordName(state.step)), (handle) =>
    handle.writeFile(`${JSON.stringify(record, null, 2)}\n`),
  );
}

/** A checkpoint that cannot be read to the end, or is not what was written. */
export class BrokenCheckpointError extends TagmaskError {
  constructor(path: string, why: string, options?: ErrorOptions) {
    super('input', 'broken-checkpoint', `The checkpoint ${path} is broken: ${why}`, options);
  }
}

/** What is written about a checkpoint. Throws a BrokenCheckpointError. */
export async function readRecord(folder: string, step: number): Promise<CheckpointRecord> {
  const path = join(folder, recordName(step));
  try {
    return recordSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (cause) {
    throw new BrokenCheckpointError(path, 'its record cannot be read.', { cause });
  }
}

/** Fills `state` with the checkpoint. Throws a BrokenCheckpointError, and has changed the state then: begin it anew. */
export async function readCheckpointFile(
  folder: string,
  record: CheckpointRecord,
  state: TrainingState,
): Promise<void> {
  const path = join(folder, tensorsName(record.step));
  try {
    const file = await SafetensorsFile.open(path);
    try {
      for (const [name, { data }] of Object.entries(tensorsOfState(state)))
        data.set(await file.readFloat32(name));
    } finally {
      await file.close();
    }
  } catch (cause) {
    throw new BrokenCheckpointError(path, cause instanceof Error ? cause.message : String(cause), { cause });
  }
  if (checksumOf(state) !== record.checksum)
    throw new BrokenCheckpointError(path, 'its checksum is another.');
  state.step = record.step;
}
