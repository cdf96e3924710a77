/** A thread that imports a dataset with a connection of its own, and writes when the engine gives it the turn. */
import { EventEmitter, once } from 'node:events';
import { parentPort, workerData } from 'node:worker_threads';

import { openForWriting } from '../../db/connection.ts';
import { importDataset } from '../services/dataset.ts';
import type { FromImportThread, ImportTask, ToImportThread } from '../services/import-thread.ts';
import { describeFailure } from '../services/worker-thread.ts';
import { askForTurns } from '../services/write-turn.ts';

if (parentPort === null) throw new Error('import is a thread of the engine, not a program');
const engine = parentPort;
const { file, folder, options } = workerData as ImportTask;
const say = (message: FromImportThread): void => engine.postMessage(message);
const stopping = new AbortController();
const heard = new EventEmitter<Record<ToImportThread, []>>();
heard.once('stop', () => stopping.abort());
engine.on('message', (message: ToImportThread) => heard.emit(message));

async function ask(message: FromImportThread, answer: ToImportThread): Promise<void> {
  const answered = once(heard, answer);
  say(message);
  await answered;
}

try {
  const db = openForWriting(file);
  askForTurns(db, {
    take: () => ask({ type: 'turn' }, 'write'),
    end: () => say({ type: 'written' }),
  });
  try {
    const report = await importDataset(
      { db, folder },
      {
        ...options,
        signal: stopping.signal,
        onProgress: (done, total) => say({ type: 'progress', done, total }),
        onGrowth: () => say({ type: 'grown' }),
        onIndexed: (report) => ask({ type: 'indexed', report }, 'hash'),
      },
    );
    say({ type: 'done', report });
  } finally {
    db.close();
  }
} catch (error) {
  say({ type: 'failed', error: describeFailure(error, 'import-failed') });
} finally {
  // Else the thread would go on listening.
  engine.close();
}
