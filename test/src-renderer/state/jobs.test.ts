import { expect, it } from 'vitest';

import type { JobView } from '../../../src-main/services/types.ts';
import { createClient } from '../../../src-renderer/api/client.ts';
import { Jobs } from '../../../src-renderer/state/jobs.svelte.ts';

const job = (id: string, state: JobView['state']): JobView => ({
  ...{ id, kind: 'export', title: 'Export as COCO', state, done: 1, total: 1, failed: 0 },
  ...{ perSecond: null, secondsLeft: null, message: null, result: null, canRetry: false },
});

it('a job that ended before the answer that it has begun has ended', () => {
  const jobs = new Jobs(createClient());
  jobs.receive(job('a', 'done'));
  jobs.begin(job('a', 'running'));
  expect(jobs.newestOf('export')?.state).toBe('done');
  jobs.begin(job('b', 'running'));
  expect(jobs.newest?.id).toBe('b');
});
