import { stat } from 'node:fs/promises';

import type { Context } from 'hono';

import { TagmaskError } from '../../models/errors.ts';
import type { Size } from '../../models/masks/index.ts';
import type { Preview } from '../media/preview.ts';
import { getPictureFile } from '../services/library.ts';
import type { PictureFile } from '../services/library.ts';
import type { Project } from '../services/project.ts';
import { resolveBelow } from '../services/roots.ts';

export interface ShownFile {
  /** Where the picture really lies. */
  readonly path: string;
  /** Another one means other bytes. */
  readonly version: string;
  /** Of the upright picture; null where it could not be read. */
  readonly size: Size | null;
}

/**
 * The file whose pixels a person may be shown.
 * @throws TagmaskError `picture-unknown`, `picture-changed`; as `resolveBelow` where the file leads out of the dataset
 */
export async function findShownFile(project: Project, id: number): Promise<ShownFile> {
  // Resolved anew: the file may have become a link that leads out since the scan.
  const file = getPictureFile(project, id);
  const path = resolveBelow(project.folder, file.path);
  const { mtimeMs, size } = await stat(path);
  refuseChanged(file, { mtimeMs, size });
  const version = `${mtimeMs.toString(36)}-${size.toString(36)}`;
  return { path, version, size: file.displayed };
}

export interface Pixels {
  /** Tells renderings of the same file apart. */
  readonly variant: string;
  readonly render: (path: string) => Promise<Preview>;
}

/** Answers with pixels of a picture, or that the browser has them already. */
export async function answerPixels(c: Context, { path, version }: ShownFile, { variant, render }: Pixels) {
  const tag = `"${version}-${variant}"`;
  // The same address shows the new pixels once the file has changed, so each use asks whether it has.
  const headers = { etag: tag, 'cache-control': 'private, no-cache' };
  if (c.req.header('if-none-match') === tag) return c.body(null, 304, headers);
  const { data, contentType } = await render(path);
  return c.body(Uint8Array.from(data), 200, { ...headers, 'content-type': contentType });
}

/** Heat maps and sizes are of the scanned bytes: over others, a person would accept pixels that they have not seen. */
function refuseChanged(
  { path, sizeBytes, modifiedMs }: PictureFile,
  { size, mtimeMs }: { readonly size: number; readonly mtimeMs: number },
): void {
  if (size === sizeBytes && Math.floor(mtimeMs) === modifiedMs) return;
  const message = `${path} has changed since it was scanned. Import again to see it.`;
  throw new TagmaskError('conflict', 'picture-changed', message);
}
