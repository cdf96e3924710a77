/** A thread that writes a dataset in the released layout, from a snapshot of its own. */
import { parentPort, workerData } from 'node:worker_threads';

import { openForReading } from '../../db/connection.ts';
import type { ExportTask, FromExportThread } from '../services/released/export-thread.ts';
import { exportReleased } from '../services/released/export.ts';
import { describeFailure } from '../services/worker-thread.ts';

if (parentPort === null) throw new Error('export is a thread of the engine, not a program');
const engine = parentPort;
const { file, ...task } = workerData as ExportTask;
const say = (message: FromExportThread): void => engine.postMessage(message);
const stopping = new AbortController();
engine.once('message', () => stopping.abort());

try {
  const db = openForReading(file);
  try {
    db.exec('BEGIN');
    const onProgress = (done: number, total: number): void => say({ type: 'progress', done, total });
    const report = await exportReleased(db, { ...task, signal: stopping.signal, onProgress });
    say({ type: 'done', report });
  } finally {
    db.close();
  }
} catch (error) {
  say({ type: 'failed', error: describeFailure(error, 'export-failed') });
} finally {
  // Else the thread would go on listening.
  engine.close();
}
