import type { ReadDb } from '../../../db/connection.ts';
import { readPicture } from '../../../db/queries/pictures.ts';
import { missingFile } from '../library.ts';
import type { Project } from '../project.ts';
import { refreshIfStale } from '../selection.ts';
import { chooseRuns } from './choose-runs.ts';
import type { ChosenRuns, RunChoice } from './choose-runs.ts';
import type { PictureChange, RunComparison } from './compare-types.ts';
import { Comparison } from './comparison.ts';
import type { ListOf } from './comparison.ts';
import { viewCounts } from './count-table.ts';
import { emptyRow } from './count-words.ts';

/** How long one answer counts: then it tells how far it has come. */
const countForMs = 300;
/** Pairs in memory, 70 bytes a picture each: going back to the pair before counts nothing. */
const mostKept = 3;
const kept = new WeakMap<ReadDb, Map<string, Comparison>>();

export interface ComparisonRequest extends RunChoice, ListOf {
  readonly offset: number;
  readonly limit: number;
}

/**
 * What two runs have proposed differently: totals, and a page of pictures. Of runs that are not over it compares what is there.
 * @throws TagmaskError `run-missing`, `same-run`, `run-empty`, `too-few-runs`; `no-dataset` where it is closed meanwhile
 */
export async function compareRuns({ db }: Project, request: ComparisonRequest): Promise<RunComparison> {
  refreshIfStale(db);
  const runs = chooseRuns(db, request);
  const comparison = keptComparison(db, runs);
  await comparison.advance(runs, countForMs);
  const { table } = comparison;
  const { row, changed } = table.sum();
  const ids = comparison.list(request);
  const { offset, limit } = request;
  return {
    ...runs,
    totals: { pictures: table.length, changed, ...viewCounts(row) },
    counted: table.counted,
    total: ids.length,
    offset,
    pictures: ids.slice(offset, offset + limit).flatMap((id) => viewChange(db, comparison, id)),
  };
}

function keptComparison(db: ReadDb, { before, after }: ChosenRuns): Comparison {
  let comparisons = kept.get(db);
  if (comparisons === undefined) kept.set(db, (comparisons = new Map()));
  const name = `${before.id}/${after.id}`;
  const comparison = comparisons.get(name) ?? new Comparison(db, { before: before.id, after: after.id });
  comparisons.delete(name);
  comparisons.set(name, comparison);
  for (const oldest of comparisons.keys()) {
    if (comparisons.size <= mostKept) break;
    comparisons.delete(oldest);
  }
  return comparison;
}

function viewChange(db: ReadDb, { table }: Comparison, id: number): PictureChange[] {
  const picture = readPicture(db, id);
  if (picture === undefined) return [];
  const { path, width, height, missing, error } = picture;
  const why = missing === 1 ? missingFile : error;
  return [{ id, path, width, height, error: why, ...viewCounts(table.read(id) ?? emptyRow()) }];
}
