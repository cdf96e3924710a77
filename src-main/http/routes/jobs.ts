import { Hono } from 'hono';

import type { JobView } from '../../services/types.ts';
import type { Workspace } from '../../services/workspace.ts';
import type { AppEnv } from '../context.ts';

export const jobRoutes = (workspace: Workspace) =>
  new Hono<AppEnv>()
    .get('/jobs', (c) => c.json<{ jobs: readonly JobView[] }>({ jobs: workspace.jobs.list() }))
    .post('/jobs/:id/cancel', (c) => c.json<JobView>(workspace.jobs.cancel(c.req.param('id'))))
    .post('/jobs/:id/retry', (c) => c.json<JobView>(workspace.jobs.retry(c.req.param('id'))));
