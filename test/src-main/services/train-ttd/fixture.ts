/** A small model and drawn scenes to train it on. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { makeUntrainedClip } from '../../../../models/untrained/index.ts';
import { writeScenes } from '../../../../src-main/services/scenes.ts';
import type { GivenTtdOptions } from '../../../../src-main/services/train-ttd/options.ts';
import type { TtdProgress } from '../../../../src-main/services/train-ttd/progress.ts';
import type { TtdTraining } from '../../../../src-main/services/train-ttd/train-ttd.ts';
import { temporaryFolder } from '../../../temp.ts';

/** Few steps that change enough to be seen. */
export const quick: GivenTtdOptions = {
  steps: 10,
  batch: 4,
  rank: 4,
  alpha: 8,
  learningRate: 1e-3,
  warmup: 2,
  measureEvery: 4,
  patience: 0,
  guard: 0,
  heldOut: 0.25,
};

export async function makeScenes(count = 12, size = { width: 64, height: 48 }): Promise<string> {
  const out = join(temporaryFolder(), 'scenes');
  await writeScenes({ count, seed: 5, out, size });
  return out;
}

/** With other values of its calibration, where they are given. */
export async function makeBase(calibration: object = {}, seed = 1): Promise<string> {
  const folder = join(temporaryFolder(), 'base');
  await makeUntrainedClip(folder, seed);
  const file = join(folder, 'tagmask.json');
  const about = JSON.parse(readFileSync(file, 'utf8')) as { calibration?: object };
  writeFileSync(file, JSON.stringify({ ...about, calibration: { ...about.calibration, ...calibration } }));
  return folder;
}

export interface Heard {
  readonly training: TtdTraining;
  readonly progress: TtdProgress[];
  readonly warnings: string[];
}

/** A training that remembers what it said. */
export function listen(changes: Partial<TtdTraining> & Pick<TtdTraining, 'folders' | 'base'>): Heard {
  const progress: TtdProgress[] = [];
  const warnings: string[] = [];
  const { options = {}, onProgress, ...others } = changes;
  const training: TtdTraining = {
    out: join(temporaryFolder(), 'adapter'),
    resume: false,
    threads: 1,
    signal: new AbortController().signal,
    onWarning: (sentence) => void warnings.push(sentence),
    ...others,
    onProgress: (said) => {
      progress.push(said);
      onProgress?.(said);
    },
    options: { ...quick, ...options },
  };
  return { training, progress, warnings };
}

export const stepsOf = (progress: readonly TtdProgress[]) =>
  progress.filter((said) => said.type === 'step').map(({ step, loss, chosen }) => ({ step, loss, chosen }));

export const looksOf = (progress: readonly TtdProgress[]) =>
  progress.filter((said) => said.type === 'held-out');
