import { TagmaskError } from '../../models/errors.ts';
import { JobRegistry } from '../services/jobs.ts';
import type { JobView } from '../services/types.ts';
import { formatProgress, ProgressLine } from './output.ts';

/**
 * Starts a job that needs no dataset in this process and shows it on stderr until it is over; Ctrl-C cancels it.
 * @throws TagmaskError with the job's own sentence where it failed, `cancelled` with `howToGoOn` where it was cancelled
 */
export async function showJob<Result>(
  start: (jobs: JobRegistry) => JobView,
  { signal, howToGoOn }: { readonly signal: AbortSignal; readonly howToGoOn: string },
): Promise<Result> {
  const line = new ProgressLine();
  const jobs = new JobRegistry({ onChange: (job) => line.show(formatProgress(job)) });
  const { id } = start(jobs);
  const cancel = (): void => void (jobs.get(id).state === 'running' && jobs.cancel(id));
  if (signal.aborted) cancel();
  signal.addEventListener('abort', cancel, { once: true });
  await jobs.settled();
  line.clear();
  const job = jobs.get(id);
  if (job.state === 'done') return job.result as Result;
  if (job.state === 'cancelled')
    throw new TagmaskError('conflict', 'cancelled', `${job.title} was cancelled. ${howToGoOn}`);
  throw new TagmaskError('internal', 'job-failed', job.message ?? `${job.title} failed.`);
}
