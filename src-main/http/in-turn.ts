import type { MiddlewareHandler } from 'hono';

import type { Workspace } from '../services/workspace.ts';
import { writeTurn } from '../services/write-turn.ts';
import type { AppEnv } from './context.ts';

/** What may write waits for a large step of somebody else here, where it holds up nobody; reading never waits. */
export const inTurn =
  (workspace: Workspace): MiddlewareHandler<AppEnv> =>
  async (c, next) => {
    const reads = c.req.method === 'GET' || c.req.method === 'HEAD';
    if (!reads && workspace.dataset !== null) await writeTurn(workspace.project.db);
    await next();
  };
