import type { ReadDb } from '../connection.ts';
import { statement } from '../statement.ts';
import type { ActionRow, State } from './decisions.ts';

/** What a file said about a tag at one place; no caption where none has it. Offsets are UTF-16 code units. */
export type ImportedWord = readonly [
  captionId: number | null,
  start: number,
  relevant: 0 | 1,
  score: number | null,
  source: string,
  category: string | null,
  state: string | null,
];

export interface ImportedLabel {
  /** Below the dataset's folder. */
  readonly file: string;
  readonly words: readonly ImportedWord[];
}

/** What stands behind a decision that an import made; undefined for a person's. */
export function readImportedLabel(db: ReadDb, decisionId: number): ImportedLabel | undefined {
  const sql = 'SELECT file, words FROM imported_label WHERE decision_id = ?';
  const row = statement<[number], { file: string; words: string }>(db, sql).get(decisionId);
  return row && { file: row.file, words: JSON.parse(row.words) as ImportedWord[] };
}

/** A tag with what holds for it, whether or not review shows it. */
export interface StatedTagRow {
  readonly tagId: number;
  readonly text: string;
  readonly verdict: State;
  readonly decisionId: number | null;
  /** Of the last action, which may have restored what somebody else had said. */
  readonly kind: ActionRow['kind'] | null;
  readonly reviewer: string | null;
  /** Of the proposal that the decision was about. */
  readonly normalised: number | null;
}

export function listStatedTags(db: ReadDb, pictureId: number): StatedTagRow[] {
  return statement<[number], StatedTagRow>(
    db,
    `SELECT tag.id AS tagId, tag.text, tag_state.verdict, decision_id AS decisionId, action.kind, action.reviewer, normalised
     FROM tag_state INDEXED BY tag_state_by_picture JOIN tag ON tag.id = tag_state.tag_id
     LEFT JOIN decision ON decision.id = decision_id LEFT JOIN action ON action.id = action_id
     LEFT JOIN proposal ON proposal.id = decision.proposal_id
     WHERE tag_state.picture_id = ? ORDER BY tag.text`,
  ).all(pictureId);
}

export interface PlacedTagRow {
  readonly captionId: number;
  readonly tagId: number;
  readonly start: number;
  readonly end: number;
}

/** Every word of the captions that hold, stop words too. */
export function listPlacedTags(db: ReadDb, pictureId: number): PlacedTagRow[] {
  return statement<[number], PlacedTagRow>(
    db,
    `SELECT caption_id AS captionId, tag_id AS tagId, start, end FROM caption
     JOIN occurrence ON caption_id = caption.id
     WHERE picture_id = ? AND retired = 0 ORDER BY caption_id, start`,
  ).all(pictureId);
}

/** Whether the step is an import's. All of its decisions are, so that the first one tells. */
export function isImportStep(db: ReadDb, actionId: number): boolean {
  const sql = `SELECT 1 FROM imported_label
    WHERE decision_id = (SELECT min(id) FROM decision WHERE action_id = ?)`;
  return statement<[number]>(db, sql).get(actionId) !== undefined;
}
