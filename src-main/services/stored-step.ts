import type { ReadDb } from '../../db/connection.ts';
import { listDecisionsOfAction } from '../../db/queries/decisions.ts';
import type { ActionRow } from '../../db/queries/decisions.ts';
import { listFactsOfAction, readEdit } from '../../db/queries/edits.ts';
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
  const { id: actionId, kind } = stored;
  const decided = listDecisionsOfAction(db, actionId);
  const changes = decided.slice(0, maxChangesShown).map(({ tag_id, picture_id }) => {
    const { verdict, decision_id } = readTagState(db, tag_id);
    const decision = verdict === 'undecided' ? null : viewDecision(db, decision_id);
    return { tagId: tag_id, pictureId: picture_id, state: verdict, decision };
  });
  const changed = decided.length;
  return { actionId, kind, changes, changed, ...describeTurn(db, stored, changed) };
}

/** What an undo or redo left alone, and whose words it has turned: as its first answer said. */
function describeTurn(
  db: ReadDb,
  { id, target }: ActionRow,
  changed: number,
): Pick<ActionResult, 'kept' | 'edited'> {
  if (target === null) return { kept: 0 };
  const kept = listDecisionsOfAction(db, target).length - changed;
  const edit = readEdit(db, target);
  if (edit === undefined) return { kept };
  // An edit that could not be taken back whole has turned nothing, and was one thing where it had no decisions.
  if (listFactsOfAction(db, id).length === 0) return { kept: Math.max(1, kept) };
  return { kept, edited: [{ pictureId: edit.picture_id, tagId: edit.tag_id }] };
}

function keyTaken(requestKey: string): TagmaskError {
  return new TagmaskError(
    'conflict',
    'request-key-taken',
    `The request key ${requestKey} belongs to another reviewer's step. Make a new one for each step.`,
  );
}
