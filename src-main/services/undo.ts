import { transact } from '../../db/connection.ts';
import type { ReadDb, WriteDb } from '../../db/connection.ts';
import {
  countDecisionsOfAction,
  insertAction,
  iterateActionsBackwards,
  listDecisionsToTurn,
  readLoggedDecision,
} from '../../db/queries/decisions.ts';
import type { DecisionContent, DecisionRow, DecisionToTurn } from '../../db/queries/decisions.ts';
import { isSo, listFactsOfAction, readEdit } from '../../db/queries/edits.ts';
import type { Fact } from '../../db/queries/edits.ts';
import { insertActionRequest, listStandingSteps } from '../../db/queries/history.ts';
import { TagmaskError } from '../../models/errors.ts';
import { ActionRecorder, maxChangesShown } from './action-recorder.ts';
import { readSource } from './decision-source.ts';
import { applyFacts } from './edit-step.ts';
import type { Project } from './project.ts';
import { findStoredStep } from './stored-step.ts';
import type { ActionResult, UndoneSteps } from './types.ts';

export interface TurnRequest {
  readonly reviewer: string;
  /** Names the request: sent again because its answer was lost, it does not turn a second step. */
  readonly requestKey?: string;
}

/**
 * Takes back the reviewer's last step that still stands: appends, for each of its tags, the state from before. A tag
 * that somebody has decided on since keeps that decision.
 * @throws TagmaskError `nothing-to-undo`, `request-key-taken`
 */
export function undo(project: Pick<Project, 'db'>, request: TurnRequest): ActionResult {
  return takeStep(project, request, 'undo');
}

/**
 * Does the reviewer's last undone step again, until they decide anew.
 * @throws TagmaskError `nothing-to-undo`, `request-key-taken`
 */
export function redo(project: Pick<Project, 'db'>, request: TurnRequest): ActionResult {
  return takeStep(project, request, 'redo');
}

/**
 * Takes back the reviewer's step `through` and every later one of theirs, each as an undo of its own, all or none. The
 * answer is that of the last undo, with the changes of all.
 * @throws TagmaskError `step-not-standing` where `through` is not a step of theirs that stands
 */
export function undoThrough(
  project: Pick<Project, 'db'>,
  { reviewer, through }: { readonly reviewer: string; readonly through: number },
): UndoneSteps {
  const { db } = project;
  return transact(db, () => {
    // A stack's steps stand in the order of their ids: a redo only ever puts back what lay on top.
    const targets = listStandingSteps(db, reviewer, through);
    if (targets.at(-1) !== through) throw notStanding(reviewer, through);
    const results = targets.map((target) => recordStep(db, { reviewer, kind: 'undo', target }));
    return mergeResults(results);
  });
}

/** How many tags an undo, a redo, or an undo through a step would go over, counted up to `most`. */
export function countToTurn(
  { db }: Pick<Project, 'db'>,
  { reviewer, kind, through }: { reviewer: string; kind: 'undo' | 'redo'; through?: number },
  most: number,
): number {
  const last = kind === 'undo' ? findUndoTarget(db, reviewer) : findRedoTarget(db, reviewer);
  const targets = through === undefined ? [last] : listStandingSteps(db, reviewer, through);
  let count = 0;
  for (const target of targets) {
    if (target !== null) count += countDecisionsOfAction(db, target, most);
    if (count >= most) return most;
  }
  return count;
}

function takeStep(
  { db }: Pick<Project, 'db'>,
  { reviewer, requestKey }: TurnRequest,
  kind: 'undo' | 'redo',
): ActionResult {
  return transact(db, () => {
    // First of all: after it the stack has another step on top.
    const stored = requestKey === undefined ? null : findStoredStep(db, { reviewer, requestKey });
    if (stored !== null) return stored;
    const target = kind === 'undo' ? findUndoTarget(db, reviewer) : findRedoTarget(db, reviewer);
    if (target === null) throw nothingTo(kind, reviewer);
    const result = recordStep(db, { reviewer, kind, target });
    if (requestKey !== undefined) insertActionRequest(db, requestKey, result.actionId);
    return result;
  });
}

interface Step {
  readonly reviewer: string;
  readonly kind: 'undo' | 'redo';
  readonly target: number;
}

