/** A process that evaluates a model once. It reads pictures and a project, and writes nothing but its answer. */
import { evaluateDataset } from '../services/evaluation/evaluate-dataset.ts';
import type { EvaluationTask, FromEvaluation } from '../services/evaluation/evaluation-process.ts';
import { describeFailure } from '../services/worker-thread.ts';

// Ctrl-C reaches the whole process group: the engine decides when this process ends.
process.on('SIGINT', () => undefined);
// An engine that died cannot stop us: its end of the channel closes.
process.on('disconnect', () => process.exit(0));

process.once('message', (task: EvaluationTask) => {
  const { signal } = new AbortController();
  evaluateDataset({ ...task, signal, report: (progress) => answer({ type: 'progress', progress }) }).then(
    (evaluation) => answer({ type: 'done', evaluation }),
    (error: unknown) => answer({ type: 'failed', error: describeFailure(error, 'evaluation-failed') }),
  );
});

function answer(message: FromEvaluation): void {
  // An engine that has just died cannot be told anything; `disconnect` follows.
  process.send?.(message, undefined, {}, () => undefined);
}
