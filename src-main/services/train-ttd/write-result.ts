/** The weights of the best look as a model's folder, with how they were made. */
import { hashMerged, writeAdapter, writeMergedFolder, type LoraAdapter } from '../../../models/lora/index.ts';
import type { Parameters } from '../../../models/train/index.ts';
import { hashModel } from '../../../models/clip/weights-file.ts';
import { cacheFolder } from '../paths.ts';
import { version } from '../version.ts';
import type { BaseModel } from './base.ts';
import type { HeldOutEntry } from './judge.ts';
import type { TtdOptions } from './options.ts';
import type { TrainingRecord } from './prepared.ts';

export interface ResultToWrite {
  readonly folder: string;
  /** As a whole model instead of an adapter. */
  readonly merge: boolean;
  readonly base: BaseModel;
  readonly options: TtdOptions;
  readonly parameters: Parameters;
  readonly record: TrainingRecord;
  /** Steps done, and whose weights these are. */
  readonly steps: number;
  readonly ended: string;
  readonly best: HeldOutEntry;
  readonly history: readonly HeldOutEntry[];
}

/** What tagmask.json says. The base's calibration is written out: the maps that were trained are made with it. */
function describe({ base, options, record, steps, ended, best, history, merge }: ResultToWrite): object {
  return {
    trained: base.trained,
    ...(base.knows === null ? {} : { knows: base.knows }),
    calibration: base.calibration,
    training: {
      objective: 'ttd',
      tagmask: version,
      ...(merge ? { base: record.base } : {}),
      ...(record.request === undefined ? {} : { request: record.request }),
      options,
      data: record.data,
      ...{ threads: record.threads, device: record.device, steps, ended, bestStep: best.step },
      heldOut: history,
    },
  };
}

/** Whole or not at all. @returns SHA-256 of the weights as they will be read */
export async function writeResult(result: ResultToWrite): Promise<string> {
  const { folder, merge, base, options, parameters } = result;
  const { rank, alpha } = options;
  const adapter: LoraAdapter = { base: { name: base.name, sha256: base.sha256 }, rank, alpha, tensors: parameters }; // prettier-ignore
  const about = describe(result);
  if (!merge) {
    await writeAdapter(folder, adapter, about);
    return hashMerged(base.sha256, adapter);
  }
  await writeMergedFolder({ baseFolder: base.folder, weights: base.weights, adapter, folder, about });
  return hashModel(folder, cacheFolder());
}
