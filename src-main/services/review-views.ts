import type { ReadDb } from '../../db/connection.ts';
import { readShownDecision } from '../../db/queries/decisions.ts';
import { findSourceId } from './decision-source.ts';
import type { DecisionView } from './types.ts';

/** What stands behind a tag's state, as the person said it who gave the verdict; null where no decision does. */
export function viewDecision(db: ReadDb, decisionId: number | null): DecisionView | null {
  const row = decisionId === null ? undefined : readShownDecision(db, findSourceId(db, decisionId));
  if (row === undefined) return null;
  const { reviewer, at_ms, proposal_id, threshold, width, height, counts } = row;
  const mask =
    width === null || height === null || counts === null ? null : { size: [height, width] as const, counts };
  return { reviewer, at: at_ms, proposalId: proposal_id, threshold, mask };
}
