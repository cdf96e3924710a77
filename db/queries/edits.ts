import type { ReadDb, WriteDb } from '../connection.ts';
import { statement } from '../statement.ts';

export type EditKind = 'tag-text' | 'tag-added' | 'tag-split' | 'caption-written' | 'caption-corrected';

/** What an edit was, for the history. */
export interface EditRow {
  readonly picture_id: number;
  readonly kind: EditKind;
  /** The tag that the edit made; null for captions. */
  readonly tag_id: number | null;
  readonly was: string | null;
  readonly text: string;
}

export function insertEdit(db: WriteDb, actionId: number, edit: EditRow): void {
  const insert = statement<[EditRow & { actionId: number }]>(
    db,
    `INSERT INTO edit (action_id, picture_id, kind, tag_id, was, text)
     VALUES (@actionId, @picture_id, @kind, @tag_id, @was, @text)`,
  );
  insert.run({ ...edit, actionId });
}

export function readEdit(db: ReadDb, actionId: number): EditRow | undefined {
  const sql = 'SELECT picture_id, kind, tag_id, was, text FROM edit WHERE action_id = ?';
  return statement<[number], EditRow>(db, sql).get(actionId);
}

/** Something that an edit makes true or not; `holds` says which. */
export type Fact = { readonly holds: boolean } & (
  | { readonly kind: 'caption'; readonly captionId: number }
  | { readonly kind: 'tag'; readonly tagId: number }
  | {
      readonly kind: 'occurrence';
      readonly captionId: number;
      readonly tagId: number;
      readonly start: number;
      readonly end: number;
    }
);

interface FactRow {
  readonly kind: Fact['kind'];
  readonly caption_id: number | null;
  readonly tag_id: number | null;
  readonly start: number | null;
  readonly end: number | null;
  readonly holds: 0 | 1;
}

export function appendFact(db: WriteDb, actionId: number, fact: Fact): void {
  const insert = statement<[FactRow & { actionId: number }]>(
    db,
    `INSERT INTO edit_fact (action_id, kind, caption_id, tag_id, start, end, holds)
     VALUES (@actionId, @kind, @caption_id, @tag_id, @start, @end, @holds)`,
  );
  insert.run({ ...rowOf(fact), actionId });
  if (fact.kind === 'caption') {
    const sql = 'UPDATE caption SET retired = ? WHERE id = ?';
    statement<[number, number]>(db, sql).run(fact.holds ? 0 : 1, fact.captionId);
  } else if (fact.kind === 'tag') {
    const sql = 'UPDATE tag SET added = ? WHERE id = ?';
    statement<[number, number]>(db, sql).run(fact.holds ? 1 : 0, fact.tagId);
  } else {
    const sql = fact.holds
      ? 'INSERT INTO occurrence (caption_id, start, end, tag_id) VALUES (@captionId, @start, @end, @tagId)'
      : 'DELETE FROM occurrence WHERE caption_id = @captionId AND start = @start';
    statement<[Partial<Fact>]>(db, sql).run(fact);
  }
}

/** In the order in which they were appended. */
export function listFactsOfAction(db: ReadDb, actionId: number): Fact[] {
  const sql = `SELECT kind, caption_id, tag_id, start, end, holds FROM edit_fact WHERE action_id = ? ORDER BY id`;
  return statement<[number], FactRow>(db, sql).all(actionId).map(factOf);
}

/** Whether the fact is now as it says. An occurrence of a caption that no longer holds is neither way: its words are not in sight. */
export function isSo(db: ReadDb, fact: Fact): boolean {
  if (fact.kind === 'caption') return isCurrentCaption(db, fact.captionId) === fact.holds;
  if (fact.kind === 'tag') {
    const sql = 'SELECT 1 FROM tag WHERE id = ? AND added = 1';
    return (statement<[number]>(db, sql).get(fact.tagId) !== undefined) === fact.holds;
  }
  if (!isCurrentCaption(db, fact.captionId)) return false;
  const sql = 'SELECT 1 FROM occurrence WHERE caption_id = ? AND start = ? AND end = ? AND tag_id = ?';
  const { captionId, start, end, tagId } = fact;
  const found = statement<[number, number, number, number]>(db, sql).get(captionId, start, end, tagId);
  return (found !== undefined) === fact.holds;
}

function isCurrentCaption(db: ReadDb, captionId: number): boolean {
  return (
    statement<[number]>(db, 'SELECT 1 FROM caption WHERE id = ? AND retired = 0').get(captionId) !== undefined
  );
}

