import type { ReadDb } from '../../../db/connection.ts';
import { readNewestProposal, type TagOfPicture } from '../../../db/queries/newest-proposals.ts';
import { TagmaskError } from '../../../models/errors.ts';
import type { Hint } from '../../../models/segment-anything/index.ts';
import { heatOf } from '../proposal-cut.ts';

/** @throws TagmaskError `no-proposal` where no run has said anything about the tag, or it is another picture's */
export function readHint(db: ReadDb, tag: TagOfPicture): Hint {
  const row = readNewestProposal(db, tag);
  if (row === undefined)
    throw new TagmaskError('missing', 'no-proposal', `No run has a heat map for tag ${tag.tagId} of picture ${tag.pictureId}: pre-label it, or click the object.`); // prettier-ignore
  const { width, height, data } = heatOf(row);
  // Bytes alone go to the process: a buffer may be part of a larger one.
  return { heat: { width, height, data: new Uint8Array(data) }, threshold: row.threshold };
}
