import { Hono } from 'hono';

import type { DatasetStatus, SessionView } from '../../services/types.ts';
import { datasetStatus } from '../../services/library.ts';
import { viewModel } from '../../services/model-view.ts';
import { version } from '../../services/version.ts';
import type { Workspace } from '../../services/workspace.ts';
import type { AppEnv } from '../context.ts';

export const sessionRoutes = (workspace: Workspace) =>
  new Hono<AppEnv>()
    .get('/session', async (c) =>
      c.json<SessionView>({
        version,
        reviewer: c.get('reviewer'),
        dataset: workspace.dataset,
        model: await viewModel(workspace.model),
        roots: workspace.roots.list().map(({ id, name }) => ({ id, name })),
      }),
    )
    .get('/status', (c) => c.json<DatasetStatus>(datasetStatus(workspace.project)));