/** Decides for each tag of a picture anew whether review leaves it out (see the migration); verdicts and imports do so themselves. */
export function refreshLeftOut(db: WriteDb, pictureId: number): void {
  const update = statement<[number]>(
    db,
    `UPDATE tag_state SET stop_word = 1 - stop_word
     WHERE picture_id = ? AND stop_word IN (0, 1) AND stop_word <> (
       SELECT tag.stop_word = 1 OR (tag_state.verdict = 'undecided' AND tag.added = 0 AND NOT EXISTS (
         SELECT 1 FROM occurrence JOIN caption ON caption.id = caption_id AND retired = 0 WHERE occurrence.tag_id = tag.id))
       FROM tag WHERE tag.id = tag_state.tag_id)`,
  );
  update.run(pictureId);
}

/** A tag as an edit finds it. */
export interface TagToEdit {
  readonly id: number;
  readonly picture_id: number;
  readonly text: string;
  readonly added: 0 | 1;
  readonly verdict: string;
  readonly decision_id: number | null;
  /** Neither decided, nor added, nor in a current caption. */
  readonly gone: 0 | 1;
}

const tagToEdit = `SELECT tag.id, tag.picture_id, tag.text, tag.added, verdict, decision_id,
  tag_state.stop_word = 1 AND tag.stop_word = 0 AS gone
  FROM tag JOIN tag_state ON tag_state.tag_id = tag.id`;

export function readTagToEdit(db: ReadDb, tagId: number): TagToEdit | undefined {
  return statement<[number], TagToEdit>(db, `${tagToEdit} WHERE tag.id = ?`).get(tagId);
}

export function findTagToEdit(db: ReadDb, pictureId: number, text: string): TagToEdit | undefined {
  const sql = `${tagToEdit} WHERE tag.picture_id = ? AND tag.text = ?`;
  return statement<[number, string], TagToEdit>(db, sql).get(pictureId, text);
}

export interface OccurrenceOfTag {
  readonly captionId: number;
  readonly start: number;
  readonly end: number;
  readonly tagId: number;
}

/** Where a tag stands in the captions that hold. */
export function listOccurrencesOfTag(db: ReadDb, tagId: number): OccurrenceOfTag[] {
  const sql = `SELECT caption_id AS captionId, start, end, tag_id AS tagId FROM occurrence
    JOIN caption ON caption.id = caption_id AND retired = 0 WHERE tag_id = ? ORDER BY caption_id, start`;
  return statement<[number], OccurrenceOfTag>(db, sql).all(tagId);
}

const rowOf = (fact: Fact): FactRow => ({
  kind: fact.kind,
  caption_id: fact.kind === 'tag' ? null : fact.captionId,
  tag_id: fact.kind === 'caption' ? null : fact.tagId,
  start: fact.kind === 'occurrence' ? fact.start : null,
  end: fact.kind === 'occurrence' ? fact.end : null,
  holds: fact.holds ? 1 : 0,
});

function factOf({ kind, caption_id, tag_id, start, end, holds }: FactRow): Fact {
  // The table's own check says which of them are there.
  const [captionId, tagId] = [caption_id ?? 0, tag_id ?? 0];
  if (kind === 'caption') return { kind, captionId, holds: holds === 1 };
  if (kind === 'tag') return { kind, tagId, holds: holds === 1 };
  return { kind, captionId, tagId, start: start ?? 0, end: end ?? 0, holds: holds === 1 };
}

/** The tags of a picture's captions that hold, in the order of the words. */
export function listCaptionTags(
  db: ReadDb,
  pictureId: number,
): { readonly caption_id: number; readonly text: string }[] {
  const sql = `SELECT caption_id, tag.text FROM caption
    JOIN occurrence ON caption_id = caption.id JOIN tag ON tag.id = tag_id
    WHERE caption.picture_id = ? AND retired = 0 ORDER BY caption_id, start`;
  return statement<[number], { caption_id: number; text: string }>(db, sql).all(pictureId);
}

/** Tags that a person has added and no caption has. */
export function listAddedTexts(db: ReadDb, pictureId: number): string[] {
  const sql = `SELECT text FROM tag WHERE picture_id = ? AND added = 1 AND NOT EXISTS (
      SELECT 1 FROM occurrence JOIN caption ON caption.id = caption_id AND retired = 0 WHERE tag_id = tag.id)
    ORDER BY id`;
  const rows = statement<[number], { text: string }>(db, sql).all(pictureId);
  return rows.map(({ text }) => text);
}

/** Whether review shows tags of the picture that the run has not scored. */
export function hasUnscoredTags(db: ReadDb, pictureId: number, runId: number): boolean {
  const sql = `SELECT 1 FROM tag_state WHERE picture_id = ? AND stop_word = 0
    AND NOT EXISTS (SELECT 1 FROM proposal WHERE proposal.tag_id = tag_state.tag_id AND run_id = ?) LIMIT 1`;
  return statement<[number, number]>(db, sql).get(pictureId, runId) !== undefined;
}
