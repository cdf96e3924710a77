import { createHash } from 'node:crypto';

import { transact } from '../../db/connection.ts';
import type { ReadDb, WriteDb } from '../../db/connection.ts';
import { insertAction } from '../../db/queries/decisions.ts';
import type { NewMask, State } from '../../db/queries/decisions.ts';
import { insertActionRequest } from '../../db/queries/history.ts';
import { readProposal } from '../../db/queries/newest-proposals.ts';
import { listUndecidedTags, readTagToDecide } from '../../db/queries/tags.ts';
import type { UndecidedTag } from '../../db/queries/tags.ts';
import { TagmaskError } from '../../models/errors.ts';
import { normaliseTag } from '../../models/tagging/index.ts';
import { ActionRecorder } from './action-recorder.ts';
import { drawMask, makeDecisionContent } from './decision-content.ts';
import type { DrawnMasks, Verdict } from './decision-content.ts';
import type { Project } from './project.ts';
import type { BulkPreview } from './sheet-types.ts';
import { Slice } from './slice.ts';
import { findStoredStep } from './stored-step.ts';
import type { ActionResult } from './types.ts';

export interface BulkChoice {
  readonly verdict: Exclude<State, 'undecided'>;
  /** Only tags with this text, in any case. */
  readonly tag?: string;
  /** Only tags whose newest proposal has at least this normalised score (0…1, the one that is compared with τ). */
  readonly minScore?: number;
  /** Only tags whose newest proposal has a lower normalised score than this. */
  readonly belowScore?: number;
  /** `all` also accepts what the machine does not propose; without it accepting takes only what it does. */
  readonly include?: 'proposed' | 'all';
}

export interface BulkRequest extends BulkChoice {
  readonly reviewer: string;
  /** What the person has confirmed: the request is refused where it would decide on anything else by now. */
  readonly expect?: BulkPreview;
  /** Names the request: sent again because its answer was lost, the step is not stored again. */
  readonly requestKey?: string;
  /** What `drawMasks` has made for this choice; what it lacks is drawn under the write lock. */
  readonly drawn?: DrawnMasks;
}

/** What `decideBulk` would decide on now. */
export function previewBulk({ db }: Project, choice: BulkChoice): BulkPreview {
  return describeTags(findTags(db, choice));
}

/**
 * Records one verdict on every undecided tag that matches, as one step of undo: accepting takes only what the newest
 * proposal calls relevant unless it is asked for all, the other verdicts take proposed or not. Stop words and unreadable
 * pictures are left out.
 * @throws TagmaskError `nothing-matches`; `bulk-changed` where the tags or their proposals are not the expected ones;
 *   `request-key-taken`
 */
export function decideBulk(project: Project, request: BulkRequest): ActionResult {
  const { reviewer, expect, requestKey, drawn, ...choice } = request;
  const { db } = project;
  return transact(db, () => {
    // First of all: what was stored no longer matches, and would seem to have changed.
    const stored = requestKey === undefined ? null : findStoredStep(db, { reviewer, requestKey });
    if (stored !== null) return stored;
    // Looked up under the write lock: neither a run nor another person can widen what has been confirmed.
    const tags = findTags(db, choice);
    if (expect !== undefined) refuseOtherTags(tags, expect);
    if (tags.length === 0) throw nothingMatches(choice.tag);
    const action = { kind: 'decide', reviewer, elapsedMs: null, target: null } as const;
    const recorder = new ActionRecorder(db, insertAction(db, { ...action, atMs: Date.now() }));
    const verdict = { verdict: choice.verdict, ...(drawn === undefined ? {} : { drawn }) };
    for (const { tag_id } of tags) appendVerdict(db, recorder, { tagId: tag_id, ...verdict });
    if (requestKey !== undefined) insertActionRequest(db, requestKey, recorder.actionId);
    return recorder.finish('decide');
  });
}

const drawnAtOnce = { least: 16, most: 1024 };

/**
 * Draws the masks that accepting in bulk will store, in slices between which the engine answers others: most of the time
 * that tens of thousands of tags take. The step itself stays one transaction, and draws what has changed since.
 */
export async function drawMasks({ db }: Project, choice: BulkChoice): Promise<DrawnMasks> {
  const masks = new Map<number, NewMask>();
  if (choice.verdict !== 'accepted') return masks;
  const tags = findTags(db, choice);
  const slice = new Slice(drawnAtOnce);
  for (let start = 0; start < tags.length;) {
    const { size } = slice;
    await slice.run(() => {
      for (const { tag_id, proposal_id } of tags.slice(start, start + size)) {
        const tag = readTagToDecide(db, tag_id);
        const proposal = proposal_id === null ? undefined : readProposal(db, proposal_id);
        if (proposal === undefined || tag === undefined || tag.width === null || tag.height === null)
          continue;
        const { width, height } = tag;
        masks.set(proposal.id, drawMask(proposal, proposal.threshold, { width, height }));
      }
    });
    start += size;
  }
  return masks;
}

function appendVerdict(
  db: WriteDb,
  recorder: ActionRecorder,
  { tagId, ...verdict }: Verdict & { readonly tagId: number },
): void {
  const tag = readTagToDecide(db, tagId);
  if (tag !== undefined) recorder.append(tag, makeDecisionContent(db, tag, verdict));
}

function findTags(db: ReadDb, { verdict, tag, minScore, belowScore, include }: BulkChoice): UndecidedTag[] {
  return listUndecidedTags(db, {
    text: tag === undefined ? null : normaliseTag(tag.trim()),
    minScore: minScore ?? null,
    belowScore: belowScore ?? null,
    proposedOnly: verdict === 'accepted' && include !== 'all',
  });
}

/** The same fingerprint means the same tags with the same proposals, so also the same pixels. */
function describeTags(tags: readonly UndecidedTag[]): BulkPreview {
  const hash = createHash('sha256');
  for (const { tag_id, proposal_id } of tags) hash.update(`${tag_id}:${proposal_id ?? ''}\n`);
  return { count: tags.length, fingerprint: hash.digest('hex') };
}

function refuseOtherTags(tags: readonly UndecidedTag[], expect: BulkPreview): void {
  const now = describeTags(tags);
  if (now.fingerprint === expect.fingerprint && now.count === expect.count) return;
  const message = `The ${expect.count} tags that were confirmed have changed since: new proposals or verdicts have come, and now ${now.count} match. Look again and confirm anew.`;
  throw new TagmaskError('conflict', 'bulk-changed', message);
}

function nothingMatches(tag: string | undefined): TagmaskError {
  const what = tag === undefined ? 'No undecided tag matches' : `No undecided tag "${tag}" matches`;
  return new TagmaskError(
    'conflict',
    'nothing-matches',
    `${what}. Pre-label first, or choose other conditions.`,
  );
}
