import { transact } from '../../db/connection.ts';
import { insertAction } from '../../db/queries/decisions.ts';
import { insertActionRequest } from '../../db/queries/history.ts';
import { readTagToDecide } from '../../db/queries/tags.ts';
import { TagmaskError } from '../../models/errors.ts';
import { cleanUpNames, mostCleanUp, noCleanUp } from '../../models/masks/index.ts';
import type { CleanUp } from '../../models/masks/index.ts';
import { ActionRecorder } from './action-recorder.ts';
import { findStoredStep } from './stored-step.ts';
import { drawAhead, makeDecisionContent } from './decision-content.ts';
import type { DrawnMask, DrawnMasks, Verdict } from './decision-content.ts';
import type { Project } from './project.ts';
import type { ActionResult } from './types.ts';

export { decideBulk, previewBulk } from './bulk-review.ts';
export { redo, undo, undoThrough } from './undo.ts';

export interface TagVerdict extends Verdict {
  readonly tagId: number;
}

export interface DecideRequest {
  readonly reviewer: string;
  readonly decisions: readonly TagVerdict[];
  /** How long the person took, idle time cut. */
  readonly elapsedMs?: number;
  /** What the person had in hand, a short word; none for a verdict. */
  readonly tool?: string;
  /** Names the request: sent again because its answer was lost, the step is not stored again. */
  readonly requestKey?: string;
}

/**
 * Records verdicts as one step of undo. On return they are on disk; where one of them cannot be recorded, none is. What
 * `drawn` lacks of the masks is drawn under the write lock.
 * @throws TagmaskError `no-decisions`, `tag-missing`, `tag-twice`, `bad-threshold`, `bad-clean-up`, `mask-not-accepted`, `mask-size`, `bad-mask`,
 *   `proposal-unknown`, `picture-unusable`, `request-key-taken`
 */
export function decide(
  { db }: Pick<Project, 'db'>,
  { reviewer, decisions, elapsedMs, tool, requestKey }: DecideRequest,
  drawn: DrawnMasks = new Map(),
): ActionResult {
  refuseBadRequest(decisions);
  return transact(db, () => {
    const stored = requestKey === undefined ? null : findStoredStep(db, { reviewer, requestKey });
    if (stored !== null) return stored;
    const by = { reviewer, elapsedMs: roundOrNull(elapsedMs), tool: tool ?? null, atMs: Date.now() };
    const recorder = new ActionRecorder(db, insertAction(db, { kind: 'decide', target: null, ...by }));
    for (const decision of decisions) {
      const tag = readTagToDecide(db, decision.tagId);
      if (tag === undefined) throw unknownTag(decision.tagId);
      recorder.append(tag, makeDecisionContent(db, tag, { ...decision, drawn }));
    }
    if (requestKey !== undefined) insertActionRequest(db, requestKey, recorder.actionId);
    return recorder.finish('decide');
  });
}

/**
 * Draws the masks that `decide` will store, which takes most of its time and no write lock.
 * @throws TagmaskError `no-decisions`, `tag-twice`, `bad-threshold`, `bad-clean-up`, `mask-not-accepted`; what else `decide` refuses is left to it
 */
export function drawVerdicts(
  { db }: Pick<Project, 'db'>,
  { decisions }: Pick<DecideRequest, 'decisions'>,
): DrawnMasks {
  refuseBadRequest(decisions);
  const masks = new Map<number, DrawnMask>();
  for (const decision of decisions) {
    const tag = readTagToDecide(db, decision.tagId);
    const drawn = tag === undefined ? null : drawAhead(db, tag, decision);
    if (drawn !== null) masks.set(...drawn);
  }
  return masks;
}

function refuseBadRequest(decisions: readonly TagVerdict[]): void {
  if (decisions.length === 0) {
    throw new TagmaskError('input', 'no-decisions', 'The request decides on no tag. Name at least one.');
  }
  const seen = new Set<number>();
  for (const { tagId, threshold = 0, cleanUp = noCleanUp, verdict, mask } of decisions) {
    if (seen.has(tagId)) {
      throw new TagmaskError(
        'input',
        'tag-twice',
        `The request decides on tag ${tagId} twice. Decide on it once.`,
      );
    }
    if (!(threshold >= 0 && threshold <= 1)) {
      throw new TagmaskError('input', 'bad-threshold', `The threshold ${threshold} is not between 0 and 1.`);
    }
    refuseBadCleanUp(cleanUp);
    if (mask !== undefined && verdict !== 'accepted') {
      const message = `The request has a mask for tag ${tagId}, which it calls ${verdict}. Only an accepted tag has a mask: accept it, or leave the mask out.`;
      throw new TagmaskError('input', 'mask-not-accepted', message);
    }
    seen.add(tagId);
  }
}

function refuseBadCleanUp(cleanUp: CleanUp): void {
  const bad = cleanUpNames.find((name) => !(cleanUp[name] >= 0 && cleanUp[name] <= mostCleanUp));
  if (bad === undefined) return;
  const message = `The clean-up's ${bad} is ${cleanUp[bad]}; give thousandths of the picture from 0 to ${mostCleanUp}.`;
  throw new TagmaskError('input', 'bad-clean-up', message);
}

const roundOrNull = (milliseconds: number | undefined): number | null =>
  milliseconds === undefined ? null : Math.round(milliseconds);

/** For a tag that a request names and the project lacks. */
export function unknownTag(tagId: number): TagmaskError {
  return new TagmaskError(
    'missing',
    'tag-missing',
    `There is no tag ${tagId} in this project. Load the picture again.`,
  );
}
