import type { ReadDb, WriteDb } from '../connection.ts';
import { insertRows } from '../insert-rows.ts';
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

/**
 * Adds the words' tags, where their pictures do not have them yet, undecided, and their occurrences. To be called in a
 * transaction.
 */
export function insertWords(db: WriteDb, words: readonly NewWord[]): void {
  const lastTag = readLastTag(db);
  const ids = readTagIds(db, new Set(words.map(({ pictureId }) => pictureId)));
  const added: NewWord[] = [];
  for (const word of words) {
    if (ids.has(keyOf(word))) continue;
    added.push(word);
    ids.set(keyOf(word), lastTag + added.length);
  }
  insertRows(
    db,
    'tag (id, picture_id, text, stop_word)',
    added.map((word) => [ids.get(keyOf(word)) ?? 0, word.pictureId, word.text, word.stopWord]),
  );
  whileCounting(db, added, () => {
    statement<[number]>(db, newStates).run(lastTag);
    insertRows(
      db,
      'occurrence (caption_id, start, end, tag_id)',
      words.map((word) => [word.captionId, word.start, word.end, ids.get(keyOf(word)) ?? 0]),
    );
    const known = words.map((word) => ids.get(keyOf(word)) ?? 0).filter((id) => id <= lastTag);
    if (known.length > 0) statement<[string]>(db, comeBack).run(JSON.stringify(known));
  });
}

/** Tags are never deleted, so that the ids above this one are new. */
const readLastTag = (db: ReadDb): number =>
  statement<[], { id: number | null }>(db, 'SELECT max(id) AS id FROM tag').get()?.id ?? 0;

type TagKey = string;
const keyOf = ({ pictureId, text }: Pick<NewWord, 'pictureId' | 'text'>): TagKey => `${pictureId} ${text}`;

function readTagIds(db: ReadDb, pictureIds: ReadonlySet<number>): Map<TagKey, number> {
  const select = statement<[string], { id: number; pictureId: number; text: string }>(
    db,
    `SELECT tag.id, picture_id AS pictureId, text FROM json_each(?) CROSS JOIN tag ON picture_id = value`,
  );
  return new Map(select.all(JSON.stringify([...pictureIds])).map((tag) => [keyOf(tag), tag.id]));
}

/** Does for all the new tags what triggers do for a single one: they leave it alone while `new_word` has rows. */
function whileCounting(db: WriteDb, added: readonly NewWord[], insert: () => void): void {
  const inReview = added.filter(({ stopWord }) => stopWord === 0);
  const counted = Map.groupBy(inReview, ({ text }) => text);
  insertRows(
    db,
    'new_word (text, pictures)',
    [...counted].map(([text, tags]) => [text, tags.length]),
  );
  insert();
  const pictures = new Set(inReview.map(({ pictureId }) => pictureId));
  statement<[string]>(db, stalePictures).run(JSON.stringify([...pictures]));
  for (const sql of [newCounts, 'DELETE FROM new_word']) statement<[]>(db, sql).run();
}

const newStates = `
  INSERT INTO tag_state (tag_id, picture_id, stop_word) SELECT id, picture_id, stop_word FROM tag WHERE id > ?`;
/** As the trigger tag_comes_back; a caption that was just added holds. */
const comeBack = `
  UPDATE tag_state SET stop_word = 0 WHERE stop_word = 1 AND tag_id IN (SELECT value FROM json_each(?))
    AND (SELECT stop_word FROM tag WHERE id = tag_id) = 0`;
const stalePictures = `
  INSERT INTO stale_picture (picture_id) SELECT value FROM json_each(?) WHERE true ON CONFLICT DO NOTHING`;
const newCounts = `
  INSERT INTO word (text, pictures, undecided) SELECT text, pictures, pictures FROM new_word WHERE true
  ON CONFLICT (text) DO UPDATE SET pictures = pictures + excluded.pictures, undecided = undecided + excluded.undecided`;
