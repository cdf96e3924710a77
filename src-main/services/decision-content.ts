import type { ReadDb, WriteDb } from '../../db/connection.ts';
import { insertMask, readUncutMask } from '../../db/queries/decisions.ts';
import type { DecisionContent, NewMask, State, UncutMask } from '../../db/queries/decisions.ts';
import { readProposal } from '../../db/queries/newest-proposals.ts';
import type { ProposalRow } from '../../db/queries/newest-proposals.ts';
import type { TagToDecide } from '../../db/queries/tags.ts';
import { TagmaskError } from '../../models/errors.ts';
import { areaOf, boundingBoxOf, encodeMask, maskFromHeat } from '../../models/masks/index.ts';
import type { EncodedMask } from '../../models/masks/index.ts';
import { readEditedMask } from './edited-mask.ts';

export interface Verdict {
  readonly verdict: State;
  /** Where the person had put the threshold, 0…1; the proposal's own where they left it. */
  readonly threshold?: number;
  /** The proposal that the person saw, where a run may have added a newer one since; by default the newest. */
  readonly proposalId?: number;
  /** The pixels that the person has drawn, at the picture's displayed size; only with `accepted`. */
  readonly mask?: EncodedMask;
}

/** Pixels with the threshold that they were drawn at. */
export interface DrawnMask extends NewMask {
  readonly threshold: number;
}

/** Masks that were drawn before their step, by the ids of their proposals. */
export type DrawnMasks = ReadonlyMap<number, DrawnMask>;

/**
 * What a verdict on a tag adds to the log. Accepting stores the pixels that were on screen: those that the person has drawn;
 * those of the proposal that they saw, at their threshold; or, where they left the threshold alone, those that stand already and were cut
 * from no heat map, as an import brings them and an edit leaves them. So naming the proposal's own threshold brings its
 * pixels back. They are taken from `drawn` where it has them.
 * @throws TagmaskError `picture-unusable` for a picture that nobody can have seen, `proposal-unknown`, `mask-size`, `bad-mask`
 */
export function makeDecisionContent(
  db: WriteDb,
  tag: TagToDecide,
  { verdict, drawn, ...seen }: Verdict & { readonly drawn: DrawnMasks },
): DecisionContent {
  refuseUnseenPicture(tag);
  if (verdict === 'accepted' && seen.mask !== undefined)
    return acceptEdit(db, tag, { ...seen, mask: readEditedMask(tag, seen.mask), drawn });
  const standing =
    verdict === 'accepted' && seen.threshold === undefined ? readUncutMask(db, tag) : undefined;
  if (standing !== undefined) return keepPixels(standing);
  const proposalId = seen.proposalId ?? tag.proposal_id;
  const proposal = proposalId === null ? null : requireProposal(db, tag, proposalId);
  if (verdict !== 'accepted' || proposal === null) {
    return { verdict, mask_id: null, proposal_id: proposalId, threshold: seen.threshold ?? null };
  }
  return acceptPixels(db, proposal.id, drawFor(tag, proposal, { drawn, threshold: seen.threshold }));
}

/** Pixels that the person has left as they were are no edit: neither the proposal's nor those that stand. */
function acceptEdit(
  db: WriteDb,
  tag: TagToDecide,
  {
    mask,
    threshold,
    drawn,
    ...seen
  }: Omit<Verdict, 'verdict' | 'mask'> & {
    readonly mask: NewMask;
    readonly drawn: DrawnMasks;
  },
): DecisionContent {
  const proposalId = seen.proposalId ?? tag.proposal_id;
  const proposal = proposalId === null ? null : requireProposal(db, tag, proposalId);
  const accepted = { verdict: 'accepted', proposal_id: proposalId, threshold: null } as const;
  if (mask.area === 0) return { ...accepted, mask_id: null };
  const standing = readUncutMask(db, tag);
  if (standing?.counts === mask.counts) return keepPixels(standing);
  const proposed = proposal === null ? null : drawFor(tag, proposal, { drawn, threshold });
  if (proposal !== null && proposed?.counts === mask.counts) return acceptPixels(db, proposal.id, proposed);
  return { ...accepted, mask_id: insertMask(db, { ...mask, edited: true }) };
}

const keepPixels = ({ mask_id, proposal_id }: UncutMask): DecisionContent => ({
  ...{ verdict: 'accepted', mask_id, proposal_id, threshold: null },
});

/** The proposal's pixels at the threshold, or at its own; from `drawn` where it has them. */
function drawFor(
  tag: TagToDecide,
  proposal: ProposalRow,
  { drawn, threshold = proposal.threshold }: { drawn: DrawnMasks; threshold: number | undefined },
): DrawnMask {
  const [width, height] = [tag.width ?? 0, tag.height ?? 0];
  const ready = drawn.get(proposal.id);
  // Between drawing and storing, the picture may have been scanned again with another size.
  const isFit = ready?.width === width && ready.height === height && ready.threshold === threshold;
  return isFit ? ready : drawMask(proposal, threshold, { width, height });
}

/** The pixels that `makeDecisionContent` would store now, by their proposal; null where it would store none or refuse. */
export function drawAhead(
  db: ReadDb,
  { tag_id, proposal_id, width, height }: TagToDecide,
  { verdict, threshold, proposalId = proposal_id ?? undefined }: Verdict,
): readonly [proposalId: number, mask: DrawnMask] | null {
  if (verdict !== 'accepted' || proposalId === undefined || width === null || height === null) return null;
  const proposal = readProposal(db, proposalId);
  if (proposal?.tag_id !== tag_id) return null;
  return [proposalId, drawMask(proposal, threshold ?? proposal.threshold, { width, height })];
}

/** Accepting a proposal with these pixels. */
export function acceptPixels(db: WriteDb, proposalId: number, mask: DrawnMask): DecisionContent {
  // A threshold above the whole map leaves no pixels: the word is accepted, without a mask.
  const maskId = mask.area === 0 ? null : insertMask(db, mask);
  return { verdict: 'accepted', mask_id: maskId, proposal_id: proposalId, threshold: mask.threshold };
}

/** The pixels of a proposal at a threshold, as they are stored. */
export function drawMask(
  proposal: Pick<ProposalRow, 'heat' | 'heat_width' | 'heat_height'>,
  threshold: number,
  size: { readonly width: number; readonly height: number },
): DrawnMask {
  const heat = { width: proposal.heat_width, height: proposal.heat_height, data: proposal.heat };
  const mask = maskFromHeat(heat, threshold, size);
  const { counts } = encodeMask(mask);
  return { ...size, counts, area: areaOf(mask), bbox: boundingBoxOf(mask), threshold };
}

function requireProposal(db: WriteDb, tag: TagToDecide, proposalId: number): ProposalRow {
  const proposal = readProposal(db, proposalId);
  if (proposal?.tag_id === tag.tag_id) return proposal;
  const message = `The tag "${tag.text}" of ${tag.path} has no proposal ${proposalId}. Load the picture again.`;
  throw new TagmaskError('missing', 'proposal-unknown', message);
}

function refuseUnseenPicture({ path, missing, error, width, height }: TagToDecide): void {
  if (missing === 0 && error === null && width !== null && height !== null) return;
  const why = error ?? (missing === 1 ? 'Its file is no longer there.' : 'Its size is not known.');
  throw new TagmaskError('conflict', 'picture-unusable', `${path} cannot be decided on. ${why}`);
}
