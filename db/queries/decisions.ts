import type { ReadDb, WriteDb } from '../connection.ts';
import { statement } from '../statement.ts';

export type State = 'accepted' | 'rejected' | 'unsure' | 'undecided';

export interface ActionRow {
  readonly id: number;
  readonly kind: 'decide' | 'undo' | 'redo';
  readonly target: number | null;
}

export interface NewAction {
  readonly kind: ActionRow['kind'];
  readonly reviewer: string;
  readonly atMs: number;
  readonly elapsedMs: number | null;
  readonly target: number | null;
  /** What the person had in hand; null or none for a verdict. */
  readonly tool?: string | null;
}

export function insertAction(db: WriteDb, action: NewAction): number {
  const insert = statement<[NewAction]>(
    db,
    `INSERT INTO action (kind, reviewer, at_ms, elapsed_ms, target, tool)
     VALUES (@kind, @reviewer, @atMs, @elapsedMs, @target, @tool)`,
  );
  return Number(insert.run({ ...action, tool: action.tool ?? null }).lastInsertRowid);
}

/** The id of the log's last action; 0 before the first. */
export function readLastAction(db: ReadDb): number {
  const sql = 'SELECT coalesce(max(id), 0) AS id FROM action';
  return statement<[], { id: number }>(db, sql).get()?.id ?? 0;
}

/** How many tags were decided on by later actions than this one, each as often as it was. */
export function countDecisionsSince(db: ReadDb, actionId: number): number {
  const sql = 'SELECT count(*) AS n FROM decision WHERE action_id > ?';
  return statement<[number], { n: number }>(db, sql).get(actionId)?.n ?? 0;
}

/** A reviewer's actions, the latest first, read only as far as the caller goes. */
export function iterateActionsBackwards(db: ReadDb, reviewer: string): IterableIterator<ActionRow> {
  const sql = 'SELECT id, kind, target FROM action WHERE reviewer = ? ORDER BY id DESC';
  return db.prepare<[string], ActionRow>(sql).iterate(reviewer);
}

/** What a decision says, without when and by whom. */
export interface DecisionContent {
  readonly verdict: State;
  readonly mask_id: number | null;
  readonly proposal_id: number | null;
  readonly threshold: number | null;
  readonly clean_up: string | null;
}

export interface DecisionRow extends DecisionContent {
  readonly id: number;
  readonly action_id: number;
  readonly tag_id: number;
}

export interface DecisionOnPicture extends DecisionRow {
  readonly picture_id: number;
}

export function listDecisionsOfAction(db: ReadDb, actionId: number): DecisionOnPicture[] {
  const sql = `SELECT decision.*, picture_id FROM decision JOIN tag ON tag.id = tag_id
    WHERE action_id = ? ORDER BY decision.id`;
  return statement<[number], DecisionOnPicture>(db, sql).all(actionId);
}

/** How many tags the action has decided on, counted up to `most`. */
export function countDecisionsOfAction(db: ReadDb, actionId: number, most: number): number {
  const sql = 'SELECT count(*) FROM (SELECT 1 FROM decision WHERE action_id = ? LIMIT ?)';
  return statement<[number, number], number>(db, sql).pluck().get(actionId, most) ?? 0;
}

/** A decision of an action, with what holds for its tag and what came before it. */
export interface DecisionToTurn extends DecisionOnPicture {
  readonly standing_id: number;
  /** Of the action that the standing row belongs to. */
  readonly standing_kind: ActionRow['kind'];
  readonly standing_target: number | null;
  /** The tag's row before; null where it is the first one. */
  readonly previous_id: number | null;
}

/** What an undo or a redo of an action has to know, for all of its tags at once. */
export function listDecisionsToTurn(db: ReadDb, actionId: number): DecisionToTurn[] {
  const sql = `SELECT decision.*, tag_state.picture_id, standing.id AS standing_id, standing_action.kind AS standing_kind,
      standing_action.target AS standing_target, (SELECT max(id) FROM decision AS earlier INDEXED BY decision_by_tag
        WHERE earlier.tag_id = decision.tag_id AND earlier.id < decision.id) AS previous_id
    FROM decision CROSS JOIN tag_state ON tag_state.tag_id = decision.tag_id
    CROSS JOIN decision AS standing ON standing.id = tag_state.decision_id
    CROSS JOIN action AS standing_action ON standing_action.id = standing.action_id
    WHERE decision.action_id = ? ORDER BY decision.id`;
  return statement<[number], DecisionToTurn>(db, sql).all(actionId);
}

/** A decision with what its action was. */
export interface LoggedDecision extends DecisionRow {
  readonly kind: ActionRow['kind'];
  readonly target: number | null;
}

const loggedColumns = 'SELECT decision.*, action.kind, action.target FROM decision';
const loggedDecision = `${loggedColumns} INDEXED BY decision_by_tag
  JOIN action ON action.id = decision.action_id WHERE decision.tag_id = ?`;

export function readLoggedDecision(db: ReadDb, id: number): LoggedDecision | undefined {
  const sql = `${loggedColumns} JOIN action ON action.id = decision.action_id WHERE decision.id = ?`;
  return statement<[number], LoggedDecision>(db, sql).get(id);
}

