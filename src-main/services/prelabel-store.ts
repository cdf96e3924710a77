import { transact, type ReadDb, type WriteDb } from '../../db/connection.ts';
import { insertProposal } from '../../db/queries/proposals.ts';
import { countAttempt, finishRunPicture, type PendingRow } from '../../db/queries/runs.ts';
import { statement } from '../../db/statement.ts';
import { TagmaskError } from '../../models/errors.ts';

import type { PictureScores, TagScores } from './prelabel-protocol.ts';

export interface PictureAnswer {
  readonly runId: number;
  readonly pictureId: number;
  /** The mask of each proposal is heat > threshold. */
  readonly threshold: number;
  readonly scores: PictureScores;
}

/**
 * Writes a picture's proposals and its end in one transaction, so that after a crash a picture has all of them or is
 * pending still. Only ever inserts proposals; a picture that has been answered before is left as it is.
 */
export function storeAnswer(db: WriteDb, answer: PictureAnswer): void {
  const { runId, pictureId } = answer;
  transact(db, () => {
    if (!finishRunPicture(db, { runId, pictureId, error: null })) return;
    const tagIds = readTagIds(db, pictureId);
    for (const tag of answer.scores.tags) insertProposal(db, proposalOf(answer, tag, tagIds));
  });
}

export function storeFailure(db: WriteDb, runId: number, { picture, error }: { picture: PendingRow; error: string }): void {
  transact(db, () => finishRunPicture(db, { runId, pictureId: picture.picture_id, error }));
}

export function storeAttempt(db: WriteDb, runId: number, picture: PendingRow): PendingRow {
  transact(db, () => countAttempt(db, runId, picture.picture_id));
  return { ...picture, attempts: picture.attempts + 1 };
}
