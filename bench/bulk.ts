/**
 * Verdicts on tens of thousands of tags in one step, with undo and redo, and what the engine does meanwhile:
 * `node bench/bulk.ts [tags]`, by default 50,000, over pictures without files.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { listPictures } from '../src-main/services/library.ts';
import { Project } from '../src-main/services/project.ts';
import { takeStep } from '../src-main/services/steps.ts';
import type { StepOrder } from '../src-main/services/step-order.ts';
import { watch } from './latency.ts';
import { addPictures, addRun, propose } from './synthetic.ts';

const tags = Number(process.argv[2] ?? 50_000);
const reviewer = 'bench';

/** Two thirds of two to three words a picture are proposed. */
const fill = (project: Project): void => {
  const { db } = project;
  addPictures(db, Math.ceil(tags / 1.776));
  propose(db, addRun(db), { from: 1, to: Number(db.prepare('SELECT max(id) FROM tag').pluck().get()) });
};

/** A page of the library again and again while the step is taken, as a window would ask for it. */
async function measure(project: Project, name: string, order: StepOrder) {
  let pages = 0;
  let over = false;
  const ask = async (): Promise<void> => {
    for (; !over; pages++) {
      listPictures(project, { offset: 0, limit: 100, query: {} });
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  const asking = ask();
  const { result, ...figures } = await watch(() => takeStep(project, order));
  over = true;
  await asking;
  return { step: name, tags: result.changed, ...figures, pagesMeanwhile: pages };
}

const folder = mkdtempSync(join(tmpdir(), 'tagmask-bench-'));
const project = Project.open(folder);
try {
  fill(project);
  const bulk = (verdict: 'accepted' | 'rejected'): StepOrder => ({
    kind: 'bulk',
    request: { reviewer, verdict },
  });
  console.table([
    await measure(project, 'accept', bulk('accepted')),
    await measure(project, 'undo', { kind: 'undo', reviewer }),
    await measure(project, 'redo', { kind: 'redo', reviewer }),
    await measure(project, 'undo again', { kind: 'undo', reviewer }),
    await measure(project, 'reject', bulk('rejected')),
    await measure(project, 'undo', { kind: 'undo', reviewer }),
  ]);
} finally {
  project.close();
  rmSync(folder, { recursive: true, force: true });
}
