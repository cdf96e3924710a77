/** A process that writes a dataset in the released layout once, from a snapshot of its own. */
import { openForReading } from '../../db/connection.ts';
import type { ExportTask, FromExport } from '../services/released/export-process.ts';
import { exportReleased } from '../services/released/export.ts';
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

async function run({ file, ...task }: ExportTask): ReturnType<typeof exportReleased> {
  const db = openForReading(file);
  try {
    db.exec('BEGIN');
    const onProgress = (done: number, total: number): void => say({ type: 'progress', done, total });
    return await exportReleased(db, { ...task, signal: stopping.signal, onProgress });
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
