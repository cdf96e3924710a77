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
  const select = statement<[number], CaptionRow>(
    db,
    `SELECT id, text, source FROM caption WHERE picture_id = ?
       AND NOT EXISTS (SELECT 1 FROM caption AS newer WHERE newer.replaces = caption.id)`,
  );
  return select.all(pictureId).sort((a, b) => a.id - b.id);
}

export function countCaptions(db: ReadDb): number {
  return statement<[], { n: number }>(db, 'SELECT count(*) AS n FROM caption').get()?.n ?? 0;
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
