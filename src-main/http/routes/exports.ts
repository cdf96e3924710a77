import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';

import { Hono } from 'hono';
import { z } from 'zod';

import { includeNames } from '../../services/choices.ts';
import { resolveBelow } from '../../services/roots.ts';
import type { JobView } from '../../services/types.ts';
import { exportsFolder } from '../../services/workspace.ts';
import type { Workspace } from '../../services/workspace.ts';
import type { AppEnv } from '../context.ts';
import { validate } from '../validate.ts';

const options = z.strictObject({
  format: z.literal('coco'),
  include: z.enum(includeNames).exactOptional(),
});
/** One plain name: neither a path nor a hidden file. */
const name = z.string().regex(/^\w[\w.-]{0,199}$/, 'a plain file name is needed');
const file = z.object({ name, file: name });

export const exportRoutes = (workspace: Workspace) =>
  new Hono<AppEnv>()
    .post('/exports', validate('json', options), (c) =>
      c.json<JobView>(workspace.export(c.req.valid('json'))),
    )
    .get('/exports/:name/:file', validate('param', file), async (c) => {
      const { name: folder, file: fileName } = c.req.valid('param');
      const path = resolveBelow(exportsFolder(workspace.project), `${folder}/${fileName}`);
      const { size } = await stat(path);
      return c.body(Readable.toWeb(createReadStream(path)) as ReadableStream<Uint8Array>, 200, {
        'content-type': 'application/octet-stream',
        'content-length': String(size),
        'content-disposition': `attachment; filename="${fileName}"`,
        'cache-control': 'no-store',
      });
    });
