import type { ReadDb, WriteDb } from '../connection.ts';
import { statement } from '../statement.ts';

export interface NewTag {
  readonly pictureId: number;
  /** NFC, lower case. */
  readonly text: string;
  readonly stopWord: boolean;
}

/** The id of a picture's tag; a new one comes with its state, undecided. */
export function findOrInsertTag(db: WriteDb, { pictureId, text, stopWord }: NewTag): number {
  const select = statement<[number, string], { id: number }>(
    db,
    'SELECT id FROM tag WHERE picture_id = ? AND text = ?',
  );
  const found = select.get(pictureId, text);
  if (found !== undefined) return found.id;
  const stop = stopWord ? 1 : 0;
  const insert = statement<[number, string, number]>(
    db,
    'INSERT INTO tag (picture_id, text, stop_word) VALUES (?, ?, ?)',
  );
  const id = Number(insert.run(pictureId, text, stop).lastInsertRowid);
  const sql = 'INSERT INTO tag_state (tag_id, picture_id, stop_word) VALUES (?, ?, ?)';
  statement<[number, number, number]>(db, sql).run(id, pictureId, stop);
  return id;
}

/** A tag with its newest proposal and with what stands behind its state, each null where there is none. */
export interface TagRow {
  readonly id: number;
  readonly text: string;
  readonly stop_word: 0 | 1;
  readonly state: 'accepted' | 'rejected' | 'unsure' | 'undecided';
  readonly decision_id: number | null;
  readonly proposal_id: number | null;
  /** By a person, as a word that the captions lack. */
  readonly added: 0 | 1;
}

/** In no order: what a caption says first is known by its occurrences. */
export function listTags(db: ReadDb, pictureId: number): TagRow[] {
  const select = statement<[number], TagRow>(
    db,
    `SELECT tag.id, tag.text, tag.stop_word, tag_state.verdict AS state, tag_state.decision_id,
            newest_proposal.proposal_id, tag.added
     FROM tag JOIN tag_state ON tag_state.tag_id = tag.id
     LEFT JOIN newest_proposal ON newest_proposal.tag_id = tag.id
     WHERE tag.picture_id = ?`,
  );
  return select.all(pictureId);
}

/** What a decision on a tag needs to know. */
export interface TagToDecide {
  readonly tag_id: number;
  readonly text: string;
  readonly picture_id: number;
  readonly path: string;
  readonly width: number | null;
  readonly height: number | null;
  readonly missing: 0 | 1;
  readonly error: string | null;
  readonly proposal_id: number | null;
}

export function readTagToDecide(db: ReadDb, tagId: number): TagToDecide | undefined {
  const select = statement<[number], TagToDecide>(
    db,
    `SELECT tag.id AS tag_id, tag.text, picture.id AS picture_id, path, width, height, missing, error, proposal_id
     FROM tag JOIN picture ON picture.id = tag.picture_id
     LEFT JOIN newest_proposal ON newest_proposal.tag_id = tag.id
     WHERE tag.id = ?`,
  );
  return select.get(tagId);
}

export interface UndecidedFilter {
  /** Only tags with this text; null for any. */
  readonly text: string | null;
  /** Only tags whose newest proposal has at least this normalised score; null for any. */
  readonly minScore: number | null;
  /** Only tags whose newest proposal has a lower normalised score; null for any. */
  readonly belowScore: number | null;
  /** Only tags that the newest proposal calls relevant. */
  readonly proposedOnly: boolean;
}

export interface UndecidedTag {
  readonly tag_id: number;
  readonly picture_id: number;
  readonly proposal_id: number | null;
  /** The picture's displayed size. */
  readonly width: number;
  readonly height: number;
}

const undecidedTags = `
  SELECT tag_state.tag_id, tag_state.picture_id, newest_proposal.proposal_id, width, height FROM tag_state
  JOIN picture ON picture.id = tag_state.picture_id AND missing = 0 AND error IS NULL AND width > 0 AND height > 0
  LEFT JOIN newest_proposal ON newest_proposal.tag_id = tag_state.tag_id`;
const isUndecided = `tag_state.verdict = 'undecided' AND tag_state.stop_word = 0`;
const matches = `(@minScore IS NULL OR score >= @minScore) AND (@belowScore IS NULL OR score < @belowScore)
  AND (NOT @proposedOnly OR newest_proposal.relevant = 1)`;

/** The undecided tags of readable pictures; stop words are left out. */
export function listUndecidedTags(db: ReadDb, filter: UndecidedFilter): UndecidedTag[] {
  const { sql, values } = translate(filter);
  return statement<[typeof values], UndecidedTag>(db, sql).all(values);
}

/** How many `listUndecidedTags` would list, counted up to `most`. */
export function countUndecidedTags(db: ReadDb, filter: UndecidedFilter, most: number): number {
  const { sql, values } = translate(filter);
  const count = statement<[typeof values & { most: number }], number>(
    db,
    `SELECT count(*) FROM (${sql} LIMIT @most)`,
  );
  return count.pluck().get({ ...values, most }) ?? 0;
}

function translate({ proposedOnly, ...limits }: UndecidedFilter) {
  // Each from its own index: by the tag's text, or by the verdict.
  const sql =
    limits.text === null
      ? `${undecidedTags} WHERE ${isUndecided} AND ${matches} ORDER BY tag_state.picture_id, tag_state.tag_id`
      : `${undecidedTags} JOIN tag ON tag.id = tag_state.tag_id
         WHERE tag.text = @text AND ${isUndecided} AND ${matches} ORDER BY tag.picture_id`;
  return { sql, values: { ...limits, proposedOnly: proposedOnly ? 1 : 0 } };
}
