import type { WriteDb } from '../../db/connection.ts';
import { insertAction, readLoggedDecision } from '../../db/queries/decisions.ts';
import { appendFact, insertEdit, refreshLeftOut } from '../../db/queries/edits.ts';
import type { EditRow, Fact, TagToEdit } from '../../db/queries/edits.ts';
import { ActionRecorder } from './action-recorder.ts';
import type { ActionResult } from './types.ts';

export interface EditStep {
  readonly reviewer: string;
  readonly edit: EditRow;
  readonly facts: readonly Fact[];
  /** The decided tag whose decision, mask and all, goes to the tag `to`. */
  readonly move?: { readonly from: TagToEdit; readonly to: number } | undefined;
}

/** Appends an edit as one step of undo. To be called in a transaction. */
export function recordEdit(db: WriteDb, { reviewer, edit, facts, move }: EditStep): ActionResult {
  const action = { kind: 'decide', reviewer, elapsedMs: null, target: null } as const;
  const recorder = new ActionRecorder(db, insertAction(db, { ...action, atMs: Date.now() }));
  insertEdit(db, recorder.actionId, edit);
  if (move !== undefined) moveDecision(db, recorder, move);
  applyFacts(db, recorder, { edit, facts });
  return recorder.finish('decide');
}

/** Writes what now holds and what no longer does. */
export function applyFacts(
  db: WriteDb,
  recorder: ActionRecorder,
  { edit, facts }: Pick<EditStep, 'edit' | 'facts'>,
): void {
  // What is left out of review goes by the verdicts.
  recorder.write();
  // What ends goes first: an occurrence may begin where another one did.
  const inOrder = [...facts].sort((a, b) => Number(a.holds) - Number(b.holds));
  for (const fact of inOrder) appendFact(db, recorder.actionId, fact);
  refreshLeftOut(db, edit.picture_id);
  recorder.edited({ pictureId: edit.picture_id, tagId: edit.tag_id });
}

function moveDecision(
  db: WriteDb,
  recorder: ActionRecorder,
  { from, to }: NonNullable<EditStep['move']>,
): void {
  const decision = from.decision_id === null ? undefined : readLoggedDecision(db, from.decision_id);
  if (decision === undefined) return;
  const { verdict, mask_id, proposal_id, threshold, clean_up } = decision;
  const { picture_id } = from;
  recorder.append({ tag_id: to, picture_id }, { verdict, mask_id, proposal_id, threshold, clean_up });
  const nothing = { mask_id: null, proposal_id: null, threshold: null, clean_up: null };
  const undecided = { verdict: 'undecided', ...nothing } as const;
  recorder.append({ tag_id: from.id, picture_id }, undecided);
}
