import type { ReadDb } from '../../db/connection.ts';
import { readCleanUp } from '../../db/queries/clean-up.ts';
import { listCaptions, listOccurrences } from '../../db/queries/captions.ts';
import { readTimeOfTags } from '../../db/queries/history.ts';
import { listNewestProposals } from '../../db/queries/newest-proposals.ts';
import type { ProposalRow } from '../../db/queries/newest-proposals.ts';
import { listTags } from '../../db/queries/tags.ts';
import type { TagRow } from '../../db/queries/tags.ts';
import { heatOf } from './proposal-cut.ts';
import { viewDecision, viewDecisionsOf } from './review-views.ts';
import type { CaptionView, DecisionView, ProposalView, TagView } from './types.ts';

export function viewCaptions(db: ReadDb, pictureId: number): CaptionView[] {
  return listCaptions(db, pictureId).map((caption) => {
    const occurrences = listOccurrences(db, caption.id);
    return {
      ...caption,
      occurrences: occurrences.map(({ tag_id, start, end }) => ({ tagId: tag_id, start, end })),
    };
  });
}

/** A picture's tags in the order in which the captions name them, then those that a person has added or decided on without a caption. */
export function viewTags(db: ReadDb, pictureId: number, captions: readonly CaptionView[]): TagView[] {
  const proposals = new Map(listNewestProposals(db, pictureId).map((row) => [row.tag_id, row]));
  const decisions = viewDecisionsOf(db, pictureId);
  const times = readTimeOfTags(db, pictureId);
  const rows = new Map(listTags(db, pictureId).map((row) => [row.id, row]));
  const unnamed = [...rows.values()].filter(({ added, state }) => added === 1 || state !== 'undecided');
  const order = new Set([
    ...captions.flatMap(({ occurrences }) => occurrences.map(({ tagId }) => tagId)),
    ...unnamed.map(({ id }) => id).sort((a, b) => a - b),
  ]);
  return [...order].flatMap((id) => {
    const row = rows.get(id);
    if (row === undefined) return [];
    const decision =
      row.state === 'undecided' ? null : (decisions.get(id) ?? viewDecision(db, row.decision_id));
    return [{ ...viewTag(row, proposals.get(id), decision), maskMs: times.get(id) ?? 0 }];
  });
}

function viewTag(
  row: TagRow,
  proposal: ProposalRow | undefined,
  decision: DecisionView | null,
): Omit<TagView, 'maskMs'> {
  return {
    id: row.id,
    text: row.text,
    stopWord: row.stop_word === 1,
    added: row.added === 1,
    state: row.state,
    proposal: proposal === undefined ? null : viewProposal(proposal),
    decision,
  };
}

export function viewProposal(row: ProposalRow): ProposalView {
  return {
    id: row.id,
    runId: row.run_id,
    scores: {
      image: row.score_image,
      text: row.score_text,
      imageText: row.score_image_text,
      pixel: row.score_pixel,
    },
    normalised: row.normalised,
    relevant: row.relevant === 1,
    threshold: row.threshold,
    cleanUp: readCleanUp(row.clean_up),
    heat: {
      width: row.heat_width,
      height: row.heat_height,
      data: Buffer.from(heatOf(row).data).toString('base64'),
    },
  };
}
