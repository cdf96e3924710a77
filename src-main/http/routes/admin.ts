import { createMiddleware } from 'hono/factory';
import { Hono } from 'hono';
import { z } from 'zod';

import { TagmaskError } from '../../../models/errors.ts';
import type { Workspace } from '../../services/workspace.ts';
import { isSameSecret } from '../secret.ts';
import { validate } from '../validate.ts';

/**
 * What only the desktop's main process may do: offer a folder that the person has chosen in the system's own dialog.
 * The page has the token but not this secret, so a page that is taken over cannot offer itself the whole disk.
 */
export const adminRoutes = (workspace: Workspace, shellSecret: string) =>
  new Hono()
    .use(onlyShell(shellSecret))
    .post('/roots', validate('json', z.strictObject({ path: z.string().min(1).max(4096) })), (c) => {
      const { id, name } = workspace.roots.add(c.req.valid('json').path);
      return c.json({ id, name });
    });

const onlyShell = (secret: string) =>
  createMiddleware(async (c, next) => {
    const given = c.req.header('x-tagmask-shell');
    if (given === undefined || !isSameSecret(given, secret)) {
      throw new TagmaskError(
        'refused',
        'shell-only',
        'Only the desktop app itself may do this: choose the folder in its dialog.',
      );
    }
    await next();
  });
