import type { ReadDb, WriteDb } from '../connection.ts';
import { statement } from '../statement.ts';

export type RunState = 'queued' | 'running' | 'done' | 'cancelled' | 'failed';

export interface RunRow {
  readonly id: number;
  readonly model_name: string;
  readonly model_sha256: string;
  readonly parameters: string;
  readonly device: string | null;
  readonly state: RunState;
  readonly error: string | null;
  readonly created_ms: number;
  readonly finished_ms: number | null;
  readonly per_second: number | null;
}

export interface RunCounts {
  readonly total: number;
  readonly done: number;
  readonly failed: number;
}

export interface NewRun {
  readonly modelName: string;
  readonly modelSha256: string;
  /** JSON: everything that determines the proposals. */
  readonly parameters: string;
  readonly createdMs: number;
}

/** A picture that a run has not answered yet; `attempts` counts the processes that died with it in hand. */
export interface PendingRow {
  readonly picture_id: number;
  readonly path: string;
  readonly attempts: number;
}

export function insertRun(db: WriteDb, run: NewRun): number {
  const insert = statement<[NewRun]>(
    db,
    `INSERT INTO run (model_name, model_sha256, parameters, state, created_ms)
     VALUES (@modelName, @modelSha256, @parameters, 'queued', @createdMs)`,
  );
  return Number(insert.run(run).lastInsertRowid);
}

/** A run that asks for the same proposals and has not ended: queued, at work, or interrupted. */
export function findUnfinishedRun(
  db: ReadDb,
  { modelSha256, parameters }: Pick<NewRun, 'modelSha256' | 'parameters'>,
): number | undefined {
  const select = statement<[string, string], { id: number }>(
    db,
    `SELECT id FROM run WHERE model_sha256 = ? AND parameters = ? AND state IN ('running', 'queued') ORDER BY id LIMIT 1`,
  );
  return select.get(modelSha256, parameters)?.id;
}

/** Queues the readable pictures that the run lacks, at most `limit` of them in the order of their paths, and answers how many. */
export function queuePictures(db: WriteDb, runId: number, limit: number | null): number {
  const insert = statement<[number, number]>(
    db,
    `INSERT INTO run_picture (run_id, picture_id)
     SELECT ?, id FROM picture WHERE missing = 0 AND error IS NULL ORDER BY path LIMIT ?
     ON CONFLICT DO NOTHING`,
  );
  return insert.run(runId, limit ?? -1).changes;
}

/** Queues one picture of a run, whether the run has answered it before or not. */
export function queuePictureAgain(db: WriteDb, runId: number, pictureId: number): void {
  const insert = statement<[number, number]>(
    db,
    `INSERT INTO run_picture (run_id, picture_id)
     SELECT ?, id FROM picture WHERE id = ? AND missing = 0 AND error IS NULL
     ON CONFLICT DO UPDATE SET state = 'pending', attempts = 0, error = NULL`,
  );
  insert.run(runId, pictureId);
}

/** The newest run that has ended well or is still to: what it said is what people look at. */
export function readNewestRun(db: ReadDb): RunRow | undefined {
  const sql = `SELECT * FROM run WHERE state IN ('queued', 'running', 'done') ORDER BY id DESC LIMIT 1`;
  return statement<[], RunRow>(db, sql).get();
}

/** A run that is done goes on with what has been queued since. */
export function reopenRun(db: WriteDb, runId: number): void {
  statement<[number]>(db, `UPDATE run SET state = 'queued' WHERE id = ? AND state = 'done'`).run(runId);
}

/** Gives up what was queued again in a run that was done before: what it had said stands. */
export function dropPendingPictures(db: WriteDb, runId: number): void {
  const sql = `UPDATE run_picture SET state = 'done' WHERE run_id = ? AND state = 'pending'`;
  statement<[number]>(db, sql).run(runId);
}

export function listRuns(db: ReadDb): RunRow[] {
  return statement<[], RunRow>(db, 'SELECT * FROM run ORDER BY id').all();
}

export function readRun(db: ReadDb, runId: number): RunRow | undefined {
  return statement<[number], RunRow>(db, 'SELECT * FROM run WHERE id = ?').get(runId);
}

