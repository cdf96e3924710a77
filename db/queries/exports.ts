import type { HeatMap, Size } from '../../models/masks/index.ts';
import type { ReadDb } from '../connection.ts';
import { statement } from '../statement.ts';
import { readHeat } from './heat.ts';

export interface ExportPictureRow {
  readonly id: number;
  readonly path: string;
  /** null where the picture could not be read. */
  readonly width: number | null;
  readonly height: number | null;
  readonly missing: 0 | 1;
  readonly reviewed: 0 | 1;
}

/** Where an annotation comes from: the proposal that the person saw, or the newest one. */
export interface ExportSourceRow {
  readonly runId: number | null;
  readonly modelName: string | null;
  readonly modelSha256: string | null;
  readonly scoreImage: number | null;
  readonly scoreText: number | null;
  readonly scoreImageText: number | null;
  readonly scorePixel: number | null;
  readonly normalised: number | null;
  readonly threshold: number | null;
  /** As `readCleanUp` takes it; it says something where the threshold does. */
  readonly cleanUp: string | null;
}

export interface AcceptedTagRow extends ExportSourceRow {
  readonly tagId: number;
  readonly text: string;
  readonly decisionId: number;
  /** Of the last action, which may have restored what somebody else had said. */
  readonly kind: 'decide' | 'undo' | 'redo';
  readonly reviewer: string;
  readonly decidedMs: number;
  /** All null where no pixels were accepted. */
  readonly maskWidth: number | null;
  readonly maskHeight: number | null;
  readonly counts: string | null;
  readonly area: number | null;
  readonly edited: 0 | 1 | null;
  readonly bboxX: number | null;
  readonly bboxY: number | null;
  readonly bboxWidth: number | null;
  readonly bboxHeight: number | null;
}

export interface ProposedTagRow extends ExportSourceRow {
  readonly tagId: number;
  readonly text: string;
  readonly threshold: number;
  readonly heatWidth: number;
  readonly heatHeight: number;
  readonly heat: Uint8Array;
}

export interface ExportCaptionRow {
  readonly id: number;
  readonly text: string;
  readonly source: string;
}

export interface ExportOccurrenceRow {
  readonly captionId: number;
  readonly tag: string;
  readonly start: number;
  readonly end: number;
  readonly state: string;
}

const sourceColumns = `p.run_id AS runId, r.model_name AS modelName, r.model_sha256 AS modelSha256,
  p.score_image AS scoreImage, p.score_text AS scoreText, p.score_image_text AS scoreImageText,
  p.score_pixel AS scorePixel, p.normalised AS normalised`;

export function countPicturesForExport(db: ReadDb): number {
  return statement<[], { n: number }>(db, 'SELECT count(*) AS n FROM picture').get()?.n ?? 0;
}

/**
 * The next pictures in the order of ids, a page at a time rather than iterated: a connection cannot be closed under an
 * open iterator, and an export may be cancelled anywhere. A picture is reviewed once anybody has decided on its tags.
 */
export function selectPicturesForExport(
  db: ReadDb,
  page: { after: number; limit: number },
): ExportPictureRow[] {
  return statement<[number, number], ExportPictureRow>(
    db,
    `SELECT id, path, width, height, missing, EXISTS (
       SELECT 1 FROM tag_state WHERE picture_id = picture.id AND verdict <> 'undecided') AS reviewed
     FROM picture WHERE id > ? ORDER BY id LIMIT ?`,
  ).all(page.after, page.limit);
}

/** `stop_word IN (0, 1)` says nothing, but without it SQLite takes the index by verdict and reads every accepted tag. */
export function selectAcceptedTags(db: ReadDb, pictureId: number): AcceptedTagRow[] {
  return statement<[number], AcceptedTagRow>(
    db,
    `SELECT t.id AS tagId, t.text, d.id AS decisionId, a.kind, a.reviewer, a.at_ms AS decidedMs,
       m.width AS maskWidth, m.height AS maskHeight, m.counts, m.area, m.edited,
       m.bbox_x AS bboxX, m.bbox_y AS bboxY, m.bbox_width AS bboxWidth, m.bbox_height AS bboxHeight,
       iif(m.edited = 1, NULL, coalesce(d.threshold, p.threshold)) AS threshold,
       iif(d.threshold IS NULL, p.clean_up, d.clean_up) AS cleanUp, ${sourceColumns}
     FROM tag_state s
       JOIN tag t ON t.id = s.tag_id
       JOIN decision d ON d.id = s.decision_id
       JOIN action a ON a.id = d.action_id
       LEFT JOIN mask m ON m.id = d.mask_id
       LEFT JOIN proposal p ON p.id = d.proposal_id
       LEFT JOIN run r ON r.id = p.run_id
     WHERE s.picture_id = ? AND s.stop_word IN (0, 1) AND s.verdict = 'accepted'
     ORDER BY t.text`,
  ).all(pictureId);
}

