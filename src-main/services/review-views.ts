import type { ReadDb } from '../../db/connection.ts';
import { readCleanUp } from '../../db/queries/clean-up.ts';
import { listShownDecisions, readShownDecision } from '../../db/queries/decisions.ts';
import type { ShownDecision } from '../../db/queries/decisions.ts';
import { findSourceId } from './decision-source.ts';
import type { DecisionView } from './types.ts';

/** What stands behind a tag's state, as the person said it who gave the verdict; null where no decision does. */
export function viewDecision(db: ReadDb, decisionId: number | null): DecisionView | null {
  const row = decisionId === null ? undefined : readShownDecision(db, findSourceId(db, decisionId));
  return row === undefined ? null : viewShown(row);
}

/** `viewDecision` for a picture's tags by their ids, in one query; some are left out, which have to be asked for. */
export const viewDecisionsOf = (db: ReadDb, pictureId: number): Map<number, DecisionView> =>
  new Map(listShownDecisions(db, pictureId).map((row) => [row.tag_id, viewShown(row)]));

function viewShown(row: ShownDecision): DecisionView {
  const { reviewer, at_ms, proposal_id, threshold, clean_up, width, height, counts, edited, file } = row;
  const mask =
    width === null || height === null || counts === null ? null : { size: [height, width] as const, counts };
  return {
    ...{ reviewer, at: at_ms, proposalId: proposal_id, threshold, cleanUp: readCleanUp(clean_up) },
    ...{ mask, edited: edited === 1, file },
  };
}
