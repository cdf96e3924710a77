import type { Project } from './project.ts';
import { countTags, recordStep } from './step-order.ts';
import type { StepOrder, UndoThroughOrder } from './step-order.ts';
import { StepThread } from './step-thread.ts';
import type { ActionResult, UndoneSteps } from './types.ts';
import { withWriteTurn, writeTurn } from './write-turn.ts';

/** From here on starting a thread holds the engine up for less time than the step would. */
const leastInThread = 200;

export interface StepOptions {
  /** How many tags make a step large. */
  readonly threadFrom?: number;
}

type HasDb = Pick<Project, 'db'>;
const running = new WeakMap<HasDb['db'], Set<StepThread>>();

/**
 * Takes a step as one transaction: a large one in a thread of its own, so that the engine goes on answering meanwhile.
 * What others want to write waits for its transaction, but not for the drawing of its masks.
 * @throws as `recordStep`; TagmaskError `step-stopped`, `step-thread-died`
 */
export function takeStep(
  project: HasDb,
  order: UndoThroughOrder,
  options?: StepOptions,
): Promise<UndoneSteps>;
export function takeStep(project: HasDb, order: StepOrder, options?: StepOptions): Promise<ActionResult>;
export async function takeStep(
  project: HasDb,
  order: StepOrder,
  { threadFrom = leastInThread }: StepOptions = {},
): Promise<ActionResult> {
  await writeTurn(project.db);
  if (countTags(project, order, threadFrom) < threadFrom) return recordStep(project, order);
  const { db } = project;
  const thread = new StepThread({ file: db.name, order });
  const threads = running.get(db) ?? new Set();
  running.set(db, threads.add(thread));
  try {
    await thread.prepared;
    return await withWriteTurn(db, () => thread.write());
  } finally {
    threads.delete(thread);
    await thread.ended;
  }
}

/** Before the database is closed: steps that are still being prepared are given up, one that is being written is waited for. */
export async function stopSteps({ db }: HasDb): Promise<void> {
  const threads = [...(running.get(db) ?? [])];
  await Promise.all(threads.map((thread) => thread.stop()));
}
