import type { ReadDb, WriteDb } from '../../db/connection.ts';
import { storeCleanUp } from '../../db/queries/clean-up.ts';
import { insertMask, readUncutMask } from '../../db/queries/decisions.ts';
import type { DecisionContent, NewMask, State, UncutMask } from '../../db/queries/decisions.ts';
import { readProposal } from '../../db/queries/newest-proposals.ts';
import type { ProposalRow } from '../../db/queries/newest-proposals.ts';
import type { TagToDecide } from '../../db/queries/tags.ts';
import { TagmaskError } from '../../models/errors.ts';
import {
  areaOf,
  boundingBoxOf,
  cutHeat,
  encodeMask,
  isSameCleanUp,
  noCleanUp,
} from '../../models/masks/index.ts';
import type { CleanUp, EncodedMask, HeatCut } from '../../models/masks/index.ts';
import { readEditedMask } from './edited-mask.ts';
import { cutOf, heatOf } from './proposal-cut.ts';

export interface Verdict {
  readonly verdict: State;
  /** Where the person had put the threshold, 0…1; the proposal's own where they left it. */
  readonly threshold?: number;
  /** And the clean-up; likewise. */
  readonly cleanUp?: CleanUp;
  /** The proposal that the person saw, where a run may have added a newer one since; by default the newest. */
  readonly proposalId?: number;
  /** The pixels that the person has drawn, at the picture's displayed size; only with `accepted`. */
  readonly mask?: EncodedMask;
}

/** Pixels with the cut that they were drawn at. */
export interface DrawnMask extends NewMask {
  readonly cut: HeatCut;
}

/** Masks that were drawn before their step, by the ids of their proposals. */
export type DrawnMasks = ReadonlyMap<number, DrawnMask>;

/**
 * What a verdict on a tag adds to the log. Accepting stores the pixels that were on screen: those that the person has drawn;
 * those of the proposal that they saw, at their threshold and clean-up; or, where they left both alone, those that stand already and were
 * cut from no heat map, as an import brings them and an edit leaves them. So naming the proposal's own threshold brings its
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
  const leftAlone = seen.threshold === undefined && seen.cleanUp === undefined;
  const standing = verdict === 'accepted' && leftAlone ? readUncutMask(db, tag) : undefined;
  if (standing !== undefined) return keepPixels(standing);
  const proposalId = seen.proposalId ?? tag.proposal_id;
  const proposal = proposalId === null ? null : requireProposal(db, tag, proposalId);
  if (verdict !== 'accepted' || proposal === null) {
    return { verdict, mask_id: null, proposal_id: proposalId, ...storeMoved(seen, proposal) };
  }
  return acceptPixels(db, proposal.id, drawFor(tag, proposal, { ...seen, drawn }));
}

/** Pixels that the person has left as they were are no edit: neither the proposal's nor those that stand. */
function acceptEdit(
  db: WriteDb,
  tag: TagToDecide,
  {
    mask,
    drawn,
    ...seen
  }: Omit<Verdict, 'verdict' | 'mask'> & {
    readonly mask: NewMask;
    readonly drawn: DrawnMasks;
  },
): DecisionContent {
  const proposalId = seen.proposalId ?? tag.proposal_id;
  const proposal = proposalId === null ? null : requireProposal(db, tag, proposalId);
  const accepted = { verdict: 'accepted', proposal_id: proposalId, threshold: null, clean_up: null } as const;
  if (mask.area === 0) return { ...accepted, mask_id: null };
  const standing = readUncutMask(db, tag);
  if (standing?.counts === mask.counts) return keepPixels(standing);
  const proposed = proposal === null ? null : drawFor(tag, proposal, { ...seen, drawn });
  if (proposal !== null && proposed?.counts === mask.counts) return acceptPixels(db, proposal.id, proposed);
  return { ...accepted, mask_id: insertMask(db, { ...mask, edited: true }) };
}

const keepPixels = ({ mask_id, proposal_id }: UncutMask): DecisionContent => ({
  ...{ verdict: 'accepted', mask_id, proposal_id, threshold: null, clean_up: null },
});

type Moved = Pick<Verdict, 'threshold' | 'cleanUp'>;

/** The proposal's own cut, as far as the person has left it alone. */
function cutFor(proposal: ProposalRow, { threshold, cleanUp }: Moved): HeatCut {
  const own = cutOf(proposal);
  return { threshold: threshold ?? own.threshold, cleanUp: cleanUp ?? own.cleanUp };
}

/** Where the person had put the threshold and the clean-up, as a verdict without pixels keeps them. */
function storeMoved(
  moved: Moved,
  proposal: ProposalRow | null,
): Pick<DecisionContent, 'threshold' | 'clean_up'> {
  if (moved.threshold === undefined && (moved.cleanUp === undefined || proposal === null))
    return { threshold: null, clean_up: null };
  const { threshold, cleanUp } =
    proposal === null ? { cleanUp: noCleanUp, ...moved } : cutFor(proposal, moved);
  return { threshold: threshold ?? null, clean_up: storeCleanUp(cleanUp) };
}

/** The proposal's pixels as the person has cut them; from `drawn` where it has them. */
function drawFor(
  tag: TagToDecide,
  proposal: ProposalRow,
  { drawn, ...moved }: { readonly drawn: DrawnMasks } & Moved,
): DrawnMask {
  const [width, height] = [tag.width ?? 0, tag.height ?? 0];
  const cut = cutFor(proposal, moved);
  const ready = drawn.get(proposal.id);
  // Between drawing and storing, the picture may have been scanned again with another size.
  const isFit = ready?.width === width && ready.height === height && isSameCut(ready.cut, cut);
  return isFit ? ready : drawMask(proposal, cut, { width, height });
}

const isSameCut = (one: HeatCut, other: HeatCut): boolean =>
  one.threshold === other.threshold && isSameCleanUp(one.cleanUp, other.cleanUp);

/** The pixels that `makeDecisionContent` would store now, by their proposal; null where it would store none or refuse. */
export function drawAhead(
  db: ReadDb,
  { tag_id, proposal_id, width, height }: TagToDecide,
  { verdict, proposalId = proposal_id ?? undefined, ...moved }: Verdict,
): readonly [proposalId: number, mask: DrawnMask] | null {
  if (verdict !== 'accepted' || proposalId === undefined || width === null || height === null) return null;
  const proposal = readProposal(db, proposalId);
  if (proposal?.tag_id !== tag_id) return null;
  return [proposalId, drawMask(proposal, cutFor(proposal, moved), { width, height })];
}

/** Accepting a proposal with these pixels. */
export function acceptPixels(db: WriteDb, proposalId: number, mask: DrawnMask): DecisionContent {
  // A threshold above the whole map leaves no pixels: the word is accepted, without a mask.
  const maskId = mask.area === 0 ? null : insertMask(db, mask);
  const { threshold, cleanUp } = mask.cut;
  return {
    ...{ verdict: 'accepted', mask_id: maskId, proposal_id: proposalId },
    ...{ threshold, clean_up: storeCleanUp(cleanUp) },
  };
}

/** The pixels of a proposal at a cut, as they are stored. */
export function drawMask(
  proposal: Pick<ProposalRow, 'heat' | 'heat_width' | 'heat_height'>,
  cut: HeatCut,
  size: { readonly width: number; readonly height: number },
): DrawnMask {
  const mask = cutHeat(heatOf(proposal), cut, size);
  const { counts } = encodeMask(mask);
  return { ...size, counts, area: areaOf(mask), bbox: boundingBoxOf(mask), cut };
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
