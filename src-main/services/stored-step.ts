import type { ReadDb } from '../../db/connection.ts';
import { listDecisionsOfAction } from '../../db/queries/decisions.ts';
import { readActionOfRequest, readTagState } from '../../db/queries/history.ts';
import { TagmaskError } from '../../models/errors.ts';
import { maxChangesShown } from './action-recorder.ts';
import { viewDecision } from './review-views.ts';
import type { ActionResult } from './types.ts';

/**
 * The answer to a request that was stored before, or null. An engine that dies after the commit and before the answer
 * leaves a window that has to send the step again; the tags are told as they are now, since others may have decided on
 * them in between.
 * @throws TagmaskError `request-key-taken` where somebody else's step has the key
 */
export function findStoredStep(
  db: ReadDb,
  { reviewer, requestKey }: { readonly reviewer: string; readonly requestKey: string },
): ActionResult | null {
  const stored = readActionOfRequest(db, requestKey);
  if (stored === undefined) return null;
  if (stored.reviewer !== reviewer) throw keyTaken(requestKey);
  const decided = listDecisionsOfAction(db, stored.action_id);
  const changes = decided.slice(0, maxChangesShown).map(({ tag_id, picture_id }) => {
    const { verdict, decision_id } = readTagState(db, tag_id);
    const decision = verdict === 'undecided' ? null : viewDecision(db, decision_id);
    return { tagId: tag_id, pictureId: picture_id, state: verdict, decision };
  });
  return { actionId: stored.action_id, kind: 'decide', changes, changed: decided.length, kept: 0 };
}

function keyTaken(requestKey: string): TagmaskError {
  return new TagmaskError(
    'conflict',
    'request-key-taken',
    `The request key ${requestKey} belongs to another reviewer's step. Make a new one for each step.`,
  );
}
