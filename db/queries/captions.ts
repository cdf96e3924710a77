import type { ReadDb, WriteDb } from '../connection.ts';
import { statement } from '../statement.ts';

export interface CaptionRow {
  readonly id: number;
  readonly text: string;
  readonly source: string;
}

export interface NewCaption {
  readonly pictureId: number;
  /** NFC, trimmed. */
  readonly text: string;
  /** The file that it came from. */
  readonly source: string;
  readonly addedMs: number;
}

/** The new caption's id; null where the picture has this text already. */
export function insertCaption(db: WriteDb, caption: NewCaption): number | null {
  const insert = statement<[NewCaption], { id: number }>(
    db,
    `INSERT INTO caption (picture_id, text, source, added_ms) VALUES (@pictureId, @text, @source, @addedMs)
     ON CONFLICT (picture_id, text) DO NOTHING RETURNING id`,
  );
  return insert.get(caption)?.id ?? null;
}

/** A picture's captions in the order in which they came; versions that a person has corrected are left out. */
export function listCaptions(db: ReadDb, pictureId: number): CaptionRow[] {
  const sql = `${captionVersion} WHERE picture_id = ? AND retired = 0`;
  const rows = statement<[number], CaptionVersion>(db, sql).all(pictureId);
  return rows
    .sort((a, b) => a.position - b.position || a.id - b.id)
    .map(({ id, text, source }) => ({ id, text, source }));
}

/** A version of a caption, which holds or does not. */
export interface CaptionVersion extends CaptionRow {
  readonly picture_id: number;
  readonly retired: 0 | 1;
  /** Captions are shown in the order of these. */
  readonly position: number;
}

const captionVersion = `SELECT id, picture_id, text, source, retired, coalesce(position, id) AS position FROM caption`;

export function readCaption(db: ReadDb, id: number): CaptionVersion | undefined {
  return statement<[number], CaptionVersion>(db, `${captionVersion} WHERE id = ?`).get(id);
}

export function findCaption(db: ReadDb, pictureId: number, text: string): CaptionVersion | undefined {
  const sql = `${captionVersion} WHERE picture_id = ? AND text = ?`;
  return statement<[number, string], CaptionVersion>(db, sql).get(pictureId, text);
}

export interface NewVersion extends NewCaption {
  /** The version that it corrects, and where that stands; null for a caption of its own. */
  readonly replaces: number | null;
  readonly position: number | null;
}

/** A version that does not hold yet: the step that makes it hold is written to the log. */
export function insertVersion(db: WriteDb, version: NewVersion): number {
  const insert = statement<[NewVersion]>(
    db,
    `INSERT INTO caption (picture_id, text, source, replaces, added_ms, retired, position)
     VALUES (@pictureId, @text, @source, @replaces, @addedMs, 1, @position)`,
  );
  return Number(insert.run(version).lastInsertRowid);
}

/** Those that hold. */
export function countCaptions(db: ReadDb): number {
  const sql = 'SELECT (SELECT count(*) FROM caption) - (SELECT count(*) FROM caption WHERE retired = 1) AS n';
  return statement<[], { n: number }>(db, sql).get()?.n ?? 0;
}

export interface OccurrenceRow {
  readonly tag_id: number;
  readonly start: number;
  readonly end: number;
}

export function insertOccurrence(
  db: WriteDb,
  occurrence: { captionId: number; tagId: number; start: number; end: number },
): void {
  const insert = statement<[typeof occurrence]>(
    db,
    'INSERT INTO occurrence (caption_id, start, end, tag_id) VALUES (@captionId, @start, @end, @tagId)',
  );
  insert.run(occurrence);
}

export function listOccurrences(db: ReadDb, captionId: number): OccurrenceRow[] {
  const sql = 'SELECT tag_id, start, end FROM occurrence WHERE caption_id = ? ORDER BY start';
  return statement<[number], OccurrenceRow>(db, sql).all(captionId);
}

/** The picture's captions by their texts, whether or not they hold. */
export function listCaptionIds(db: ReadDb, pictureId: number): Map<string, number> {
  const sql = 'SELECT id, text FROM caption WHERE picture_id = ?';
  const rows = statement<[number], { id: number; text: string }>(db, sql).all(pictureId);
  return new Map(rows.map(({ id, text }) => [text, id]));
}
