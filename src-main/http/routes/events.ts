import { Hono } from 'hono';

import type { Workspace } from '../../services/workspace.ts';
import type { AppEnv } from '../context.ts';
import { streamEvents } from '../event-stream.ts';
import { windowHeader } from '../tell-of-action.ts';

export const eventRoutes = (workspace: Workspace) =>
  new Hono<AppEnv>().get('/events', (c) =>
    c.body(streamEvents(workspace.events, { window: c.req.header(windowHeader) }), 200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
    }),
  );
