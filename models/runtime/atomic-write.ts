import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';

import { TagmaskError } from '../errors.ts';

/**
 * Fills a file under a temporary name and gives it its own when it is whole and on disk, so that a crash or a second process never
 * shows half a file.
 */
export async function writeAtomically(
  path: string,
  fill: (handle: FileHandle) => Promise<void>,
): Promise<void> {
  const temporary = `${path}.${randomUUID()}.partial`;
  try {
    await mkdir(dirname(path), { recursive: true });
    const handle = await open(temporary, 'wx');
    try {
      await fill(handle);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, path);
  } catch (cause) {
    await rm(temporary, { force: true });
    if (cause instanceof TagmaskError) throw cause;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new TagmaskError('unavailable', 'cannot-write', `${path} cannot be written: ${why}.`, { cause });
  }
}
