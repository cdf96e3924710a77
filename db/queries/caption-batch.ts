import type { ReadDb, WriteDb } from '../connection.ts';
import { statement } from '../statement.ts';
import type { NewCaption } from './captions.ts';

/**
 * Rows by the hundred: a call into SQLite costs as much as the row itself, and an import has thirty rows a caption.
 */

export interface InsertedCaption {
  readonly id: number;
  readonly pictureId: number;
  readonly text: string;
}

/** Adds captions; those whose picture has the text already are left out of the answer. */
export function insertCaptions(db: WriteDb, captions: readonly NewCaption[]): InsertedCaption[] {
  const insert = statement<[string], InsertedCaption>(
    db,
    `INSERT INTO caption (picture_id, text, source, added_ms)
     SELECT value ->> 'pictureId', value ->> 'text', value ->> 'source', value ->> 'addedMs' FROM json_each(?)
     WHERE true ON CONFLICT (picture_id, text) DO NOTHING
     RETURNING id, picture_id AS pictureId, text`,
  );
  return insert.all(JSON.stringify(captions));
}

/** A word of a caption that was just added. */
export interface NewWord {
  readonly captionId: number;
  readonly pictureId: number;
  /** NFC, lower case. */
  readonly text: string;
  readonly stopWord: 0 | 1;
  readonly start: number;
  readonly end: number;
}

/** Adds the words' tags, where their pictures do not have them yet, undecided, and their occurrences. */
export function insertWords(db: WriteDb, words: readonly NewWord[]): void {
  const rows = JSON.stringify(
    words.map(({ captionId, pictureId, text, stopWord, start, end }) => [
      ...[pictureId, text, stopWord],
      ...[captionId, start, end],
    ]),
  );
  const lastTag = readLastTag(db);
  const tags = `INSERT INTO tag (picture_id, text, stop_word)
    SELECT value ->> 0, value ->> 1, value ->> 2 FROM json_each(?)
    WHERE true ON CONFLICT (picture_id, text) DO NOTHING`;
  statement<[string]>(db, tags).run(rows);
  const states = `INSERT INTO tag_state (tag_id, picture_id, stop_word)
    SELECT id, picture_id, stop_word FROM tag WHERE id > ?`;
  statement<[number]>(db, states).run(lastTag);
  const occurrences = `INSERT INTO occurrence (caption_id, start, end, tag_id)
    SELECT value ->> 3, value ->> 4, value ->> 5, tag.id
    FROM json_each(?) JOIN tag ON tag.picture_id = value ->> 0 AND tag.text = value ->> 1`;
  statement<[string]>(db, occurrences).run(rows);
}

/** Tags are never deleted, so that the ids above this one are new. */
const readLastTag = (db: ReadDb): number =>
  statement<[], { id: number | null }>(db, 'SELECT max(id) AS id FROM tag').get()?.id ?? 0;
