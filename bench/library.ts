/**
 * The engine on a large folder: `node bench/library.ts FOLDER`, made by bench/make-dataset.ts. Imports it anew, asks what
 * the window asks, then accepts 50,000 tags in one step and takes that back. The project is made in a temporary folder.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';

import { importInThread } from '../src-main/services/import-thread.ts';
import {
  datasetStatus,
  getPicture,
  listPictures,
  nextUndecided,
  viewLibrary,
} from '../src-main/services/library.ts';
import { Project } from '../src-main/services/project.ts';
import { takeStep } from '../src-main/services/steps.ts';
import type { ActionResult } from '../src-main/services/types.ts';
import { timeCalls, watch } from './latency.ts';
import { addRun, propose } from './synthetic.ts';

const reviewer = 'bench';
const bulkTags = 50_000;
const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('Name the folder: node bench/library.ts FOLDER');

async function measureImport(project: Project): Promise<void> {
  const start = performance.now();
  const since = (): number => Number(((performance.now() - start) / 1000).toFixed(2));
  const load = loadavg()[0]?.toFixed(1);
  let firstSeconds: number | undefined;
  let indexed: { seconds: number; cpuSeconds: number } | undefined;
  const cpuBefore = process.cpuUsage();
  const { result, ...figures } = await watch(() =>
    importInThread(project, {
      onGrowth: () => (firstSeconds ??= since()),
      onIndexed: () => {
        const { user, system } = process.cpuUsage(cpuBefore);
        indexed = { seconds: since(), cpuSeconds: Number(((user + system) / 1e6).toFixed(1)) };
      },
    }),
  );
  const { pictures, captions, errors } = result;
  console.log('import', JSON.stringify({ pictures, captions, errors: errors.length, load }));
  console.table({
    'first batch in the database, s': { measured: firstSeconds },
    'index complete, s (100,000 pairs)': { aim: 30, measured: indexed?.seconds },
    'its processor time, s': { measured: indexed?.cpuSeconds },
    'hashes too, s': { measured: figures.seconds },
    'its processor time with hashes, s': { measured: figures.cpuSeconds },
    'engine answers nobody, at most, ms': { aim: 100, measured: figures.longestDelayMs },
    'engine answers nobody, 99 %, ms': { aim: 100, measured: figures.p99DelayMs },
    'memory afterwards, MB': { measured: figures.memoryMb },
  });
  const { result: _, ...again } = await watch(() => importInThread(project));
  console.log('import again', JSON.stringify(again));
}

function measureQueries(project: Project): void {
  const { total, pictures } = listPictures(project, { offset: 0, limit: 1 });
  const firstId = pictures[0]?.id ?? 0;
  const somewhere = (index: number): number => Math.floor((index * 0.618034 * total) % total);
  const page = (query: object) =>
    timeCalls(40, (i) => listPictures(project, { offset: somewhere(i), limit: 100, query }));
  console.log(
    'queries, ms',
    JSON.stringify({
      page: page({}),
      byScore: page({ sort: 'score' }),
      undecided: page({ state: 'undecided' }),
      captionPart: timeCalls(40, () =>
        listPictures(project, { offset: 0, limit: 100, query: { text: 'horse' } }),
      ),
      tag: timeCalls(40, () => listPictures(project, { offset: 0, limit: 100, query: { tag: 'horse' } })),
      picture: timeCalls(40, (i) => getPicture(project, firstId + somewhere(i))),
      nextUndecided: timeCalls(40, (i) => nextUndecided(project, { after: firstId + somewhere(i) })),
      status: timeCalls(10, () => datasetStatus(project)),
      library: timeCalls(10, () => viewLibrary(project)),
    }),
  );
}

async function measureBulk(project: Project): Promise<void> {
  const { db } = project;
  // Two thirds of the proposals are relevant, and stop words are left out.
  const range = db.prepare(
    `SELECT max(tag_id) FROM (SELECT tag_id FROM tag_state WHERE stop_word = 0 AND tag_id % 3 > 0 ORDER BY tag_id LIMIT ?)`,
  );
  propose(db, addRun(db), { from: 1, to: Number(range.pluck().get(bulkTags)) });
  const step = async (name: string, work: () => Promise<ActionResult>): Promise<void> => {
    const { result, ...figures } = await watch(work);
    console.log(name, JSON.stringify({ changed: result.changed, ...figures }));
  };
  const request = { reviewer, verdict: 'accepted' } as const;
  await step('accept in bulk', () => takeStep(project, { kind: 'bulk', request }));
  await step('undo', () => takeStep(project, { kind: 'undo', reviewer }));
  await step('redo', () => takeStep(project, { kind: 'redo', reviewer }));
}

const projectFolder = mkdtempSync(join(tmpdir(), 'tagmask-bench-'));
try {
  const project = Project.open(folder, { projectFolder });
  await measureImport(project);
  measureQueries(project);
  await measureBulk(project);
  project.close();
} finally {
  rmSync(projectFolder, { recursive: true, force: true });
}
