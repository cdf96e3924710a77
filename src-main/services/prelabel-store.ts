import { transact, type WriteDb } from '../../db/connection.ts';
import { storeCleanUp } from '../../db/queries/clean-up.ts';
import { storeHeat } from '../../db/queries/heat.ts';
import { insertProposal, type NewProposal } from '../../db/queries/proposals.ts';
import { countAttempt, finishRunPicture, queuePictureAgain, type PendingRow } from '../../db/queries/runs.ts';
import { findOrInsertTag } from '../../db/queries/tags.ts';
import type { HeatCut } from '../../models/masks/index.ts';
import { isStopWord } from '../../models/tagging/index.ts';

import type { PictureScores, TagScores } from './prelabel-protocol.ts';

export interface PictureAnswer {
  readonly runId: number;
  readonly pictureId: number;
  /** How the mask of each proposal is cut from its heat map. */
  readonly cut: HeatCut;
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
    for (const tag of answer.scores.tags) {
      const tagId = findOrInsertTag(db, { pictureId, text: tag.text, stopWord: isStopWord(tag.text) });
      insertProposal(db, proposalOf(answer, tag, tagId));
    }
  });
}

export function storeFailure(
  db: WriteDb,
  runId: number,
  { picture, error }: { picture: PendingRow; error: string },
): void {
  transact(db, () => finishRunPicture(db, { runId, pictureId: picture.picture_id, error }));
}

/** Queues a picture of the run once more; what the run has said about its tags stays. */
export function storeAgain(db: WriteDb, runId: number, pictureId: number): void {
  transact(db, () => queuePictureAgain(db, runId, pictureId));
}

/** Remembers that a process died with the picture in hand, also for an engine that goes on with the run later. */
export function storeAttempt(db: WriteDb, runId: number, picture: PendingRow): PendingRow {
  transact(db, () => countAttempt(db, runId, picture.picture_id));
  return { ...picture, attempts: picture.attempts + 1 };
}

function proposalOf({ runId, cut }: PictureAnswer, tag: TagScores, tagId: number): NewProposal {
  return {
    ...{ runId, tagId, threshold: cut.threshold, cleanUp: storeCleanUp(cut.cleanUp) },
    scoreImage: tag.scores.image,
    scoreText: tag.scores.text,
    scoreImageText: tag.scores.imageText,
    scorePixel: tag.scores.pixel,
    normalised: tag.normalised,
    relevant: tag.relevant ? 1 : 0,
    heatWidth: tag.heat.width,
    heatHeight: tag.heat.height,
    heat: storeHeat(tag.heat),
  };
}
