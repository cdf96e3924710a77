import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { Readable } from 'node:stream';

import { Hono } from 'hono';
import type { Context } from 'hono';
import { z } from 'zod';

import { TagmaskError } from '../../../models/errors.ts';
import { mostClasses } from '../../formats/semantic.ts';
import { exportFormats, includeNames, instanceNames } from '../../services/choices.ts';
import { archiveExport, listExportedFiles } from '../../services/export-archive.ts';
import type { ExportedFile } from '../../services/export-archive.ts';
import { resolveBelow } from '../../services/roots.ts';
import type { JobView } from '../../services/types.ts';
import { exportsFolder } from '../../services/workspace.ts';
import type { Workspace } from '../../services/workspace.ts';
import type { AppEnv } from '../context.ts';
import { folderNames } from '../folder-names.ts';
import { validate } from '../validate.ts';

const options = z.strictObject({
  format: z.enum(exportFormats),
  include: z.enum(includeNames).exactOptional(),
  folders: folderNames.exactOptional(),
  classes: z
    .array(z.string().max(1000))
    .max(mostClasses + 1)
    .readonly()
    .exactOptional(),
  instances: z.enum(instanceNames).exactOptional(),
});
/** One plain name: neither a path nor a hidden file. */
const name = z.string().regex(/^\w[\w.-]{0,199}$/, 'a plain file name is needed');
const file = z.object({ name, file: name });
const path = z.object({ path: z.string().min(1).max(4096) });

export const exportRoutes = (workspace: Workspace) => {
  /** Resolved, links included, so that nothing but exports is handed out. */
  const find = (below: string): string => resolveBelow(exportsFolder(workspace.project), below);
  return new Hono<AppEnv>()
    .post('/exports', validate('json', options), (c) =>
      c.json<JobView>(workspace.export(c.req.valid('json'))),
    )
    .get('/exports/:name/files', validate('param', z.object({ name })), async (c) =>
      c.json<{ files: readonly ExportedFile[] }>({
        files: await listExportedFiles(find(c.req.valid('param').name)),
      }),
    )
    .get('/exports/:name/part', validate('param', z.object({ name })), validate('query', path), (c) =>
      answerFile(c, find(`${c.req.valid('param').name}/${c.req.valid('query').path}`)),
    )
    .get('/exports/:name/archive', validate('param', z.object({ name })), async (c) => {
      const folder = find(c.req.valid('param').name);
      const { body, sizeBytes } = archiveExport(folder, await listExportedFiles(folder));
      return c.body(body as ReadableStream<Uint8Array<ArrayBuffer>>, 200, {
        'content-type': 'application/zip',
        'content-length': String(sizeBytes),
        'content-disposition': `attachment; filename="${basename(folder)}.zip"`,
        'cache-control': 'no-store',
      });
    })
    .get('/exports/:name/:file', validate('param', file), (c) => {
      const { name: folder, file: fileName } = c.req.valid('param');
      return answerFile(c, find(`${folder}/${fileName}`));
    });
};

async function answerFile(c: Context<AppEnv>, found: string) {
  const state = await stat(found);
  if (!state.isFile()) {
    const message = `"${basename(found)}" is a folder of the export: ask for the files in it, or for the archive.`;
    throw new TagmaskError('input', 'not-a-file', message);
  }
  return c.body(Readable.toWeb(createReadStream(found)) as ReadableStream<Uint8Array<ArrayBuffer>>, 200, {
    'content-type': 'application/octet-stream',
    'content-length': String(state.size),
    'content-disposition': `attachment; ${fileNameOf(found)}`,
    'cache-control': 'no-store',
  });
}

/** A name may hold any sign, and a header only few. */
function fileNameOf(path: string): string {
  const name = basename(path);
  return /^[\w.-]+$/.test(name) ? `filename="${name}"` : `filename*=UTF-8''${encodeURIComponent(name)}`;
}
