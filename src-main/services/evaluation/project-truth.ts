import { basename, join } from 'node:path';

import { openForReading, type ReadDb } from '../../../db/connection.ts';
import { listMigrations, readSchemaVersion } from '../../../db/migrate.ts';
import { listCaptions } from '../../../db/queries/captions.ts';
import { selectAcceptedTags, type AcceptedTagRow } from '../../../db/queries/exports.ts';
import {
  countReviewedPictures,
  listCaptionWords,
  listReviewedPictures,
  type CaptionWordRow,
  type ReviewedPicture,
} from '../../../db/queries/reviewed-pictures.ts';
import { TagmaskError } from '../../../models/errors.ts';
import type { JudgedPicture, KnownCaption } from '../../../models/evaluation/index.ts';
import { decodeMask, type Rle, type Size } from '../../../models/masks/index.ts';
import { readPictureInfo } from '../../media/picture-info.ts';
import { nothingToEvaluate, type TruthItem, type TruthSource } from './truth-source.ts';

const page = 256;

/**
 * What people have decided, read beside the engine that may own the project: nothing is written.
 * @throws TagmaskError `nothing-to-evaluate` where nobody has decided on a word of a caption, `project-older`, and as `openForReading`
 */
export function openProjectTruth(
  root: string,
  { database, limit }: { readonly database: string; readonly limit: number },
): TruthSource {
  const db = openForReading(database);
  if (readSchemaVersion(db) < (listMigrations().at(-1)?.version ?? 0)) {
    db.close();
    throw olderProject(root);
  }
  const total = Math.min(limit, countReviewedPictures(db));
  if (total === 0) {
    db.close();
    const advice = 'accept and reject some in the window, or with "tagmask decide"';
    throw nothingToEvaluate(root, `nobody has accepted or rejected a word of a caption yet; ${advice}`);
  }
  const items = function* (): Generator<TruthItem> {
    let [left, after] = [total, ''];
    while (left > 0) {
      const pictures = listReviewedPictures(db, { after, limit: Math.min(page, left) });
      if (pictures.length === 0) return;
      for (const picture of pictures)
        yield { name: picture.path, pictureId: picture.id, read: () => readTruth(db, root, picture) };
      left -= pictures.length;
      after = pictures.at(-1)?.path ?? after;
    }
  };
  return { kind: 'reviewed', total, items, close: () => db.close() };
}

function olderProject(root: string): TagmaskError {
  const message = `The project of ${basename(root)} was written by an older Tagmask, which is not read as it is: "tagmask status" brings it up to date.`;
  return new TagmaskError('conflict', 'project-older', message);
}

async function readTruth(db: ReadDb, root: string, { id, path }: ReviewedPicture) {
  const file = join(root, path);
  const { width, height } = await readPictureInfo(file);
  const masks = readMasks(selectAcceptedTags(db, id), { path, width, height });
  const words = Map.groupBy(listCaptionWords(db, id), ({ captionId }) => captionId);
  const captions = listCaptions(db, id).map((caption) =>
    describeCaption(caption.text, words.get(caption.id) ?? [], masks),
  );
  const picture: JudgedPicture = { width, height, captions, masks, backgrounds: new Set(), ignored: null };
  return { file, picture };
}

/** A tag may have been accepted without pixels; then it is true, and where is not known. */
function readMasks(
  accepted: readonly AcceptedTagRow[],
  { path, width, height }: Size & { readonly path: string },
): ReadonlyMap<string, Rle> {
  const masks = new Map<string, Rle>();
  for (const { text, maskWidth, maskHeight, counts, area } of accepted) {
    if (maskWidth === null || maskHeight === null || counts === null || area === 0) continue;
    if (maskWidth !== width || maskHeight !== height)
      throw new TagmaskError(
        'conflict',
        'mask-sizes-differ',
        `The mask of "${text}" in ${path} has ${maskWidth} × ${maskHeight} pixels and the picture now ${width} × ${height}: decide on it again.`,
      );
    masks.set(text, decodeMask({ size: [maskHeight, maskWidth], counts }));
  }
  return masks;
}

const truths = { accepted: true, rejected: false, unsure: null, undecided: null } as const;

function describeCaption(
  text: string,
  rows: readonly CaptionWordRow[],
  masks: ReadonlyMap<string, Rle>,
): KnownCaption {
  const words = rows.map((row) => ({
    ...{ text: row.text, start: row.start, end: row.end },
    relevant: truths[row.verdict],
  }));
  // Review never asks about stop words, so that nothing is missing where nobody has decided on them.
  const isComplete = rows.every(
    ({ text: tag, verdict, stopWord }) =>
      verdict === 'rejected' ||
      (verdict === 'accepted' && masks.has(tag)) ||
      (verdict === 'undecided' && stopWord === 1),
  );
  return { text, words, isComplete };
}
