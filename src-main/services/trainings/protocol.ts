/** What the engine and a training process say to each other, over Node's IPC. This file has types only. */
import type { TtdProgress, TtdResult } from '../train-ttd/progress.ts';
import type { TtdTraining } from '../train-ttd/train-ttd.ts';
import type { ThreadFailure } from '../worker-thread.ts';

export interface TrainingInit extends Omit<TtdTraining, 'signal' | 'onProgress' | 'onWarning'> {
  /** Of the model library: the process holds it alone for as long as it lives. Null for one that only measures. */
  readonly name: string | null;
}

export type ToTraining =
  | { readonly type: 'init'; readonly init: TrainingInit }
  /** Ends it with a checkpoint. */
  | { readonly type: 'stop' };

export type FromTraining =
  | { readonly type: 'progress'; readonly progress: TtdProgress }
  | { readonly type: 'warning'; readonly sentence: string }
  /** `memory`: the most that the process took, in bytes. */
  | { readonly type: 'done'; readonly result: TtdResult; readonly memory: number }
  | { readonly type: 'failed'; readonly error: ThreadFailure };
