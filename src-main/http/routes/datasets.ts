import { Hono } from 'hono';
import { z } from 'zod';

import type { OpenedDataset, Workspace } from '../../services/workspace.ts';
import type { FolderEntry } from '../../services/roots.ts';
import type { JobView } from '../../services/types.ts';
import { captionMap } from '../caption-map.ts';
import type { AppEnv } from '../context.ts';
import { folderNames } from '../folder-names.ts';
import { validate } from '../validate.ts';

const place = z.strictObject({ root: z.string(), path: z.string().max(4096) });
/** Below the dataset's folder. */
const captionFile = z.string().min(1).max(4096);
const importOptions = z.strictObject({
  captionFiles: z
    .array(
      z.union([captionFile, z.strictObject({ file: captionFile, map: captionMap.exactOptional() })], {
        error: 'a path, or {file, map} with map {file, caption, header}, is needed',
      }),
    )
    .max(1000)
    .exactOptional(),
  map: captionMap.exactOptional(),
  folders: folderNames.exactOptional(),
});

export const datasetRoutes = (workspace: Workspace) =>
  new Hono<AppEnv>()
    .post('/dataset', validate('json', place), async (c) => {
      const { root, path } = c.req.valid('json');
      return c.json<OpenedDataset>(await workspace.open(workspace.roots.resolve(root, path)));
    })
    .post('/dataset/demo', async (c) => c.json<OpenedDataset>(await workspace.openDemo()))
    .post('/dataset/import', validate('json', importOptions), (c) =>
      c.json<JobView>(workspace.import(c.req.valid('json'))),
    )
    .get(
      '/folders',
      validate('query', z.object({ root: z.string(), path: z.string().max(4096).default('') })),
      async (c) => {
        const { root, path } = c.req.valid('query');
        return c.json<{ folders: readonly FolderEntry[] }>({
          folders: await workspace.roots.listFolders(root, path),
        });
      },
    );
