import type { ReadDb } from '../../../db/connection.ts';
import { listProposalsOfRun } from '../../../db/queries/compare-runs.ts';
import type { ProposalRow } from '../../../db/queries/newest-proposals.ts';
import type { Size } from '../../../models/masks/index.ts';
import { getPicture } from '../library.ts';
import { viewProposal } from '../picture-views.ts';
import type { Project } from '../project.ts';
import { cutOf, heatOf } from '../proposal-cut.ts';
import type { TagView } from '../types.ts';
import { chooseRuns } from './choose-runs.ts';
import type { RunChoice } from './choose-runs.ts';
import type { ComparedWord, PictureComparison, WordChange } from './compare-types.ts';
import { viewCounts } from './count-table.ts';
import { countPicture } from './count-words.ts';
import { sizeOf } from './comparison.ts';
import { iouOfProposals } from './mask-iou.ts';

/**
 * One picture's words with what each of two runs has said about them.
 * @throws TagmaskError as `compareRuns`, and `picture-unknown`
 */
export function comparePicture(
  project: Project,
  { pictureId, ...choice }: RunChoice & { readonly pictureId: number },
): PictureComparison {
  const { db } = project;
  const runs = chooseRuns(db, choice);
  const { id, path, width, height, error, captions, tags } = getPicture(project, pictureId);
  const size = sizeOf(db, pictureId);
  const [before, after] = [runs.before.id, runs.after.id];
  const [befores, afters] = [before, after].map((runId) => proposalsByTag(db, { pictureId, runId }));
  const words = tags.map((tag) =>
    viewWord(tag, { before: befores?.get(tag.id), after: afters?.get(tag.id) }, size),
  );
  const counts = viewCounts(countPicture(db, { before, after, pictureId }, size));
  return { ...runs, id, path, width, height, error, ...counts, captions, words };
}

interface Sides {
  readonly before: ProposalRow | undefined;
  readonly after: ProposalRow | undefined;
}

const proposalsByTag = (db: ReadDb, of: { pictureId: number; runId: number }): Map<number, ProposalRow> =>
  new Map(listProposalsOfRun(db, of).map((row) => [row.tag_id, row]));

function viewWord({ id, text, stopWord, state }: TagView, sides: Sides, size: Size): ComparedWord {
  const { before, after } = sides;
  const change = changeOf(sides);
  return {
    ...{ tagId: id, text, stopWord, state, change },
    before: before === undefined ? null : viewProposal(before),
    after: after === undefined ? null : viewProposal(after),
    iou:
      change !== 'both' || before === undefined || after === undefined
        ? null
        : iouOfProposals(sideOf(before), sideOf(after), size),
  };
}

function changeOf({ before, after }: Sides): WordChange {
  if (before === undefined || after === undefined) return 'unscored';
  if (before.relevant === after.relevant) return before.relevant === 1 ? 'both' : 'neither';
  return after.relevant === 1 ? 'new' : 'gone';
}

const sideOf = (row: ProposalRow) => ({ heat: heatOf(row), cut: cutOf(row) });