/** The tag's latest row before `beforeId`. */
export function readDecisionBefore(db: ReadDb, tagId: number, beforeId: number): LoggedDecision | undefined {
  const sql = `${loggedDecision} AND decision.id < ? ORDER BY decision.id DESC LIMIT 1`;
  return statement<[number, number], LoggedDecision>(db, sql).get(tagId, beforeId);
}

/** The tag's row of an action. Found by the tag: an action in bulk has many rows, a tag has few. */
export function readDecisionOfAction(
  db: ReadDb,
  tagId: number,
  actionId: number,
): LoggedDecision | undefined {
  const sql = `${loggedDecision} AND decision.action_id = ?`;
  return statement<[number, number], LoggedDecision>(db, sql).get(tagId, actionId);
}

export interface NewMask {
  readonly width: number;
  readonly height: number;
  readonly counts: string;
  readonly area: number;
  readonly bbox: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
  /** A person has painted the pixels; false unless told. */
  readonly edited?: boolean;
}

export function insertMask(
  db: WriteDb,
  { width, height, counts, area, bbox, edited = false }: NewMask,
): number {
  const insert = statement<[number, number, string, number, number, number, number, number, 0 | 1]>(
    db,
    `INSERT INTO mask (width, height, counts, area, bbox_x, bbox_y, bbox_width, bbox_height, edited)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const box = [bbox.x, bbox.y, bbox.width, bbox.height] as const;
  return Number(insert.run(width, height, counts, area, ...box, edited ? 1 : 0).lastInsertRowid);
}

/** A decision as it is shown: who, when, and with which pixels. */
export interface ShownDecision {
  readonly reviewer: string;
  readonly at_ms: number;
  readonly proposal_id: number | null;
  readonly threshold: number | null;
  readonly clean_up: string | null;
  readonly width: number | null;
  readonly height: number | null;
  readonly counts: string | null;
  /** Whether a person has painted the pixels; null without any. */
  readonly edited: 0 | 1 | null;
  /** Where an import has it from; null for a person's. */
  readonly file: string | null;
}

export function readShownDecision(db: ReadDb, decisionId: number): ShownDecision | undefined {
  const select = statement<[number], ShownDecision>(
    db,
    `SELECT reviewer, at_ms, proposal_id, threshold, clean_up, width, height, counts, edited, file
     FROM decision JOIN action ON action.id = action_id LEFT JOIN mask ON mask.id = mask_id
     LEFT JOIN imported_label ON imported_label.decision_id = decision.id
     WHERE decision.id = ?`,
  );
  return select.get(decisionId);
}

export interface ShownDecisionOfTag extends ShownDecision {
  readonly tag_id: number;
}

/**
 * What stands behind the states of a picture's tags, with the verdict itself where a redo repeats one. Left out are
 * undecided tags and those whose state an undo has restored, for which the log is followed back: decision-source.ts.
 */
export function listShownDecisions(db: ReadDb, pictureId: number): ShownDecisionOfTag[] {
  const select = statement<[number], ShownDecisionOfTag>(
    db,
    `SELECT tag_state.tag_id, action.reviewer, action.at_ms, said.proposal_id, said.threshold, said.clean_up, width, height,
       counts, edited, file
     FROM tag_state INDEXED BY tag_state_by_picture
     CROSS JOIN decision AS last ON last.id = tag_state.decision_id
     CROSS JOIN action AS last_action ON last_action.id = last.action_id AND last_action.kind <> 'undo'
     CROSS JOIN decision AS said ON said.id = iif(last_action.target IS NULL, last.id,
       (SELECT id FROM decision AS repeated INDEXED BY decision_by_tag
        WHERE repeated.tag_id = last.tag_id AND repeated.action_id = last_action.target))
     CROSS JOIN action ON action.id = said.action_id
     LEFT JOIN mask ON mask.id = said.mask_id
     LEFT JOIN imported_label ON imported_label.decision_id = said.id
     WHERE tag_state.picture_id = ? AND tag_state.verdict <> 'undecided'`,
  );
  return select.all(pictureId);
}

export interface UncutMask {
  readonly mask_id: number;
  readonly counts: string;
  /** What the person saw who drew over it; null for what a file has brought, and where there was no proposal. */
  readonly proposal_id: number | null;
}

/** The accepted mask of a tag, where it fits its picture and no threshold has cut it from a heat map; undefined where there is none. */
export function readUncutMask(
  db: ReadDb,
  {
    tag_id,
    width,
    height,
  }: { readonly tag_id: number; readonly width: number | null; readonly height: number | null },
): UncutMask | undefined {
  const sql = `SELECT mask.id AS mask_id, counts, proposal_id FROM tag_state JOIN decision ON decision.id = decision_id JOIN mask ON mask.id = mask_id
    WHERE tag_state.tag_id = ? AND tag_state.verdict = 'accepted' AND threshold IS NULL AND width = ? AND height = ?`;
  return statement<[number, number | null, number | null], UncutMask>(db, sql).get(tag_id, width, height);
}
