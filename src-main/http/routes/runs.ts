import { Hono } from 'hono';
import { z } from 'zod';

import { denseNames, deviceNames, presetNames } from '../../services/choices.ts';
import type { RunView } from '../../services/types.ts';
import type { Workspace } from '../../services/workspace.ts';
import type { AppEnv } from '../context.ts';
import { idInPath, validate } from '../validate.ts';

const run = z.strictObject({
  /** A name from the model library: a page does not name folders. */
  model: z
    .string()
    .regex(/^[\w][\w.-]{0,99}$/, 'a model is named by letters, digits, dots and dashes')
    .exactOptional(),
  preset: z.enum(presetNames).exactOptional(),
  dense: z.enum(denseNames).exactOptional(),
  device: z.enum(deviceNames).exactOptional(),
  limit: z.int().positive().exactOptional(),
});

export const runRoutes = (workspace: Workspace) =>
  new Hono<AppEnv>()
    .post('/runs', validate('json', run), async (c) =>
      c.json<RunView>(await workspace.prelabel(c.req.valid('json'))),
    )
    .get('/runs', (c) => c.json<{ runs: readonly RunView[] }>({ runs: workspace.prelabeler.runs() }))
    .post('/runs/:id/cancel', validate('param', idInPath), (c) => {
      workspace.prelabeler.cancel(c.req.valid('param').id);
      return c.json<{ runs: readonly RunView[] }>({ runs: workspace.prelabeler.runs() });
    });
