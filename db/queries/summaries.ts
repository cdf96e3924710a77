import type { ReadDb, WriteDb } from '../connection.ts';
import { statement } from '../statement.ts';

/** Whether something has been written since `picture_summary` was brought up to date. */
export function hasStaleSummaries(db: ReadDb): boolean {
  return statement<[], unknown>(db, 'SELECT 1 FROM stale_picture LIMIT 1').get() !== undefined;
}

/**
 * Brings `picture_summary` up to date. `transact` runs it at the end of every transaction: a picture with thousands of
 * tags that are decided in one step is counted once.
 */
export function refreshSummaries(db: WriteDb): void {
  if (!hasStaleSummaries(db)) return;
  statement<[]>(db, refreshSql).run();
  statement<[]>(db, 'DELETE FROM stale_picture').run();
}

const columns = `path, usable, undecided, accepted, rejected, unsure, proposed, score, uncertainty, disagreement, area_ppm`;
const refreshSql = `
  INSERT INTO picture_summary (picture_id, ${columns})
  SELECT picture.id, path, missing = 0 AND error IS NULL,
    count(*) FILTER (WHERE verdict = 'undecided'), count(*) FILTER (WHERE verdict = 'accepted'),
    count(*) FILTER (WHERE verdict = 'rejected'), count(*) FILTER (WHERE verdict = 'unsure'),
    (SELECT count(*) FROM newest_proposal WHERE picture_id = picture.id AND stop_word = 0 AND relevant = 1),
    max(score), max(uncertainty) FILTER (WHERE verdict = 'undecided'),
    max(disagreement) FILTER (WHERE verdict = 'undecided'), coalesce(sum(area_ppm), 0)
  FROM stale_picture JOIN picture ON picture.id = stale_picture.picture_id
  LEFT JOIN tag_state ON tag_state.picture_id = picture.id AND tag_state.stop_word = 0
  WHERE true GROUP BY stale_picture.picture_id
  ON CONFLICT (picture_id) DO UPDATE SET (${columns}) = (${columns.replaceAll(/\w+/g, 'excluded.$&')})`;

export interface SummaryRow {
  readonly accepted: number;
  readonly rejected: number;
  readonly unsure: number;
  readonly undecided: number;
  readonly proposed: number;
  readonly score: number | null;
  readonly uncertainty: number | null;
  readonly disagreement: number | null;
  readonly area_ppm: number;
}

export function readSummary(db: ReadDb, pictureId: number): SummaryRow | undefined {
  const select = statement<[number], SummaryRow>(
    db,
    `SELECT accepted, rejected, unsure, undecided, proposed, score, uncertainty, disagreement, area_ppm
     FROM picture_summary WHERE picture_id = ?`,
  );
  return select.get(pictureId);
}
