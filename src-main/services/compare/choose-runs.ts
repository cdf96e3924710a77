import type { ReadDb } from '../../../db/connection.ts';
import { countRunPictures, listRuns, readRun } from '../../../db/queries/runs.ts';
import type { RunRow } from '../../../db/queries/runs.ts';
import { TagmaskError } from '../../../models/errors.ts';
import { viewRun } from '../prelabel-view.ts';
import type { RunView } from '../types.ts';

/** What is asked for; a run that is not named is the newest other one that has answered pictures. */
export interface RunChoice {
  readonly before?: number | undefined;
  readonly after?: number | undefined;
}

export interface ChosenRuns {
  readonly before: RunView;
  readonly after: RunView;
}

/** @throws TagmaskError `run-missing`, `same-run`, `run-empty`, `too-few-runs` */
export function chooseRuns(db: ReadDb, choice: RunChoice): ChosenRuns {
  const named = [choice.before, choice.after].map((id) =>
    id === undefined ? undefined : requireRun(db, id),
  );
  if (choice.before !== undefined && choice.before === choice.after) {
    const message = `Run ${choice.before} cannot be compared with itself: name two runs.`;
    throw new TagmaskError('input', 'same-run', message);
  }
  const others = listRuns(db).filter(({ id }) => !named.some((run) => run?.id === id));
  // The newest is the last of the two.
  const after = named[1] ?? takeNewest(db, others);
  const before = named[0] ?? takeNewest(db, others);
  if (before !== undefined && after !== undefined) return { before, after };
  const message =
    'Two runs that have answered pictures are needed to compare them: pre-label again, with another model or preset.';
  throw new TagmaskError('conflict', 'too-few-runs', message);
}

/** Takes runs off the end until one of them has answered a picture. */
function takeNewest(db: ReadDb, runs: RunRow[]): RunView | undefined {
  for (let row = runs.pop(); row !== undefined; row = runs.pop()) {
    const run = view(db, row);
    if (run.done > 0) return run;
  }
  return undefined;
}

function requireRun(db: ReadDb, id: number): RunView {
  const row = readRun(db, id);
  if (row === undefined)
    throw new TagmaskError('missing', 'run-missing', `There is no run ${id}; see the list of runs.`);
  const run = view(db, row);
  // One that is still to begin may be looked at: its pictures come.
  if (run.done > 0 || run.state === 'queued' || run.state === 'running') return run;
  const message = `Run ${id} has answered no picture (it is ${run.state}): choose another run.`;
  throw new TagmaskError('conflict', 'run-empty', message);
}

const view = (db: ReadDb, row: RunRow): RunView => viewRun(row, countRunPictures(db, row.id));
