import type { ReadDb } from '../../db/connection.ts';
import { readProposal } from '../../db/queries/newest-proposals.ts';
import type { ProposalRow } from '../../db/queries/newest-proposals.ts';
import { readRun } from '../../db/queries/runs.ts';
import { listSheetRows, readSheetCell } from '../../db/queries/sheet.ts';
import type { SheetCellRow, SheetRow } from '../../db/queries/sheet.ts';
import { countWords, listWords } from '../../db/queries/words.ts';
import type { WordSort } from '../../db/queries/words.ts';
import { boundingBoxOf, cutHeat, decodeMask, noCleanUp } from '../../models/masks/index.ts';
import type { BoundingBox, Size } from '../../models/masks/index.ts';
import { normaliseTag } from '../../models/tagging/index.ts';
import { cropAround } from './contact-sheet-crop.ts';
import { viewProposal } from './picture-views.ts';
import type { Project } from './project.ts';
import { cutOf, heatOf } from './proposal-cut.ts';
import { viewDecision } from './review-views.ts';
import type { SheetCell, SheetOrder, SheetSort, SheetTagPage } from './sheet-types.ts';
import type { DecisionView, RunParameters, TagState } from './types.ts';

export interface SheetTagsRequest {
  /** A part of the text, in any case; empty for all. */
  readonly query: string;
  readonly sort: WordSort;
  readonly offset: number;
  readonly limit: number;
}

/** A page of the dataset's tag texts; stop words are left out. */
export function listSheetTags({ db }: Project, { query, ...page }: SheetTagsRequest): SheetTagPage {
  const search = normaliseTag(query.trim());
  return { total: countWords(db, search), offset: page.offset, tags: listWords(db, { search, ...page }) };
}

export interface SheetRequest {
  /** In any case. */
  readonly tag: string;
  readonly state: TagState;
  readonly sort: SheetSort;
}

/** One tag over all pictures that can be read, in the order to go through it; what was never proposed comes last. */
export function orderSheet({ db }: Project, { tag, state, sort }: SheetRequest): SheetOrder {
  const text = normaliseTag(tag.trim());
  const rows = listSheetRows(db, { text, state }).sort(comparers[sort](db));
  return {
    ...{ tag: text, state },
    tagIds: rows.map(({ tag_id }) => tag_id),
    proposalIds: rows.map(({ proposal_id }) => proposal_id),
    scores: rows.map(({ normalised }) => (normalised === null ? null : roundDown(normalised))),
  };
}

type Comparer = (a: SheetRow, b: SheetRow) => number;

const byTag: Comparer = (a, b) => a.tag_id - b.tag_id;

/** Sorted here: an index for each order would cost every import more than a few milliseconds do here. */
const comparers: Record<SheetSort, (db: ReadDb) => Comparer> = {
  score: () => (a, b) => (b.normalised ?? -1) - (a.normalised ?? -1) || byTag(a, b),
  uncertainty: (db) => {
    const taus = new Map<number | null, number>();
    const doubt = ({ run_id, normalised }: SheetRow) => {
      if (run_id === null || normalised === null) return 2;
      const tau = taus.get(run_id) ?? tauOf(db, run_id);
      taus.set(run_id, tau);
      return Math.abs(normalised - tau);
    };
    return (a, b) => doubt(a) - doubt(b) || byTag(a, b);
  },
  name: () => (a, b) => (a.path < b.path ? -1 : Number(a.path > b.path)),
};

function tauOf(db: ReadDb, runId: number): number {
  const parameters = readRun(db, runId)?.parameters ?? '{}';
  return (JSON.parse(parameters) as Partial<RunParameters>).tau ?? 0;
}

/** Down, so that a cell is never counted above a limit that its score is below; the rest is the noise of doubles. */
const roundDown = (score: number): number => Math.floor(score * 10_000 + 1e-7) / 10_000;

/** The cells of these tags in their order; tags that are gone or cannot be shown are left out. */
export function getSheetCells({ db }: Project, tagIds: readonly number[]): SheetCell[] {
  return tagIds.flatMap((tagId) => {
    const row = readSheetCell(db, tagId);
    return row === undefined || row.width === null || row.height === null
      ? []
      : [viewCell(db, row, { width: row.width, height: row.height })];
  });
}

function viewCell(db: ReadDb, row: SheetCellRow, size: Size): SheetCell {
  const proposal = row.proposal_id === null ? undefined : readProposal(db, row.proposal_id);
  const decision = row.state === 'undecided' ? null : viewDecision(db, row.decision_id);
  return {
    ...{ tagId: row.tag_id, pictureId: row.picture_id, path: row.path, ...size, state: row.state },
    proposal: proposal === undefined ? null : viewProposal(proposal),
    decision,
    crop: cropAround(boxOf(decision, proposal, size), size),
  };
}

/** The box of the pixels that the cell shows: the accepted ones, else what accepting would store. */
function boxOf(decision: DecisionView | null, proposal: ProposalRow | undefined, size: Size): BoundingBox {
  const accepted = decision?.mask ?? null;
  if (accepted !== null) return boundingBoxOf(decodeMask(accepted));
  if (proposal === undefined) return { x: 0, y: 0, width: 0, height: 0 };
  const { threshold = null, cleanUp = noCleanUp } = decision ?? {};
  const cut = threshold === null ? cutOf(proposal) : { threshold, cleanUp };
  return boundingBoxOf(cutHeat(heatOf(proposal), cut, size));
}
