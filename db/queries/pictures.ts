import type { ReadDb, WriteDb } from '../connection.ts';
import { statement } from '../statement.ts';

export interface PictureRow {
  readonly id: number;
  readonly path: string;
  readonly hash: string | null;
  readonly size_bytes: number;
  readonly modified_ms: number;
  readonly width: number | null;
  readonly height: number | null;
  readonly format: string | null;
  readonly missing: 0 | 1;
  readonly error: string | null;
}

/** What a scan has found out about a file. */
export interface PictureFacts {
  readonly path: string;
  readonly sizeBytes: number;
  readonly modifiedMs: number;
  readonly width: number | null;
  readonly height: number | null;
  readonly format: string | null;
  readonly error: string | null;
}

export function insertPicture(db: WriteDb, facts: PictureFacts, hash: string | null = null): number {
  const insert = statement<[PictureFacts & { hash: string | null }]>(
    db,
    `INSERT INTO picture (path, hash, size_bytes, modified_ms, width, height, format, error)
     VALUES (@path, @hash, @sizeBytes, @modifiedMs, @width, @height, @format, @error)`,
  );
  return Number(insert.run({ ...facts, hash }).lastInsertRowid);
}

/** Adds many pictures at once, which costs a third of adding each; their ids by their paths. */
export function insertPictures(
  db: WriteDb,
  pictures: readonly (PictureFacts & { readonly hash: string | null })[],
): Map<string, number> {
  const insert = statement<[string], { id: number; path: string }>(
    db,
    `INSERT INTO picture (path, hash, size_bytes, modified_ms, width, height, format, error)
     SELECT value ->> 'path', value ->> 'hash', value ->> 'sizeBytes', value ->> 'modifiedMs', value ->> 'width',
            value ->> 'height', value ->> 'format', value ->> 'error'
     FROM json_each(?) ORDER BY key RETURNING id, path`,
  );
  return new Map(insert.all(JSON.stringify(pictures)).map(({ id, path }) => [path, id]));
}

/** For a file that has changed in place, was moved, or is back: `hash` is that of the bytes that `facts` describe. */
export function updatePicture(
  db: WriteDb,
  { id, hash, facts }: { id: number; hash: string | null; facts: PictureFacts },
): void {
  const update = statement<[PictureFacts & { id: number; hash: string | null }]>(
    db,
    `UPDATE picture SET path = @path, hash = @hash, size_bytes = @sizeBytes, modified_ms = @modifiedMs,
       width = @width, height = @height, format = @format, error = @error, missing = 0
     WHERE id = @id`,
  );
  update.run({ ...facts, id, hash });
}

export function setPictureMissing(db: WriteDb, id: number, missing: boolean): void {
  statement<[number, number]>(db, 'UPDATE picture SET missing = ? WHERE id = ?').run(missing ? 1 : 0, id);
}

/** Out of the way of another picture, which is where this one was. */
export function movePicture(db: WriteDb, id: number, path: string): void {
  statement<[string, number]>(db, 'UPDATE picture SET path = ? WHERE id = ?').run(path, id);
}

export function setPictureHashes(
  db: WriteDb,
  hashes: readonly { readonly id: number; readonly hash: string }[],
): void {
  const update = statement<[string]>(
    db,
    `UPDATE picture SET hash = value ->> 'hash' FROM json_each(?) WHERE picture.id = value ->> 'id'`,
  );
  update.run(JSON.stringify(hashes));
}

export type KnownPicture = Pick<
  PictureRow,
  'id' | 'path' | 'hash' | 'size_bytes' | 'modified_ms' | 'missing' | 'error'
>;

/** Every picture, for a scan to compare with, in pieces in the order of their ids. */
export function listKnownPictures(
  db: ReadDb,
  { after, limit }: { after: number; limit: number },
): KnownPicture[] {
  const select = statement<[number, number], KnownPicture>(
    db,
    `SELECT id, path, hash, size_bytes, modified_ms, missing, error FROM picture
     WHERE id > ? ORDER BY id LIMIT ?`,
  );
  return select.all(after, limit);
}

/** Pictures that have not been hashed yet, above `after`, in the order of their ids. */
export function listUnhashedPictures(
  db: ReadDb,
  { after, limit }: { after: number; limit: number },
): { id: number; path: string }[] {
  const select = statement<[number, number], { id: number; path: string }>(
    db,
    `SELECT id, path FROM picture INDEXED BY picture_by_hash
     WHERE hash IS NULL AND id > ? AND missing = 0 ORDER BY id LIMIT ?`,
  );
  return select.all(after, limit);
}

export function readPicture(db: ReadDb, id: number): PictureRow | undefined {
  return statement<[number], PictureRow>(db, 'SELECT * FROM picture WHERE id = ?').get(id);
}

export function listPicturePage(
  db: ReadDb,
  { offset, limit }: { offset: number; limit: number },
): PictureRow[] {
  const sql = 'SELECT * FROM picture ORDER BY path LIMIT ? OFFSET ?';
  return statement<[number, number], PictureRow>(db, sql).all(limit, offset);
}

/** All pictures, the missing ones included, as in the pages. */
export function countPictures(db: ReadDb): number {
  return statement<[], { n: number }>(db, 'SELECT count(*) AS n FROM picture').get()?.n ?? 0;
}

export function countMissingPictures(db: ReadDb): number {
  return (
    statement<[], { n: number }>(db, 'SELECT count(*) AS n FROM picture WHERE missing = 1').get()?.n ?? 0
  );
}

export interface Neighbours {
  /** Position in the order of paths, from 0. */
  readonly position: number;
  readonly previousId: number | null;
  readonly nextId: number | null;
}

export function readNeighbours(db: ReadDb, path: string): Neighbours {
  const select = statement<
    [{ path: string }],
    { position: number; previous_id: number | null; next_id: number | null }
  >(
    db,
    `SELECT (SELECT count(*) FROM picture WHERE path < @path) AS position,
            (SELECT id FROM picture WHERE path < @path ORDER BY path DESC LIMIT 1) AS previous_id,
            (SELECT id FROM picture WHERE path > @path ORDER BY path LIMIT 1) AS next_id`,
  );
  const row = select.get({ path });
  return { position: row?.position ?? 0, previousId: row?.previous_id ?? null, nextId: row?.next_id ?? null };
}

const undecidedHere = `missing = 0 AND error IS NULL AND EXISTS (
  SELECT 1 FROM tag_state WHERE picture_id = picture.id AND stop_word = 0 AND verdict = 'undecided')`;

/** The first picture after `path` that has something to decide, in the order of paths. */
export function findUndecidedAfter(db: ReadDb, path: string): number | null {
  const sql = `SELECT id FROM picture WHERE path > ? AND ${undecidedHere} ORDER BY path LIMIT 1`;
  return statement<[string], { id: number }>(db, sql).get(path)?.id ?? null;
}

/** The first picture up to and with `path` that has something to decide. */
export function findUndecidedUpTo(db: ReadDb, path: string): number | null {
  const sql = `SELECT id FROM picture WHERE path <= ? AND ${undecidedHere} ORDER BY path LIMIT 1`;
  return statement<[string], { id: number }>(db, sql).get(path)?.id ?? null;
}

/** @param path below the dataset's folder, with forward slashes */
export function findPictureId(db: ReadDb, path: string): number | null {
  const row = statement<[string], { id: number }>(db, 'SELECT id FROM picture WHERE path = ?').get(path);
  return row?.id ?? null;
}
