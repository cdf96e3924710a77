import { transact } from '../../db/connection.ts';
import type { ReadDb } from '../../db/connection.ts';
import {
  insertAction,
  iterateActionsBackwards,
  listDecisionsOfAction,
  readDecisionBefore,
} from '../../db/queries/decisions.ts';
import type { DecisionContent, DecisionRow } from '../../db/queries/decisions.ts';
import { TagmaskError } from '../../models/errors.ts';
import { ActionRecorder } from './action-recorder.ts';
import { readSource } from './decision-source.ts';
import type { Project } from './project.ts';
import type { ActionResult } from './types.ts';

/**
 * Takes back the reviewer's last step that still stands: appends, for each of its tags, the state from before. A tag
 * that somebody has decided on since keeps that decision.
 * @throws TagmaskError `nothing-to-undo`
 */
export function undo(project: Project, { reviewer }: { readonly reviewer: string }): ActionResult {
  return takeStep(project, reviewer, 'undo');
}

/**
 * Does the reviewer's last undone step again, until they decide anew.
 * @throws TagmaskError `nothing-to-undo`
 */
export function redo(project: Project, { reviewer }: { readonly reviewer: string }): ActionResult {
  return takeStep(project, reviewer, 'redo');
}

function takeStep(project: Project, reviewer: string, kind: 'undo' | 'redo'): ActionResult {
  const { db } = project;
  return transact(db, () => {
    const target = kind === 'undo' ? findUndoTarget(db, reviewer) : findRedoTarget(db, reviewer);
    if (target === null) throw nothingTo(kind, reviewer);
    const action = { kind, reviewer, atMs: Date.now(), elapsedMs: null, target };
    const recorder = new ActionRecorder(db, insertAction(db, action));
    for (const decided of listDecisionsOfAction(db, target)) {
      const before = readSourceBefore(db, decided);
      const standing = readSource(db, readDecisionBefore(db, decided.tag_id, Number.MAX_SAFE_INTEGER));
      const [from, to] = kind === 'undo' ? [decided, before] : [before, decided];
      if (standing?.id === from?.id) recorder.append(decided, contentOf(to));
      else recorder.keep();
    }
    return recorder.finish(kind);
  });
}

/**
 * The stack is not stored: it is read off the log, so it survives restarts and has no bottom. Going back, each undo
 * cancels the step (a decision or a redo) that it meets; the first step left over is the one to undo.
 */
function findUndoTarget(db: ReadDb, reviewer: string): number | null {
  let undone = 0;
  for (const { id, kind, target } of iterateActionsBackwards(db, reviewer)) {
    if (kind === 'undo') undone++;
    else if (undone > 0) undone--;
    else return target ?? id;
  }
  return null;
}

/** Likewise each redo cancels the undo that it meets; a decision has emptied the stack. */
function findRedoTarget(db: ReadDb, reviewer: string): number | null {
  let redone = 0;
  for (const { kind, target } of iterateActionsBackwards(db, reviewer)) {
    if (kind === 'decide') return null;
    if (kind === 'redo') redone++;
    else if (redone > 0) redone--;
    else return target;
  }
  return null;
}

const readSourceBefore = (db: ReadDb, { tag_id, id }: DecisionRow): DecisionRow | undefined =>
  readSource(db, readDecisionBefore(db, tag_id, id));

function contentOf(source: DecisionRow | undefined): DecisionContent {
  if (source === undefined)
    return { verdict: 'undecided', mask_id: null, proposal_id: null, threshold: null };
  const { verdict, mask_id, proposal_id, threshold } = source;
  return { verdict, mask_id, proposal_id, threshold };
}

function nothingTo(kind: 'undo' | 'redo', reviewer: string): TagmaskError {
  return new TagmaskError('conflict', 'nothing-to-undo', `${reviewer} has nothing to ${kind}.`);
}
