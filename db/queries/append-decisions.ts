import type { WriteDb } from '../connection.ts';
import { statement } from '../statement.ts';
import type { DecisionContent } from './decisions.ts';

export interface NewDecision extends DecisionContent {
  readonly tag_id: number;
}

/**
 * Appends an action's decisions to the log and makes them what holds now, by a handful of statements over all of them. A
 * tag may be in it once. Answers the id of the first; the others follow it. To be called in a transaction.
 */
export function appendDecisions(db: WriteDb, actionId: number, decisions: readonly NewDecision[]): number {
  insertStepRows(db, decisions);
  return appendStepRows(db, actionId);
}

/** As `appendDecisions`, for decisions that are in `step_row` already; it is empty afterwards. */
export function appendStepRows(db: WriteDb, actionId: number): number {
  const last = 'SELECT coalesce(max(id), 0) FROM decision';
  const firstId = (statement<[], number>(db, last).pluck().get() ?? 0) + 1;
  for (const sql of [insertIntoLog, countWords, setStates])
    statement<[{ actionId: number; firstId: number }]>(db, sql).run({ actionId, firstId });
  statement<[]>(db, 'DELETE FROM step_row').run();
  return firstId;
}

function insertStepRows(db: WriteDb, decisions: readonly NewDecision[]): void {
  const insert = statement<unknown[]>(
    db,
    'INSERT INTO step_row (place, tag_id, verdict, mask_id, proposal_id, threshold, clean_up) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  decisions.forEach(({ tag_id, verdict, mask_id, proposal_id, threshold, clean_up }, place) =>
    insert.run(place, tag_id, verdict, mask_id, proposal_id, threshold, clean_up),
  );
}

const insertIntoLog = `
  INSERT INTO decision (id, action_id, tag_id, verdict, mask_id, proposal_id, threshold, clean_up)
  SELECT @firstId + place, @actionId, tag_id, verdict, mask_id, proposal_id, threshold, clean_up FROM step_row ORDER BY place`;

/** Before the states change, since the difference is counted; what leaves review or comes back then counts itself. */
const states = ['undecided', 'accepted', 'rejected', 'unsure'] as const;
const countWords = `
  UPDATE word SET ${states.map((state) => `${state} = word.${state} + more.${state}`).join(', ')}
  FROM (
    SELECT tag.text, ${states.map((state) => `sum((step_row.verdict = '${state}') - (was.verdict = '${state}')) AS ${state}`).join(', ')}
    FROM step_row CROSS JOIN tag_state AS was ON was.tag_id = step_row.tag_id CROSS JOIN tag ON tag.id = step_row.tag_id
    WHERE was.stop_word = 0 GROUP BY tag.text) AS more
  WHERE word.text = more.text`;

/** By IN, not FROM: there SQLite would walk through all states and look for each one's row. */
const setStates = `
  UPDATE tag_state SET (verdict, decision_id, reviewer, area_ppm) = (
    SELECT verdict, @firstId + place,
      iif(verdict = 'undecided', NULL, (SELECT reviewer FROM action WHERE id = @actionId)),
      iif(verdict = 'accepted', (SELECT 1000000 * area / (width * height) FROM mask WHERE id = mask_id), NULL)
    FROM step_row WHERE step_row.tag_id = tag_state.tag_id)
  WHERE tag_id IN (SELECT tag_id FROM step_row)`;
