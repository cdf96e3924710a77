import type { ReadDb } from '../connection.ts';
import { statement } from '../statement.ts';

export interface CaptionedPicture {
  readonly id: number;
  readonly path: string;
}

/** The readable pictures that have a caption, in the order of their paths. */
export function listCaptionedPictures(db: ReadDb): CaptionedPicture[] {
  const select = statement<[], CaptionedPicture>(
    db,
    `SELECT id, path FROM picture
     WHERE missing = 0 AND error IS NULL AND EXISTS (SELECT 1 FROM caption WHERE picture_id = picture.id AND retired = 0)
     ORDER BY path`,
  );
  return select.all();
}
