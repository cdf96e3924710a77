/** `train --objective ttd`: a LoRA adapter from pictures with captions, by Text-Tag Self-Distillation (docs/training.md). */
import { readdir, rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';

import { TagmaskError } from '../../../models/errors.ts';
import { loadNounTagger } from '../../../models/evaluation/nouns.ts';
import { findCandidates } from '../../../models/tagging/index.ts';
import type { DeviceName } from '../../../models/runtime/devices.ts';
import { cacheFolder } from '../paths.ts';
import { checkPlaces, checkpointsOf, newestCheckpoint, stoppedError, type TrainingPlace } from '../training/place.ts'; // prettier-ignore
import { openBase, type BaseModel } from './base.ts';
import { collectPairs } from './collect.ts';
import type { ChooseWords } from './decided.ts';
import { resolveTtdOptions, type GivenTtdOptions, type TtdOptions } from './options.ts';
import { freeze, thaw, type Prepared } from './prepared.ts';
import type { TtdProgress, TtdResult } from './progress.ts';
import { prunePairs } from './prune.ts';
import { runTraining, sideOf, type Outcome } from './run.ts';
import { holdOut } from './split.ts';
import { writeResult } from './write-result.ts';

export interface TtdTraining extends TrainingPlace {
  /** Datasets with a project, or roots in the released layout; not read again by a training that goes on. */
  readonly folders: readonly string[];
  /** A name of the library or a folder; the default model where none is named. */
  readonly base?: string;
  readonly options: GivenTtdOptions;
  /** Reads the folders' projects, also where they have the released layout too. */
  readonly fromProjects?: boolean;
  /** Ids of the pictures that are meant, of the one folder with a project that is given; all of them unless told. */
  readonly pictures?: readonly number[];
  /** Reads no more pairs than this: to measure what a step costs. */
  readonly mostPairs?: number;
  /** Held-out pairs whose captions' heat maps are told at each look; none unless told. */
  readonly shown?: number;
  /** Goes into the provenance: what was asked for, in the words of whoever asked. */
  readonly request?: Readonly<Record<string, unknown>>;
  /** Writes a whole model instead of an adapter. */
  readonly merge?: boolean;
  readonly threads?: number;
  /** The CPU unless told. */
  readonly device?: DeviceName;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: TtdProgress) => void;
  readonly onWarning: (sentence: string) => void;
}

/** A training with what is not told filled in. */
export interface Running extends Omit<TtdTraining, 'options'> {
  /** Of the checkpoints. */
  readonly folder: string;
  readonly options: TtdOptions;
  readonly model: BaseModel;
  /** Chooses the words in place of the scores. */
  readonly choose: ChooseWords | null;
}

async function chooserOf({ tagSource }: TtdOptions): Promise<ChooseWords | null> {
  if (tagSource !== 'nouns') return null;
  const findNouns = await loadNounTagger();
  return (caption) => {
    const words = findCandidates(caption);
    const areNouns = findNouns(caption, words);
    return words.filter((_, index) => areNouns[index]).map(({ text }) => text);
  };
}

/** A line for each of a hundred thousand pictures tells nobody anything. */
const saidEvery = 50;
const ofMany =
  <Progress extends { readonly done: number }>(say: (progress: Progress) => void) =>
  (progress: Progress): void => {
    if (progress.done % saidEvery === 0) say(progress);
  };

