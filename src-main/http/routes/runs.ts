import { Hono } from 'hono';
import { z } from 'zod';

import { longestNegative, mostNegatives, refineNames } from '../../services/mask-choice.ts';
import { requireLibraryName } from '../../services/model-library/library.ts';
import type { RunView } from '../../services/types.ts';
import type { Workspace } from '../../services/workspace.ts';
import { cleanUpShape } from '../clean-up.ts';
import type { AppEnv } from '../context.ts';
import { scoringChoice } from '../scoring-choice.ts';
import { idInPath, validate } from '../validate.ts';

const run = z.strictObject({
  ...scoringChoice,
  limit: z.int().positive().exactOptional(),
  refine: z.enum(refineNames).exactOptional(),
  cleanUp: cleanUpShape.partial().exactOptional(),
  negatives: z.array(z.string().max(longestNegative)).max(mostNegatives).readonly().exactOptional(),
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
