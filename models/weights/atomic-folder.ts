import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

import { TagmaskError } from '../errors.ts';

const exists = async (path: string): Promise<boolean> =>
  (await stat(path).catch(() => undefined)) !== undefined;

/**
 * Fills a folder under a temporary name and gives it its own when it is complete: a folder that appears is whole. Throws a TagmaskError where
 * there is one already, whoever made it, and where it cannot be written; nothing is left behind then.
 */
export async function writeFolderAtomically(
  folder: string,
  fill: (temporary: string) => Promise<void>,
): Promise<void> {
  const temporary = `${folder}.${randomUUID()}.partial`;
  try {
    if (await exists(folder)) throw alreadyThere(folder);
    await mkdir(dirname(folder), { recursive: true });
    await mkdir(temporary);
    await fill(temporary);
    await rename(temporary, folder);
  } catch (cause) {
    await rm(temporary, { recursive: true, force: true });
    if (cause instanceof TagmaskError) throw cause;
    if (await exists(folder)) throw alreadyThere(folder);
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new TagmaskError('unavailable', 'cannot-write', `${folder} cannot be made: ${why}.`, { cause });
  }
}

const alreadyThere = (folder: string): TagmaskError =>
  new TagmaskError(
    'conflict',
    'folder-exists',
    `${folder} is there already; choose another name for the new folder.`,
  );
