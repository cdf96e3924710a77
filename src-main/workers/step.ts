/** A thread that takes one step over many tags: it draws the masks, waits for its turn to write, and commits once. */
import { once } from 'node:events';
import { parentPort, workerData } from 'node:worker_threads';

import { openForWriting, setBusyTimeout } from '../../db/connection.ts';
import { prepareStep, recordStep } from '../services/step-order.ts';
import type { FromStepThread, StepTask } from '../services/step-thread.ts';
import { describeFailure } from '../services/worker-thread.ts';
import { patienceMs } from '../services/write-turn.ts';

if (parentPort === null) throw new Error('step is a thread of the engine, not a program');
const engine = parentPort;
const { file, order } = workerData as StepTask;
const say = (message: FromStepThread): void => engine.postMessage(message);

try {
  const db = openForWriting(file);
  try {
    // Some of the engine's own transactions are long, and they too come to an end.
    setBusyTimeout(db, patienceMs);
    const drawn = prepareStep({ db }, order);
    const turn = once(engine, 'message');
    say({ type: 'prepared' });
    await turn;
    say({ type: 'written', result: recordStep({ db }, order, drawn) });
  } finally {
    db.close();
  }
} catch (error) {
  say({ type: 'failed', error: describeFailure(error, 'step-failed') });
}
