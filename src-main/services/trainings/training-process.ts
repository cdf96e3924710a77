import { TagmaskError } from '../../../models/errors.ts';
import type { TtdProgress, TtdResult } from '../train-ttd/progress.ts';
import { errorOf, startProcess } from '../worker-thread.ts';
import type { FromTraining, ToTraining, TrainingInit } from './protocol.ts';

export interface TrainingListener {
  /** Asks the process to stop with a checkpoint. */
  readonly signal: AbortSignal;
  readonly onProgress: (progress: TtdProgress) => void;
  readonly onWarning?: (sentence: string) => void;
}

export interface Trained {
  readonly result: TtdResult;
  /** The most that the process took, in bytes. */
  readonly memory: number;
}

/**
 * Trains in a process of its own and settles once that is gone. Stopped by the signal it rejects with `stopped`.
 * @throws TagmaskError what the training throws; `training-process-died`
 */
export function trainInProcess(init: TrainingInit, listener: TrainingListener): Promise<Trained> {
  const { signal } = listener;
  const child = startProcess('training');
  const send = (message: ToTraining): void => void child.send(message, () => undefined);
  const stop = (): void => send({ type: 'stop' });
  return new Promise<Trained>((resolve, reject) => {
    let end = (how: string): void => reject(died(how));
    child.on('message', (message: FromTraining) => {
      if (message.type === 'progress') listener.onProgress(message.progress);
      else if (message.type === 'warning') listener.onWarning?.(message.sentence);
      else if (message.type === 'failed') end = () => reject(errorOf(message.error));
      else end = () => resolve(message);
    });
    child.once('exit', (code, killed) => end(killed ?? `exit code ${code}`));
    child.once('error', (error) => end(error.message));
    send({ type: 'init', init });
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
  }).finally(() => signal.removeEventListener('abort', stop));
}

function died(how: string): TagmaskError {
  const message = `The training's process ended unexpectedly (${how}), mostly for want of memory: close other programs, or take a smaller model. What it has saved is kept.`;
  return new TagmaskError('unavailable', 'training-process-died', message);
}
