/** A process that writes a dataset once, in the released layout or as label maps, from a snapshot of its own. */
import { openForReading } from '../../db/connection.ts';
import type { ExportTask, FromExport } from '../services/export-process.ts';
import { exportReleased } from '../services/released/export.ts';
import { exportSemantic } from '../services/semantic/export.ts';
import type { ExportReport } from '../services/types.ts';
import { describeFailure } from '../services/worker-thread.ts';

const stopping = new AbortController();

// Ctrl-C reaches the whole process group: the engine decides when this process ends.
process.on('SIGINT', () => undefined);
// An engine that died cannot stop us: its end of the channel closes, and what was begun is taken away again.
process.on('disconnect', () => stopping.abort());

process.once('message', (task: ExportTask) => {
  process.once('message', () => stopping.abort());
  run(task).then(
    (report) => answer({ type: 'done', report }),
    (error: unknown) => answer({ type: 'failed', error: describeFailure(error, 'export-failed') }),
  );
});

async function run(task: ExportTask): Promise<ExportReport> {
  const db = openForReading(task.file);
  try {
    db.exec('BEGIN');
    const onProgress = (done: number, total: number): void => say({ type: 'progress', done, total });
    const { signal } = stopping;
    return task.format === 'released'
      ? await exportReleased(db, { ...task, signal, onProgress })
      : await exportSemantic(db, { ...task, signal, onProgress });
  } finally {
    db.close();
  }
}

/** An engine that has just died cannot be told anything. */
function say(message: FromExport, then: () => void = () => undefined): void {
  if (process.connected) process.send?.(message, undefined, {}, then);
  else then();
}

/** The last word, after which nothing keeps the process. */
function answer(message: FromExport): void {
  say(message, () => {
    if (process.connected) process.disconnect();
  });
}
