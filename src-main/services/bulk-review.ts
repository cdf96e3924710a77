import { createHash } from 'node:crypto';

import { transact } from '../../db/connection.ts';
import type { ReadDb, WriteDb } from '../../db/connection.ts';
import { insertAction } from '../../db/queries/decisions.ts';
import type { DecisionContent, State } from '../../db/queries/decisions.ts';
import { insertActionRequest } from '../../db/queries/history.ts';
import { readProposal } from '../../db/queries/newest-proposals.ts';
import { countUndecidedTags, listUndecidedTags } from '../../db/queries/tags.ts';
import type { UndecidedFilter, UndecidedTag } from '../../db/queries/tags.ts';
import { TagmaskError } from '../../models/errors.ts';
import { normaliseTag } from '../../models/tagging/index.ts';
import { ActionRecorder } from './action-recorder.ts';
import { acceptPixels, drawMask } from './decision-content.ts';
import type { DrawnMask, DrawnMasks } from './decision-content.ts';
import type { Project } from './project.ts';
import { cutOf } from './proposal-cut.ts';
import type { BulkPreview } from './sheet-types.ts';
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
}

/** What `decideBulk` would decide on now. */
export function previewBulk({ db }: Pick<Project, 'db'>, choice: BulkChoice): BulkPreview {
  return describeTags(findTags(db, choice));
}

/**
 * Records one verdict on every undecided tag that matches, as one step of undo: accepting takes only what the
 * newest proposal calls relevant unless it is asked for all, the other verdicts take proposed or not. Stop words
 * and unreadable pictures are left out. `drawn` has masks of newest proposals at their own thresholds; what it
 * lacks of the masks is drawn under the write lock.
 * @throws TagmaskError `nothing-matches`; `bulk-changed` where the tags or their proposals are not the expected ones;
 *   `request-key-taken`
 */
export function decideBulk(
  { db }: Pick<Project, 'db'>,
  { reviewer, expect, requestKey, ...choice }: BulkRequest,
  drawn: DrawnMasks = new Map(),
): ActionResult {
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
    for (const tag of tags) recorder.append(tag, contentOf(db, tag, { verdict: choice.verdict, drawn }));
    if (requestKey !== undefined) insertActionRequest(db, requestKey, recorder.actionId);
    return recorder.finish('decide');
  });
}

/**
 * Draws the masks that accepting in bulk will store: most of the time that tens of thousands of tags take, and nothing
 * that the write lock is needed for. What changes after it is drawn anew in the step.
 */
export function drawMasks({ db }: Pick<Project, 'db'>, choice: BulkChoice): DrawnMasks {
  const masks = new Map<number, DrawnMask>();
  if (choice.verdict !== 'accepted') return masks;
  for (const tag of findTags(db, choice)) {
    const mask = drawNewest(db, tag);
    if (tag.proposal_id !== null && mask !== null) masks.set(tag.proposal_id, mask);
  }
  return masks;
}

/** What the step adds to the log for a tag. Its newest proposal is looked up under the lock, so it is the tag's own. */
function contentOf(
  db: WriteDb,
  tag: UndecidedTag,
  { verdict, drawn }: { readonly verdict: State; readonly drawn: DrawnMasks },
): DecisionContent {
  const { proposal_id, width, height } = tag;
  const plain = { verdict, mask_id: null, proposal_id, threshold: null, clean_up: null };
  if (verdict !== 'accepted' || proposal_id === null) return plain;
  const ready = drawn.get(proposal_id);
  // The picture may have been scanned again since, with another size.
  const isFit = ready?.width === width && ready.height === height;
  const mask = isFit ? ready : drawNewest(db, tag);
  return mask === null ? plain : acceptPixels(db, proposal_id, mask);
}

function drawNewest(db: ReadDb, { proposal_id, width, height }: UndecidedTag): DrawnMask | null {
  const proposal = proposal_id === null ? undefined : readProposal(db, proposal_id);
  return proposal === undefined ? null : drawMask(proposal, cutOf(proposal), { width, height });
}

const findTags = (db: ReadDb, choice: BulkChoice): UndecidedTag[] => listUndecidedTags(db, filterOf(choice));

/** How many tags the choice means now, counted up to `most`. */
export const countBulk = ({ db }: Pick<Project, 'db'>, choice: BulkChoice, most: number): number =>
  countUndecidedTags(db, filterOf(choice), most);

function filterOf({ verdict, tag, minScore, belowScore, include }: BulkChoice): UndecidedFilter {
  return {
    text: tag === undefined ? null : normaliseTag(tag.trim()),
    minScore: minScore ?? null,
    belowScore: belowScore ?? null,
    proposedOnly: verdict === 'accepted' && include !== 'all',
  };
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
