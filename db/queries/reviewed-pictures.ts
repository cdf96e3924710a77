import type { ReadDb } from '../connection.ts';
import { statement } from '../statement.ts';

export interface ReviewedPicture {
  readonly id: number;
  readonly path: string;
}

/** Somebody has accepted or rejected a word of a caption that holds. `stop_word IN (0, 1)` names the index's next column. */
const isReviewed = `EXISTS (
  SELECT 1 FROM tag_state JOIN occurrence ON occurrence.tag_id = tag_state.tag_id
    JOIN caption ON caption.id = caption_id AND retired = 0
  WHERE tag_state.picture_id = picture.id AND tag_state.stop_word IN (0, 1) AND verdict IN ('accepted', 'rejected'))`;

export function countReviewedPictures(db: ReadDb): number {
  const sql = `SELECT count(*) AS n FROM picture WHERE ${isReviewed}`;
  return statement<[], { n: number }>(db, sql).get()?.n ?? 0;
}

/** A page of them in the order of their paths. */
export function listReviewedPictures(
  db: ReadDb,
  { after, limit }: { readonly after: string; readonly limit: number },
): ReviewedPicture[] {
  const sql = `SELECT id, path FROM picture WHERE path > ? AND ${isReviewed} ORDER BY path LIMIT ?`;
  return statement<[string, number], ReviewedPicture>(db, sql).all(after, limit);
}

export interface CaptionWordRow {
  readonly captionId: number;
  readonly text: string;
  /** In UTF-16 code units. */
  readonly start: number;
  readonly end: number;
  readonly stopWord: 0 | 1;
  readonly verdict: 'accepted' | 'rejected' | 'unsure' | 'undecided';
}

/** The words of a picture's captions that hold, in their order, with what a person has said of each. */
export function listCaptionWords(db: ReadDb, pictureId: number): CaptionWordRow[] {
  const sql = `SELECT caption_id AS captionId, tag.text, start, end, tag.stop_word AS stopWord, verdict FROM caption
    JOIN occurrence ON caption_id = caption.id JOIN tag ON tag.id = occurrence.tag_id
    JOIN tag_state ON tag_state.tag_id = tag.id
    WHERE caption.picture_id = ? AND retired = 0 ORDER BY caption_id, start`;
  return statement<[number], CaptionWordRow>(db, sql).all(pictureId);
}
