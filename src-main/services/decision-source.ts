import type { ReadDb } from '../../db/connection.ts';
import { readDecisionBefore, readDecisionOfAction, readLoggedDecision } from '../../db/queries/decisions.ts';
import type { DecisionRow, LoggedDecision } from '../../db/queries/decisions.ts';

/**
 * The verdict that a row of the log stands for: a person's own row for itself, a redo's for the row that it repeats, an
 * undo's for what it restored. Two states are the same when their source is: comparing rows would take one's own undone
 * steps for somebody's later decision. Undefined where nobody has decided.
 */
export function readSource(db: ReadDb, row: LoggedDecision | undefined): DecisionRow | undefined {
  let current = row;
  while (current !== undefined && current.target !== null) {
    const repeated = readDecisionOfAction(db, current.tag_id, current.target);
    if (repeated === undefined || current.kind === 'redo') return repeated;
    // Strictly earlier each time, so this ends.
    current = readDecisionBefore(db, repeated.tag_id, repeated.id);
  }
  return current;
}

/** The id of the row with which a person gave the verdict of `decisionId`: whoever undoes a step restores what others said. */
export function findSourceId(db: ReadDb, decisionId: number): number {
  return readSource(db, readLoggedDecision(db, decisionId))?.id ?? decisionId;
}
