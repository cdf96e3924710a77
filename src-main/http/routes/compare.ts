import { Hono } from 'hono';
import { z } from 'zod';

import { comparePicture } from '../../services/compare/compare-picture.ts';
import { compareRuns } from '../../services/compare/compare-runs.ts';
import type { PictureComparison, RunComparison } from '../../services/compare/compare-types.ts';
import type { Workspace } from '../../services/workspace.ts';
import type { AppEnv } from '../context.ts';
import { validate, wholeNumber } from '../validate.ts';

const pair = z.object({ before: wholeNumber.optional(), after: wholeNumber.optional() });
const page = pair.extend({
  sort: z.enum(['change', 'path']).default('change'),
  only: z.enum(['all', 'changed']).default('all'),
  offset: wholeNumber.default(0),
  limit: wholeNumber.pipe(z.number().min(1).max(1000)).default(100),
});
const picture = z.object({ pictureId: wholeNumber });

/** What two runs have proposed differently. */
export const compareRoutes = (workspace: Workspace) =>
  new Hono<AppEnv>()
    .get('/runs/compare', validate('query', page), async (c) =>
      c.json<RunComparison>(await compareRuns(workspace.project, c.req.valid('query'))),
    )
    .get('/runs/compare/:pictureId', validate('param', picture), validate('query', pair), (c) => {
      const { pictureId } = c.req.valid('param');
      return c.json<PictureComparison>(
        comparePicture(workspace.project, { pictureId, ...c.req.valid('query') }),
      );
    });
