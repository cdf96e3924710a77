import { stat } from 'node:fs/promises';

import { Hono } from 'hono';
import { z } from 'zod';

import { TagmaskError } from '../../../models/errors.ts';
import { renderPreview } from '../../media/preview.ts';
import { getPicture, getPictureFile, listPictures, nextUndecided } from '../../services/library.ts';
import type { PictureFile } from '../../services/library.ts';
import { resolveBelow } from '../../services/roots.ts';
import type { PictureDetail, PicturePage } from '../../services/types.ts';
import type { Workspace } from '../../services/workspace.ts';
import type { AppEnv } from '../context.ts';
import { idInPath, validate, wholeNumber } from '../validate.ts';

const page = z.object({
  offset: wholeNumber.default(0),
  limit: wholeNumber.pipe(z.number().min(1).max(1000)).default(200),
});
const preview = z.object({ side: wholeNumber.pipe(z.number().min(16).max(8192)).default(2048) });

export const pictureRoutes = (workspace: Workspace) =>
  new Hono<AppEnv>()
    .get('/pictures', validate('query', page), (c) =>
      c.json<PicturePage>(listPictures(workspace.project, c.req.valid('query'))),
    )
    .get('/pictures/next-undecided', validate('query', z.object({ after: wholeNumber.optional() })), (c) => {
      const { after = null } = c.req.valid('query');
      return c.json<{ id: number | null }>({ id: nextUndecided(workspace.project, { after }) });
    })
    .get('/pictures/:id', validate('param', idInPath), (c) =>
      c.json<PictureDetail>(getPicture(workspace.project, c.req.valid('param').id)),
    )
    .get('/pictures/:id/image', validate('param', idInPath), validate('query', preview), async (c) => {
      const { project } = workspace;
      const { side } = c.req.valid('query');
      // Resolved anew: the file may have become a link that leads out since the scan.
      const file = getPictureFile(project, c.req.valid('param').id);
      const path = resolveBelow(project.folder, file.path);
      const { mtimeMs, size } = await stat(path);
      refuseChanged(file, { mtimeMs, size });
      const tag = `"${mtimeMs.toString(36)}-${size.toString(36)}-${side}"`;
      // The same address shows the new pixels once the file has changed, so each use asks whether it has.
      const headers = { etag: tag, 'cache-control': 'private, no-cache' };
      if (c.req.header('if-none-match') === tag) return c.body(null, 304, headers);
      const { data, contentType } = await renderPreview(path, side);
      return c.body(Uint8Array.from(data), 200, { ...headers, 'content-type': contentType });
    });

/** Heat maps and sizes are of the scanned bytes: over others, a person would accept pixels that they have not seen. */
function refuseChanged(
  { path, sizeBytes, modifiedMs }: PictureFile,
  { size, mtimeMs }: { readonly size: number; readonly mtimeMs: number },
): void {
  if (size === sizeBytes && Math.floor(mtimeMs) === modifiedMs) return;
  const message = `${path} has changed since it was scanned. Import again to see it.`;
  throw new TagmaskError('conflict', 'picture-changed', message);
}