/** Reads the data, takes out what is held out and what fits worst, and freezes the rest. */
async function prepare(running: Running): Promise<Prepared> {
  const { folders, options, model, signal, onProgress, folder } = running;
  const threads = running.threads ?? availableParallelism();
  const { pictures, mostPairs = Infinity, fromProjects = false } = running;
  const which = {
    ...options,
    fromProjects,
    mostPairs,
    pictures: pictures === undefined ? null : new Set(pictures),
  };
  const found = await collectPairs(folders, which, {
    signal,
    onProgress: ofMany((progress) => onProgress({ type: 'prepare', stage: 'pairs', ...progress })),
  });
  const pruned = await prunePairs(holdOut(found.pairs, options), {
    ...{ folder: model.folder, cacheFolder: cacheFolder(), threads, dense: options.dense, signal },
    ...{ input: { ...model.config, ...sideOf(options, model) }, share: options.prune },
    onProgress: ofMany((progress) => onProgress({ type: 'prepare', stage: 'prune', ...progress })),
  });
  if (found.wordless > 0)
    running.onWarning(`${found.wordless} pictures have no caption with a word in it and are left out.`);
  const skipped = [...found.skipped, ...pruned.skipped];
  for (const picture of skipped) onProgress({ type: 'skipped', ...picture });
  const { pairs } = pruned;
  if (pairs.every(({ heldOut }) => heldOut))
    throw new TagmaskError('input', 'too-few-pairs', 'No picture that could be read is left to train on: add more, or hold out fewer.'); // prettier-ignore
  const counts = { pruned: pruned.pruned, skipped: skipped.length, request: running.request };
  return freeze(folder, { pairs, options, base: model, threads, device: running.device ?? 'cpu', ...counts });
}

/** A training that never took a step leaves nothing behind. */
async function removeUnlessBegun(folder: string): Promise<boolean> {
  const names = await readdir(folder).catch(() => []);
  if (names.some((name) => /^step-\d+\.json$/.test(name))) return false;
  await rm(folder, { recursive: true, force: true });
  return true;
}

async function finish(
  running: Running,
  { record }: Prepared,
  outcome: Outcome,
): Promise<Omit<TtdResult, 'seconds'>> {
  const { model, options, onWarning } = running;
  const folder = resolve(running.out);
  const merge = running.merge ?? false;
  const { best, steps, ended, history, parameters } = outcome;
  const sha256 = await writeResult({ folder, merge, base: model, options, parameters, record, steps, ended, best, history }); // prettier-ignore
  if (best.step === 0)
    onWarning('No step was better than the base on held-out pairs: what is written computes what the base does.'); // prettier-ignore
  await rm(running.folder, { recursive: true, force: true });
  const { training, heldOut, pruned, skipped } = record.data;
  return {
    type: 'result',
    ...{ folder, sha256, kind: merge ? 'merged' : 'adapter', base: record.base, steps, ended },
    ...{ sentence: outcome.sentence, first: history[0] ?? best, best },
    pairs: { training, heldOut, pruned, skipped: skipped + outcome.skipped },
  };
}

/**
 * Trains, and writes the adapter (or the merged model) of the best held-out weights. Stopped by the signal it leaves its checkpoint and throws
 * a TagmaskError `stopped` that says how to go on; a training that goes on ends with the numbers of one that was never stopped, on the same
 * machine and as many threads, as long as its pictures stay what they were.
 */
export async function trainTtd(given: TtdTraining): Promise<TtdResult> {
  const start = performance.now();
  const options = resolveTtdOptions(given.options);
  const choose = await chooserOf(options);
  await checkPlaces(given);
  const folder = checkpointsOf(given.out);
  try {
    const model = await openBase(given.base, options.dense);
    try {
      const running: Running = { ...given, folder, options, model, choose };
      if (!model.trained) given.onWarning(`The model ${model.name} was never trained: its similarities say nothing, and neither will what is made of them.`); // prettier-ignore
      const prepared = given.resume ? await thaw(folder, { options, base: model }) : await prepare(running);
      const outcome = await runTraining(running, prepared);
      if (outcome === null) throw stoppedError(await newestCheckpoint(folder), options.steps);
      const result = await finish(running, prepared, outcome);
      return { ...result, seconds: Math.round((performance.now() - start) / 1000) };
    } finally {
      await model.close();
    }
  } catch (error) {
    if (given.resume || !(await removeUnlessBegun(folder))) throw error;
    throw given.signal.aborted ? stoppedBefore() : error;
  }
}

const stoppedBefore = (): TagmaskError =>
  new TagmaskError('unavailable', 'stopped', 'The training was stopped before its first step; nothing is kept of it.'); // prettier-ignore
