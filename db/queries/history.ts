import type { ReadDb, WriteDb } from '../connection.ts';
import { statement } from '../statement.ts';
import type { ActionRow, State } from './decisions.ts';

/** An action of the log with whether the step that it is about stands now. */
export interface HistoryRow extends ActionRow {
  readonly reviewer: string;
  readonly at_ms: number;
  readonly elapsed_ms: number | null;
  /** What the person had in hand in the step that it is about; null for a verdict. */
  readonly tool: string | null;
  /** What was last done to the step: null where it was never undone. */
  readonly last_kind: 'undo' | 'redo' | null;
}

export interface HistoryPage {
  /** Null for everybody's. */
  readonly reviewer: string | null;
  /** Only actions before this one; null for the newest. */
  readonly before: number | null;
  readonly limit: number;
}

const lastKind = `(SELECT kind FROM action AS later WHERE later.target = coalesce(action.target, action.id)
  ORDER BY later.id DESC LIMIT 1) AS last_kind`;

const toolOfStep = `(SELECT step.tool FROM action AS step WHERE step.id = coalesce(action.target, action.id)) AS tool`;

/** Newest first: by id, since a clock may go backwards. */
export function listActions(db: ReadDb, { reviewer, before, limit }: HistoryPage): HistoryRow[] {
  const ofReviewer = reviewer === null ? '' : 'reviewer = @reviewer AND';
  const sql = `SELECT id, kind, target, reviewer, at_ms, elapsed_ms, ${toolOfStep}, ${lastKind} FROM action
    WHERE ${ofReviewer} id < @before ORDER BY id DESC LIMIT @limit`;
  const bound = { before: before ?? Number.MAX_SAFE_INTEGER, limit };
  if (reviewer === null) return statement<[typeof bound], HistoryRow>(db, sql).all(bound);
  return statement<[typeof bound & { reviewer: string }], HistoryRow>(db, sql).all({ ...bound, reviewer });
}

/** The reviewer's steps from `from` on that stand, the latest first: the upper end of their stack. */
export function listStandingSteps(db: ReadDb, reviewer: string, from: number): number[] {
  const sql = `SELECT id, ${lastKind} FROM action WHERE reviewer = ? AND id >= ? AND kind = 'decide' ORDER BY id DESC`;
  const rows = statement<[string, number], { id: number; last_kind: string | null }>(db, sql).all(
    reviewer,
    from,
  );
  return rows.filter(({ last_kind }) => last_kind !== 'undo').map(({ id }) => id);
}

/** What a step decided. Its decisions are consecutive rows of the log, so that counting them takes two look-ups. */
export interface StepContent {
  readonly tags: number;
  /** Null where they differ. */
  readonly verdict: State | null;
  readonly text: string | null;
  readonly tag_id: number;
  readonly picture_id: number;
  readonly path: string;
  /** Where an import has the first label from; null for a person's step. */
  readonly file: string | null;
}

export function readStepContent(db: ReadDb, actionId: number): StepContent | undefined {
  const sql = `SELECT last.id - first.id + 1 AS tags, first.tag_id, picture_id, path, file,
      iif(EXISTS (SELECT 1 FROM decision AS other INDEXED BY decision_by_action
        WHERE other.action_id = @actionId AND other.verdict <> first.verdict), NULL, first.verdict) AS verdict,
      iif(EXISTS (SELECT 1 FROM decision AS other INDEXED BY decision_by_action JOIN tag AS named ON named.id = other.tag_id
        WHERE other.action_id = @actionId AND named.text <> tag.text), NULL, tag.text) AS text
    FROM decision AS first
    JOIN decision AS last ON last.id = (SELECT max(id) FROM decision WHERE action_id = @actionId)
    JOIN tag ON tag.id = first.tag_id JOIN picture ON picture.id = tag.picture_id
    LEFT JOIN imported_label ON imported_label.decision_id = first.id
    WHERE first.id = (SELECT min(id) FROM decision WHERE action_id = @actionId)`;
  return statement<[{ actionId: number }], StepContent>(db, sql).get({ actionId });
}

/** Everybody who has ever decided, each found by one jump in the index instead of by reading the log. */
export function listReviewers(db: ReadDb): string[] {
  const sql = `WITH RECURSIVE known (name) AS (
      SELECT min(reviewer) FROM action
      UNION ALL SELECT (SELECT min(reviewer) FROM action WHERE reviewer > known.name) FROM known WHERE name IS NOT NULL
    ) SELECT name FROM known WHERE name IS NOT NULL`;
  return statement<[], { name: string }>(db, sql)
    .all()
    .map(({ name }) => name);
}

export interface TimedStep {
  readonly elapsed_ms: number;
  /** Whose mask was drawn, of several the first; null for a verdict. */
  readonly drawn_tag_id: number | null;
}

/** How long the reviewer's last steps took, of at most `limit` actions. */
export function listElapsed(db: ReadDb, reviewer: string, limit: number): TimedStep[] {
  const drawn = `iif(tool IS NULL, NULL,
    (SELECT tag_id FROM decision INDEXED BY decision_by_action WHERE action_id = action.id ORDER BY id LIMIT 1))`;
  const sql = `SELECT elapsed_ms, ${drawn} AS drawn_tag_id FROM action WHERE reviewer = ? ORDER BY id DESC LIMIT ?`;
  const rows = statement<[string, number], { elapsed_ms: number | null; drawn_tag_id: number | null }>(
    db,
    sql,
  ).all(reviewer, limit);
  return rows.flatMap(({ elapsed_ms, drawn_tag_id }) =>
    elapsed_ms === null ? [] : [{ elapsed_ms, drawn_tag_id }],
  );
}

/**
 * How long people took over their steps on each of a picture's tags, in ms; without an entry where nobody was timed. A step over several tags is
 * shared out among them.
 */
export function readTimeOfTags(db: ReadDb, pictureId: number): Map<number, number> {
  const sql = `SELECT id, (SELECT sum(1.0 * elapsed_ms / (
        (SELECT max(id) FROM decision AS last WHERE last.action_id = action.id) -
        (SELECT min(id) FROM decision AS first WHERE first.action_id = action.id) + 1))
      FROM decision INDEXED BY decision_by_tag CROSS JOIN action ON action.id = decision.action_id
      WHERE decision.tag_id = tag.id AND elapsed_ms IS NOT NULL) AS ms
    FROM tag WHERE picture_id = ?`;
  const rows = statement<[number], { id: number; ms: number | null }>(db, sql).all(pictureId);
  return new Map(rows.flatMap(({ id, ms }) => (ms === null ? [] : [[id, Math.round(ms)] as const])));
}

/** What holds for a tag that exists. */
export function readTagState(db: ReadDb, tagId: number): { verdict: State; decision_id: number | null } {
  const sql = 'SELECT verdict, decision_id FROM tag_state WHERE tag_id = ?';
  const row = statement<[number], { verdict: State; decision_id: number | null }>(db, sql).get(tagId);
  return row ?? { verdict: 'undecided', decision_id: null };
}

/** The action that was stored under a request's key. */
export function readActionOfRequest(
  db: ReadDb,
  key: string,
): (ActionRow & { readonly reviewer: string }) | undefined {
  const sql = `SELECT id, kind, target, reviewer FROM action_request JOIN action ON action.id = action_id
    WHERE key = ?`;
  return statement<[string], ActionRow & { reviewer: string }>(db, sql).get(key);
}

export function insertActionRequest(db: WriteDb, key: string, actionId: number): void {
  const sql = 'INSERT INTO action_request (key, action_id) VALUES (?, ?)';
  statement<[string, number]>(db, sql).run(key, actionId);
}