/** The run to work on now: one that was interrupted goes before those that wait. */
export function readNextRun(db: ReadDb): RunRow | undefined {
  const select = statement<[], RunRow>(
    db,
    `SELECT * FROM run WHERE state IN ('running', 'queued') ORDER BY state = 'queued', id LIMIT 1`,
  );
  return select.get();
}

export function countRunPictures(db: ReadDb, runId: number): RunCounts {
  const select = statement<[number], { state: 'pending' | 'done' | 'failed'; n: number }>(
    db,
    'SELECT state, count(*) AS n FROM run_picture WHERE run_id = ? GROUP BY state',
  );
  const counts = { pending: 0, done: 0, failed: 0 };
  for (const { state, n } of select.all(runId)) counts[state] = n;
  return { total: counts.pending + counts.done + counts.failed, done: counts.done, failed: counts.failed };
}

/** The next `limit` pending pictures whose id is above `after`. */
export function listPendingPictures(
  db: ReadDb,
  { runId, after, limit }: { readonly runId: number; readonly after: number; readonly limit: number },
): PendingRow[] {
  const select = statement<[number, number, number], PendingRow>(
    db,
    `SELECT picture_id, path, attempts FROM run_picture JOIN picture ON picture.id = picture_id
     WHERE run_id = ? AND state = 'pending' AND picture_id > ? ORDER BY picture_id LIMIT ?`,
  );
  return select.all(runId, after, limit);
}

export function hasPendingPictures(db: ReadDb, runId: number): boolean {
  return listPendingPictures(db, { runId, after: 0, limit: 1 }).length > 0;
}

export interface RunPictureEnd {
  readonly runId: number;
  readonly pictureId: number;
  /** Null where the picture has its proposals. */
  readonly error: string | null;
}

/** Answers false where the picture has been answered before: the first answer stands. */
export function finishRunPicture(db: WriteDb, end: RunPictureEnd): boolean {
  const update = statement<[RunPictureEnd]>(
    db,
    `UPDATE run_picture SET state = iif(@error IS NULL, 'done', 'failed'), error = @error
     WHERE run_id = @runId AND picture_id = @pictureId AND state = 'pending'`,
  );
  return update.run(end).changes === 1;
}

/** Why the first picture that failed did, in the order of ids. */
export function readFirstFailure(db: ReadDb, runId: number): string | null {
  const select = statement<[number], { error: string | null }>(
    db,
    `SELECT error FROM run_picture WHERE run_id = ? AND state = 'failed' ORDER BY picture_id LIMIT 1`,
  );
  return select.get(runId)?.error ?? null;
}

export function countAttempt(db: WriteDb, runId: number, pictureId: number): void {
  const sql = 'UPDATE run_picture SET attempts = attempts + 1 WHERE run_id = ? AND picture_id = ?';
  statement<[number, number]>(db, sql).run(runId, pictureId);
}

/** A run that was cancelled while it waited stays cancelled. */
export function startRun(db: WriteDb, runId: number): void {
  statement<[number]>(db, `UPDATE run SET state = 'running' WHERE id = ? AND state = 'queued'`).run(runId);
}

/** What the run really works on; the last process's where several have worked on it. */
export function recordRunDevice(db: WriteDb, runId: number, device: string): void {
  statement<[string, number]>(db, 'UPDATE run SET device = ? WHERE id = ?').run(device, runId);
}

export interface RunEnd {
  readonly runId: number;
  readonly state: 'done' | 'cancelled' | 'failed';
  readonly error: string | null;
  readonly finishedMs: number;
  /** Pictures; null leaves what is known from before. */
  readonly perSecond: number | null;
}

/** Answers false where the run had already ended: the first end stands. */
export function endRun(db: WriteDb, end: RunEnd): boolean {
  const update = statement<[RunEnd]>(
    db,
    `UPDATE run SET state = @state, error = @error, finished_ms = @finishedMs,
       per_second = coalesce(@perSecond, per_second)
     WHERE id = @runId AND state IN ('queued', 'running')`,
  );
  return update.run(end).changes === 1;
}
