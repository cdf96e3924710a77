import type { MiddlewareHandler } from 'hono';

import { TagmaskError } from '../../models/errors.ts';
import type { Workspace } from '../services/workspace.ts';
import { writeTurn } from '../services/write-turn.ts';
import type { AppEnv } from './context.ts';

/** What may write waits for a large step of somebody else here, where it holds up nobody; reading never waits. */
export const inTurn =
  (workspace: Workspace): MiddlewareHandler<AppEnv> =>
  async (c, next) => {
    const reads = c.req.method === 'GET' || c.req.method === 'HEAD';
    if (!reads && workspace.dataset !== null) {
      const { project } = workspace;
      await writeTurn(project.db);
      // Ids and undos say nothing about the project: they would be carried out in another one.
      if (workspace.dataset === null || workspace.project !== project) throw closedMeanwhile(project.folder);
    }
    await next();
  };

function closedMeanwhile(folder: string): TagmaskError {
  const message = `The dataset ${folder} was closed while the request waited for its turn, and nothing was done. Try again where it is still meant.`;
  return new TagmaskError('conflict', 'other-dataset', message);
}
