import { requireInPlace } from '../../db/connection.ts';
import type { Project } from './project.ts';
import { countTags, recordStep, reviewerOf } from './step-order.ts';
import type { StepOrder, UndoThroughOrder } from './step-order.ts';
import { stepStopped, StepThread } from './step-thread.ts';
import type { ActionResult, UndoneSteps } from './types.ts';
import { withWriteTurn, writeTurn } from './write-turn.ts';

/** From here on starting a thread holds the engine up for less time than the step would. */
const leastInThread = 200;

export interface StepOptions {
  /** How many tags make a step large. */
  readonly threadFrom?: number;
}

type HasDb = Pick<Project, 'db'>;

/** The steps of a project that are under way. */
interface UnderWay {
  readonly threads: Set<StepThread>;
  /** The end of each person's last step. */
  readonly last: Map<string, Promise<unknown>>;
  isClosing: boolean;
}
const underWay = new WeakMap<HasDb['db'], UnderWay>();

function stepsOf({ db }: HasDb): UnderWay {
  const known = underWay.get(db);
  if (known !== undefined) return known;
  const steps = {
    threads: new Set<StepThread>(),
    last: new Map<string, Promise<unknown>>(),
    isClosing: false,
  };
  underWay.set(db, steps);
  return steps;
}

/**
 * Takes a step as one transaction: a large one in a thread of its own, so that the engine goes on answering meanwhile.
 * What others want to write waits for its transaction, but not for the drawing of its masks. One person's steps are
 * taken in the order in which they are asked for.
 * @throws as `recordStep`; TagmaskError `step-stopped`, `step-thread-died`, `database-gone`
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
  return inOrder(project, reviewerOf(order), () => takeNow(project, order, threadFrom));
}

/**
 * Takes an edit of words, which `record` stores in one transaction, in the order of the person's other steps.
 * @throws TagmaskError `step-stopped`; what `record` throws
 */
export function takeEdit(
  project: HasDb,
  reviewer: string,
  record: () => ActionResult,
): Promise<ActionResult> {
  return inOrder(project, reviewer, async () => {
    await openTurn(project);
    return record();
  });
}

/** An undo whose thread is still starting would otherwise take back what was done after it. */
async function inOrder(
  project: HasDb,
  reviewer: string,
  take: () => Promise<ActionResult>,
): Promise<ActionResult> {
  const { last } = stepsOf(project);
  const step = (last.get(reviewer) ?? Promise.resolve()).then(take);
  const end = step.catch(() => undefined);
  last.set(reviewer, end);
  try {
    return await step;
  } finally {
    if (last.get(reviewer) === end) last.delete(reviewer);
  }
}

async function takeNow(project: HasDb, order: StepOrder, threadFrom: number): Promise<ActionResult> {
  await openTurn(project);
  if (countTags(project, order, threadFrom) < threadFrom) return recordStep(project, order);
  return takeInThread(project, order);
}

async function openTurn(project: HasDb): Promise<void> {
  await writeTurn(project.db);
  if (stepsOf(project).isClosing) throw stepStopped();
}

async function takeInThread(project: HasDb, order: StepOrder): Promise<ActionResult> {
  const { db } = project;
  const { threads } = stepsOf(project);
  // The thread opens whatever has the file's name: it must be the file that the engine has open, then and when it writes.
  requireInPlace(db);
  const thread = new StepThread({ file: db.name, order });
  threads.add(thread);
  try {
    await thread.prepared;
    return await withWriteTurn(db, () => {
      requireInPlace(db);
      return thread.write();
    });
  } finally {
    // Not waited for: whoever waited for the turn would be heard of before this step, which came first.
    void thread.stop().then(() => threads.delete(thread));
  }
}

/**
 * Before the database is closed, for good: steps that are still being prepared or wait for their turn are given up, one
 * that is being written is waited for.
 */
export async function stopSteps(project: HasDb): Promise<void> {
  const steps = stepsOf(project);
  steps.isClosing = true;
  await Promise.all([...steps.threads].map((thread) => thread.stop()));
}
