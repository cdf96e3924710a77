import type { ChildProcess } from 'node:child_process';

import { TagmaskError } from '../../../models/errors.ts';
import type { JobProgress } from '../jobs.ts';
import { errorOf, startProcess, type ThreadFailure } from '../worker-thread.ts';
import type { DatasetEvaluation, EvaluationRequest } from './evaluate-dataset.ts';

export type EvaluationTask = Omit<EvaluationRequest, 'signal' | 'report'>;

export type FromEvaluation =
  | { readonly type: 'progress'; readonly progress: JobProgress }
  | { readonly type: 'done'; readonly evaluation: DatasetEvaluation }
  | { readonly type: 'failed'; readonly error: ThreadFailure };

/**
 * `evaluateDataset` in a process of its own: masks of large pictures are drawn and compared without the engine's having to wait, and a native
 * crash of the model's runtime takes nothing along. On return the process is gone.
 * @throws as `evaluateDataset`; TagmaskError `evaluation-process-died`
 */
export async function evaluateInProcess(
  task: EvaluationTask,
  { signal, report }: Pick<EvaluationRequest, 'signal' | 'report'>,
): Promise<DatasetEvaluation> {
  signal.throwIfAborted();
  const child = startProcess('evaluate');
  const gone = new Promise((resolve) => child.once('exit', resolve));
  // It only reads: nothing is lost whenever it ends.
  const stop = (): void => void child.kill('SIGKILL');
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await resultOf(child, task, report);
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener('abort', stop);
    stop();
    await gone;
  }
}

function resultOf(
  child: ChildProcess,
  task: EvaluationTask,
  report: EvaluationRequest['report'],
): Promise<DatasetEvaluation> {
  return new Promise((resolve, reject) => {
    child.on('message', (message: FromEvaluation) => {
      if (message.type === 'progress') report(message.progress);
      else if (message.type === 'done') resolve(message.evaluation);
      else reject(errorOf(message.error));
    });
    const died = (how: string): void =>
      reject(
        new TagmaskError(
          'internal',
          'evaluation-process-died',
          `The process that evaluates ended unexpectedly (${how}). Try again.`,
        ),
      );
    child.once('exit', (code, signal) => died(signal ?? `exit code ${code}`));
    child.once('error', (error) => died(error.message));
    child.send(task, () => undefined);
  });
}
