import { Hono } from 'hono';

import type { Workspace } from '../../services/workspace.ts';
import type { AppEnv } from '../context.ts';
import { streamEvents } from '../event-stream.ts';

export const eventRoutes = (workspace: Workspace) =>
  new Hono<AppEnv>().get('/events', (c) =>
    c.body(streamEvents(workspace.events), 200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
    }),
  );