/** What the newest run proposes and nobody has decided on; stop words are never proposed. */
export const selectProposedTags = (db: ReadDb, pictureId: number): ProposedTagRow[] =>
  statement<[number], ProposedTagRow>(
    db,
    newestProposalsWhere("s.stop_word = 0 AND s.verdict = 'undecided' AND p.relevant = 1"),
  ).all(pictureId);

/** What the newest run says of tags that a person was unsure about, relevant to it or not. */
export const selectUnsureTags = (db: ReadDb, pictureId: number): ProposedTagRow[] =>
  statement<[number], ProposedTagRow>(
    db,
    newestProposalsWhere("s.stop_word IN (0, 1) AND s.verdict = 'unsure'"),
  ).all(pictureId);

const newestProposalsWhere = (condition: string): string =>
  `SELECT t.id AS tagId, t.text, p.threshold, p.clean_up AS cleanUp, p.heat_width AS heatWidth, p.heat_height AS heatHeight, p.heat,
       ${sourceColumns}
     FROM tag_state s
       JOIN tag t ON t.id = s.tag_id
       JOIN proposal p ON p.id = (SELECT id FROM proposal WHERE tag_id = t.id ORDER BY run_id DESC LIMIT 1)
       JOIN run r ON r.id = p.run_id
     WHERE s.picture_id = ? AND ${condition}
     ORDER BY t.text`;

/** The heat map that the person saw who accepted a tag; undefined where they saw none. */
export const readHeatOfAccepted = (db: ReadDb, tagId: number): HeatMap | undefined =>
  readHeatOf(
    db,
    tagId,
    `tag_state JOIN decision ON decision.id = tag_state.decision_id JOIN proposal ON proposal.id = decision.proposal_id
     WHERE tag_state.tag_id = ?`,
  );

/** The heat map of a tag's newest proposal. */
export const readNewestHeat = (db: ReadDb, tagId: number): HeatMap | undefined =>
  readHeatOf(db, tagId, 'proposal WHERE tag_id = ? ORDER BY run_id DESC LIMIT 1');

function readHeatOf(db: ReadDb, tagId: number, source: string): HeatMap | undefined {
  const select = statement<[number], Size & { readonly heat: Uint8Array }>(
    db,
    `SELECT heat_width AS width, heat_height AS height, heat FROM ${source}`,
  );
  const row = select.get(tagId);
  return row === undefined ? undefined : readHeat(row.heat, row);
}

/** The texts alone of what `selectAcceptedTags` answers: the categories need no masks. */
export function selectAcceptedTexts(db: ReadDb, pictureId: number): string[] {
  return statement<[number], { text: string }>(
    db,
    `SELECT t.text FROM tag_state s JOIN tag t ON t.id = s.tag_id
     WHERE s.picture_id = ? AND s.stop_word IN (0, 1) AND s.verdict = 'accepted'`,
  )
    .all(pictureId)
    .map(({ text }) => text);
}

/** The texts alone of what `selectProposedTags` answers. */
export function selectProposedTexts(db: ReadDb, pictureId: number): string[] {
  return statement<[number], { text: string }>(
    db,
    `SELECT t.text FROM tag_state s
       JOIN tag t ON t.id = s.tag_id
       JOIN proposal p ON p.id = (SELECT id FROM proposal WHERE tag_id = t.id ORDER BY run_id DESC LIMIT 1)
     WHERE s.picture_id = ? AND s.stop_word = 0 AND s.verdict = 'undecided' AND p.relevant = 1`,
  )
    .all(pictureId)
    .map(({ text }) => text);
}

/** Captions that nobody has replaced by a corrected one. */
export function selectCaptionsForExport(db: ReadDb, pictureId: number): ExportCaptionRow[] {
  return statement<[number], ExportCaptionRow>(
    db,
    `SELECT id, text, source FROM caption WHERE picture_id = ? AND retired = 0 ORDER BY coalesce(position, id), id`,
  ).all(pictureId);
}

/** Where the tags stand in the picture's captions; stop words only where somebody has decided on them. */
export function selectOccurrencesForExport(db: ReadDb, pictureId: number): ExportOccurrenceRow[] {
  return statement<[number], ExportOccurrenceRow>(
    db,
    `SELECT o.caption_id AS captionId, t.text AS tag, o.start, o.end, s.verdict AS state
     FROM caption c
       JOIN occurrence o ON o.caption_id = c.id
       JOIN tag t ON t.id = o.tag_id
       JOIN tag_state s ON s.tag_id = t.id
     WHERE c.picture_id = ? AND c.retired = 0 AND (s.stop_word = 0 OR s.verdict <> 'undecided')
     ORDER BY o.caption_id, o.start`,
  ).all(pictureId);
}
