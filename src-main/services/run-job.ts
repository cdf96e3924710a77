import type { JobRegistry } from './jobs.ts';
import type { Pace, Prelabeler } from './prelabel.ts';
import type { JobView, RunView } from './types.ts';

export interface RunJob {
  readonly jobs: JobRegistry;
  readonly prelabeler: Prelabeler;
  readonly run: RunView;
  readonly pace: Pace;
}

/** Shows a run of the database's queue in the job tray, as it stands now. */
export function showRunAsJob({ jobs, prelabeler, run, pace }: RunJob): JobView {
  return jobs.show({
    id: `run-${run.id}`,
    kind: 'prelabel',
    title: `Pre-label with ${run.model.name}`,
    state: run.state === 'queued' ? 'running' : run.state,
    progress: { done: run.done + run.failed, total: run.total, failed: run.failed },
    pace,
    message: run.error,
    result: run.state === 'done' ? prelabeler.report(run.id) : null,
    cancel: () => prelabeler.cancel(run.id),
    ...(prelabeler.hasGivenUp(run.id) ? { retry: () => prelabeler.rescoreGivenUp(run.id) } : {}),
  });
}