function recordStep(db: WriteDb, { reviewer, kind, target }: Step): ActionResult {
  const action = { kind, reviewer, atMs: Date.now(), elapsedMs: null, target };
  const recorder = new ActionRecorder(db, insertAction(db, action));
  const edit = readEdit(db, target);
  const turns = listDecisionsToTurn(db, target).map((decided) =>
    kind === 'undo' ? turnBack(db, target, decided) : turnForth(db, target, decided),
  );
  // An edit is taken back whole or not at all: half of one would give a decision to two tags.
  const facts = listFactsOfAction(db, target).map((fact) => (kind === 'undo' ? opposite(fact) : fact));
  const whole = edit === undefined || isAsLeft(db, turns, facts);
  for (const { decided, to, stands } of turns) {
    if (stands && whole) recorder.append(decided, contentOf(to));
    else recorder.keep();
  }
  if (edit !== undefined && whole) applyFacts(db, recorder, { edit, facts });
  else if (!whole && turns.length === 0) recorder.keep();
  return recorder.finish(kind);
}

/** A decision of the step, the verdict that undoing or redoing it gives back, and whether nobody has decided since. */
interface Turn {
  readonly decided: DecisionToTurn;
  readonly to: DecisionRow | undefined;
  readonly stands: boolean;
}

/** Most tags of a large step stand as it left them: only for others is the log gone through. */
function turnBack(db: ReadDb, target: number, decided: DecisionToTurn): Turn {
  const stands =
    decided.standing_id === decided.id ||
    isLastTouchedBy(decided, 'redo', target) ||
    readStanding(db, decided)?.id === decided.id;
  return { decided, to: readBefore(db, decided), stands };
}

function turnForth(db: ReadDb, target: number, decided: DecisionToTurn): Turn {
  const stands =
    isLastTouchedBy(decided, 'undo', target) || readStanding(db, decided)?.id === readBefore(db, decided)?.id;
  return { decided, to: decided, stands };
}

const isLastTouchedBy = (decided: DecisionToTurn, kind: Step['kind'], target: number): boolean =>
  decided.standing_kind === kind && decided.standing_target === target;

const readStanding = (db: ReadDb, { standing_id }: DecisionToTurn): DecisionRow | undefined =>
  readSource(db, readLoggedDecision(db, standing_id));

/** What an undo of the decision gives back; undefined where nobody had decided. */
const readBefore = (db: ReadDb, { previous_id }: DecisionToTurn): DecisionRow | undefined =>
  previous_id === null ? undefined : readSource(db, readLoggedDecision(db, previous_id));

const isAsLeft = (db: ReadDb, turns: readonly Turn[], facts: readonly Fact[]): boolean =>
  turns.every(({ stands }) => stands) && facts.every((fact) => isSo(db, opposite(fact)));

const opposite = (fact: Fact): Fact => ({ ...fact, holds: !fact.holds });

/** A tag that several steps have changed is told once, as it is in the end. */
function mergeResults(results: readonly ActionResult[]): UndoneSteps {
  const changes = new Map(
    results.flatMap((result) => result.changes.map((change) => [change.tagId, change])),
  );
  const edited = results.flatMap((result) => result.edited ?? []);
  return {
    actionId: results.at(-1)?.actionId ?? 0,
    kind: 'undo',
    changes: [...changes.values()].slice(0, maxChangesShown),
    changed: results.reduce((sum, { changed }) => sum + changed, 0),
    kept: results.reduce((sum, { kept }) => sum + kept, 0),
    ...(edited.length === 0 ? {} : { edited }),
    steps: results.length,
  };
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

function contentOf(source: DecisionRow | undefined): DecisionContent {
  if (source === undefined)
    return { verdict: 'undecided', mask_id: null, proposal_id: null, threshold: null, clean_up: null };
  const { verdict, mask_id, proposal_id, threshold, clean_up } = source;
  return { verdict, mask_id, proposal_id, threshold, clean_up };
}

function nothingTo(kind: 'undo' | 'redo', reviewer: string): TagmaskError {
  return new TagmaskError('conflict', 'nothing-to-undo', `${reviewer} has nothing to ${kind}.`);
}

function notStanding(reviewer: string, through: number): TagmaskError {
  return new TagmaskError(
    'conflict',
    'step-not-standing',
    `Step ${through} is not one of ${reviewer} that stands: only one's own steps can be undone, once. Look at the history again.`,
  );
}
