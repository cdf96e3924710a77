/**
 * Lists, filters and sorts over a million pictures without files: `node bench/million.ts [rows] [--keep FOLDER]`. The project
 * is a temporary one, or lies in FOLDER, where it is made once (which takes longer than all the rest) and found again.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import {
  datasetStatus,
  getPicture,
  listPictures,
  nextUndecided,
  viewLibrary,
} from '../src-main/services/library.ts';
import type { PictureQuery } from '../src-main/services/library-types.ts';
import { Project } from '../src-main/services/project.ts';
import { timeCalls } from './latency.ts';
import { addPictures, addRun, propose } from './synthetic.ts';

const { values, positionals } = parseArgs({ options: { keep: { type: 'string' } }, allowPositionals: true });
const rows = Number(positionals[0] ?? 1_000_000);
const folder = values.keep ?? mkdtempSync(join(tmpdir(), 'tagmask-bench-'));
mkdirSync(folder, { recursive: true });

/** The first answer, which finds and orders the pictures; then pages at the start and in the middle, from what it found. */
function measure(project: Project, query: PictureQuery) {
  const [start, before] = [performance.now(), process.cpuUsage()];
  const { total } = listPictures(project, { offset: 0, limit: 100, query });
  const foundMs = Math.round(performance.now() - start);
  const { user, system } = process.cpuUsage(before);
  const page = (offset: number) => timeCalls(15, () => listPictures(project, { offset, limit: 100, query }));
  const found = { foundMs, foundCpuMs: Math.round((user + system) / 1000) };
  return { total, ...found, first: page(0), middle: page(Math.floor(total / 2)) };
}

function fill(project: Project): void {
  const start = performance.now();
  addPictures(project.db, rows);
  propose(project.db, addRun(project.db), { from: 1, to: rows });
  console.log('filled, s', Math.round((performance.now() - start) / 1000));
}

try {
  const project = Project.open(folder);
  if (datasetStatus(project).pictures === 0) fill(project);
  const queries: Record<string, PictureQuery> = {
    byName: {},
    byNameDescending: { order: 'descending' },
    byScore: { sort: 'score' },
    byUncertainty: { sort: 'uncertainty' },
    undecided: { state: 'undecided' },
    rareTag: { tag: 'dog' },
    commonTag: { tag: 'tree' },
    highScore: { minScore: 0.9 },
    undecidedByScore: { state: 'undecided', sort: 'score' },
  };
  for (const [name, query] of Object.entries(queries))
    console.log(name, JSON.stringify(measure(project, query)));
  const middle = Math.floor(rows / 2);
  const single = {
    picture: timeCalls(20, (i) => getPicture(project, middle + i)),
    nextUndecided: timeCalls(20, (i) => nextUndecided(project, { after: middle + i })),
    status: timeCalls(5, () => datasetStatus(project)),
    library: timeCalls(5, () => viewLibrary(project)),
  };
  console.log('single', JSON.stringify(single));
  console.log('memory, MB', Math.round(process.memoryUsage().rss / 1e6));
  project.close();
} finally {
  if (values.keep === undefined) rmSync(folder, { recursive: true, force: true });
}
