import { setTimeout as sleep } from 'node:timers/promises';

import { TagmaskError } from '../../models/errors.ts';
import type { JobView } from '../services/types.ts';
import { valueOf, type Engine } from './engine.ts';
import { formatProgress, ProgressLine } from './output.ts';

const lookEveryMs = 100;

/**
 * Shows a job on stderr until it is over and gives its result; Ctrl-C cancels the job and waits for its end.
 * @throws TagmaskError with the job's own sentence where it failed, `cancelled` where it was cancelled
 */
export async function followJob(engine: Engine, id: string, signal: AbortSignal): Promise<unknown> {
  const line = new ProgressLine();
  let asked = false;
  for (;;) {
    const job = await findJob(engine, id);
    line.show(formatProgress(job));
    if (job.state !== 'running') {
      line.clear();
      return resultOf(job);
    }
    if (signal.aborted && !asked) {
      asked = true;
      await valueOf(engine.client.api.jobs[':id'].cancel.$post({ param: { id } }));
    }
    await sleep(lookEveryMs);
  }
}

async function findJob(engine: Engine, id: string): Promise<JobView> {
  const { jobs } = await valueOf(engine.client.api.jobs.$get());
  const job = jobs.find((candidate) => candidate.id === id);
  if (job === undefined) {
    throw new TagmaskError(
      'conflict',
      'job-gone',
      'The engine has opened another dataset meanwhile: run the command again.',
    );
  }
  return job;
}

function resultOf(job: JobView): unknown {
  if (job.state === 'done') return job.result;
  if (job.state === 'cancelled') {
    throw new TagmaskError(
      'conflict',
      'cancelled',
      `${job.title} was cancelled after ${job.done}: what was done is kept.`,
    );
  }
  throw new TagmaskError('internal', 'job-failed', job.message ?? `${job.title} failed.`);
}
