import type { ReadDb } from '../connection.ts';
import { statement } from '../statement.ts';
import type { State } from './decisions.ts';
import type { ProposalRow } from './newest-proposals.ts';

/** Two runs, by their ids. */
export interface RunPair {
  readonly before: number;
  readonly after: number;
}

/** The pictures that both runs have answered, in the order of their ids. */
export function listComparedPictures(db: ReadDb, pair: RunPair): number[] {
  const select = statement<[RunPair], number>(
    db,
    `SELECT one.picture_id FROM run_picture AS one INDEXED BY run_picture_by_state
     CROSS JOIN run_picture AS other ON other.run_id = @after AND other.picture_id = one.picture_id AND other.state = 'done'
     WHERE one.run_id = @before AND one.state = 'done' ORDER BY one.picture_id`,
  );
  return select.pluck().all(pair);
}

/** A word that one of two runs proposes, or both; both have scored it. The heat maps are null unless both propose it. */
export interface ComparedWordRow {
  readonly verdict: State;
  readonly before: 0 | 1;
  readonly after: 0 | 1;
  readonly before_threshold: number;
  readonly before_clean_up: string | null;
  readonly before_width: number;
  readonly before_height: number;
  readonly before_heat: Buffer | null;
  readonly after_threshold: number;
  readonly after_clean_up: string | null;
  readonly after_width: number;
  readonly after_height: number;
  readonly after_heat: Buffer | null;
}

/** A picture's words that are in review, as far as either run proposes them. */
export function listComparedWords(
  db: ReadDb,
  { pictureId, ...pair }: RunPair & { readonly pictureId: number },
): ComparedWordRow[] {
  const select = statement<[RunPair & { pictureId: number }], ComparedWordRow>(
    db,
    `SELECT verdict, b.relevant AS before, a.relevant AS after,
       b.threshold AS before_threshold, b.clean_up AS before_clean_up, b.heat_width AS before_width, b.heat_height AS before_height,
       iif(b.relevant + a.relevant = 2, b.heat, NULL) AS before_heat,
       a.threshold AS after_threshold, a.clean_up AS after_clean_up, a.heat_width AS after_width, a.heat_height AS after_height,
       iif(b.relevant + a.relevant = 2, a.heat, NULL) AS after_heat
     FROM tag_state AS t INDEXED BY tag_state_by_picture
     CROSS JOIN proposal AS b ON b.run_id = @before AND b.tag_id = t.tag_id
     CROSS JOIN proposal AS a ON a.run_id = @after AND a.tag_id = t.tag_id
     WHERE t.picture_id = @pictureId AND t.stop_word = 0 AND b.relevant + a.relevant > 0`,
  );
  return select.all({ ...pair, pictureId });
}

/** What a run has said about a picture's words. */
export function listProposalsOfRun(
  db: ReadDb,
  { pictureId, runId }: { readonly pictureId: number; readonly runId: number },
): ProposalRow[] {
  const select = statement<[number, number], ProposalRow>(
    db,
    `SELECT proposal.* FROM tag CROSS JOIN proposal ON proposal.run_id = ? AND proposal.tag_id = tag.id
     WHERE tag.picture_id = ?`,
  );
  return select.all(runId, pictureId);
}

/** The newest action of the log and the newest caption: what is newer than these has happened since. Zeros where there is none. */
export interface LogEnd {
  readonly action: number;
  readonly caption: number;
}

export function readLogEnd(db: ReadDb): LogEnd {
  const select = statement<[], LogEnd>(
    db,
    `SELECT coalesce((SELECT max(id) FROM action), 0) AS action, coalesce((SELECT max(id) FROM caption), 0) AS caption`,
  );
  return select.get() ?? { action: 0, caption: 0 };
}

const editedPicture = `coalesce((SELECT picture_id FROM tag WHERE tag.id = edit_fact.tag_id),
  (SELECT picture_id FROM caption WHERE caption.id = edit_fact.caption_id))`;

/** The pictures on which somebody has decided since, has edited words, or which have got captions, each perhaps several times. */
export function listPicturesSince(db: ReadDb, { action, caption }: LogEnd): number[] {
  const select = statement<[LogEnd], number>(
    db,
    `SELECT tag.picture_id FROM action CROSS JOIN decision ON decision.action_id = action.id
       CROSS JOIN tag ON tag.id = decision.tag_id WHERE action.id > @action
     UNION ALL SELECT ${editedPicture} FROM action CROSS JOIN edit_fact ON edit_fact.action_id = action.id
       WHERE action.id > @action
     UNION ALL SELECT picture_id FROM caption WHERE id > @caption`,
  );
  return select.pluck().all({ action, caption });
}

/** The pictures whose words or captions somebody has ever edited, each perhaps several times. */
export function listEditedPictures(db: ReadDb): number[] {
  const sql = `SELECT ${editedPicture} FROM edit_fact INDEXED BY edit_fact_by_action ORDER BY action_id`;
  return statement<[], number>(db, sql).pluck().all();
}

/** Every picture in the order of the paths. */
export function listPicturesByPath(db: ReadDb): number[] {
  const sql =
    'SELECT picture_id FROM picture_summary INDEXED BY picture_summary_by_name ORDER BY path, picture_id';
  return statement<[], number>(db, sql).pluck().all();
}
