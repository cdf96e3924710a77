import { Hono } from 'hono';
import { z } from 'zod';

import type { Preview } from '../../media/preview.ts';
import { getPicture, listPictures, nextUndecided } from '../../services/library.ts';
import type { PreviewCache } from '../../services/preview-cache.ts';
import type { PictureDetail, PicturePage } from '../../services/types.ts';
import type { Workspace } from '../../services/workspace.ts';
import type { AppEnv } from '../context.ts';
import { answerPixels, findShownFile } from '../shown-file.ts';
import { queryInAddress } from '../picture-query.ts';
import { idInPath, validate, wholeNumber } from '../validate.ts';

const page = queryInAddress.extend({
  offset: wholeNumber.default(0),
  limit: wholeNumber.pipe(z.number().min(1).max(1000)).default(200),
});
const next = queryInAddress.extend({ after: wholeNumber.optional() });
const preview = z.object({ side: wholeNumber.pipe(z.number().min(16).max(8192)).default(2048) });

export const pictureRoutes = (workspace: Workspace, previews: PreviewCache) =>
  new Hono<AppEnv>()
    .get('/pictures', validate('query', page), (c) => {
      const { offset, limit, ...query } = c.req.valid('query');
      return c.json<PicturePage>(listPictures(workspace.project, { offset, limit, query }));
    })
    .get('/pictures/next-undecided', validate('query', next), (c) => {
      const { after = null, ...query } = c.req.valid('query');
      return c.json<{ id: number | null }>({ id: nextUndecided(workspace.project, { after, query }) });
    })
    .get('/pictures/:id', validate('param', idInPath), validate('query', queryInAddress), (c) =>
      c.json<PictureDetail>(getPicture(workspace.project, c.req.valid('param').id, c.req.valid('query'))),
    )
    .get('/pictures/:id/image', validate('param', idInPath), validate('query', preview), async (c) => {
      const { side } = c.req.valid('query');
      const file = await findShownFile(workspace.project, c.req.valid('param').id);
      const { version } = file;
      // Aborted when the window scrolls on or leaves.
      const { signal } = c.req.raw;
      const render = (path: string): Promise<Preview> => previews.get({ path, version, side, signal });
      return answerPixels(c, file, { variant: String(side), render });
    });
