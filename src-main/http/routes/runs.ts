import { Hono } from 'hono';
import { z } from 'zod';

import { denseNames, deviceNames, presetNames } from '../../services/choices.ts';
import { requireLibraryName } from '../../services/model-library/library.ts';
import { libraryName } from '../../services/model-library/source.ts';
import type { RunView } from '../../services/types.ts';
import type { Workspace } from '../../services/workspace.ts';
import type { AppEnv } from '../context.ts';
import { idInPath, validate } from '../validate.ts';

const run = z.strictObject({
  model: z
    .string()
    .regex(libraryName, 'a model is named by letters, digits, dots and dashes')
    .exactOptional(),
  preset: z.enum(presetNames).exactOptional(),
  dense: z.enum(denseNames).exactOptional(),
  device: z.enum(deviceNames).exactOptional(),
  tau: z.number().min(0).max(1).exactOptional(),
  limit: z.int().positive().exactOptional(),
});

export const runRoutes = (workspace: Workspace) =>
  new Hono<AppEnv>()
    .post('/runs', validate('json', run), async (c) => {
      const request = c.req.valid('json');
      // A page names no folders, nor one of the engine's own working folder by its bare name.
      if (request.model !== undefined) requireLibraryName(request.model);
      return c.json<RunView>(await workspace.prelabel(request));
    })
    .get('/runs', (c) => c.json<{ runs: readonly RunView[] }>({ runs: workspace.prelabeler.runs() }))
    .post('/runs/:id/cancel', validate('param', idInPath), (c) => {
      workspace.prelabeler.cancel(c.req.valid('param').id);
      return c.json<{ runs: readonly RunView[] }>({ runs: workspace.prelabeler.runs() });
    });
