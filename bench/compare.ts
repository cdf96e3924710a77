/**
 * Two runs compared over pictures without files: `node bench/compare.ts [pictures]`, by default 100,000 with 1.8 words each.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { compareRuns } from '../src-main/services/compare/compare-runs.ts';
import { Project } from '../src-main/services/project.ts';
import { decide } from '../src-main/services/review.ts';
import { watch } from './latency.ts';
import { addPictures, addRun, propose } from './synthetic.ts';

const pictures = Number(process.argv[2] ?? 100_000);
const page = { sort: 'change', only: 'changed', offset: 0, limit: 100 } as const;

/** The second run proposes every fifth word that the first does not, and drops others. */
function fill({ db }: Project): void {
  addPictures(db, pictures);
  const to = Number(db.prepare('SELECT max(id) FROM tag').pluck().get());
  for (let run = 0; run < 2; run += 1) propose(db, addRun(db), { from: 1, to });
  db.exec('UPDATE proposal SET relevant = 1 - relevant WHERE run_id = 2 AND tag_id % 5 = 0');
  db.exec(
    `INSERT INTO run_picture (run_id, picture_id, state) SELECT run.id, picture.id, 'done' FROM run, picture`,
  );
}

async function countAll(project: Project): Promise<void> {
  for (;;) {
    const { counted, totals } = await compareRuns(project, page);
    if (counted === totals.pictures) return;
  }
}

async function measure(step: string, work: () => Promise<unknown>) {
  const { result: _, ...figures } = await watch(work);
  return { step, ...figures };
}

const folder = mkdtempSync(join(tmpdir(), 'tagmask-bench-'));
const project = Project.open(folder);
try {
  fill(project);
  const rows = [
    await measure('all, for the first time', () => countAll(project)),
    await measure('a page in the middle', () => compareRuns(project, { ...page, offset: pictures / 10 })),
  ];
  decide(project, { reviewer: 'bench', decisions: [{ tagId: 5, verdict: 'accepted' }] });
  rows.push(await measure('after a verdict', () => countAll(project)));
  console.table(rows);
} finally {
  project.close();
  rmSync(folder, { recursive: true });
}
