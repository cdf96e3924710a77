import { valueOf, type Engine } from './engine.ts';
import { followJob } from './follow-job.ts';

/** A folder that was never scanned has nothing to work on. */
export async function importFirst(engine: Engine, signal: AbortSignal): Promise<void> {
  const { pictures } = await valueOf(engine.client.api.status.$get());
  if (pictures > 0) return;
  const job = await valueOf(engine.client.api.dataset.import.$post({ json: {} }));
  await followJob(engine, job.id, signal);
}
