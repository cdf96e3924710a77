import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';

import { TagmaskError } from '../errors.ts';

type Fill = (handle: FileHandle) => Promise<void>;

async function fillAndRename(temporary: string, path: string, fill: Fill): Promise<void> {
  const handle = await open(temporary, 'wx');
  try {
    await fill(handle);
    await handle.sync();
    await handle.close();
    await rename(temporary, path);
  } catch (error) {
    await handle.close();
    await rm(temporary, { force: true });
    throw error;
  }
}

/**
 * Fills a file under a temporary name and gives it its own when it is whole and on disk, so that a crash or a second process never
 * shows half a file. Makes the folder.
 */
export async function writeAtomically(path: string, fill: Fill): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await fillAndRename(`${path}.${randomUUID()}.partial`, path, fill);
  } catch (cause) {
    if (cause instanceof TagmaskError) throw cause;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new TagmaskError('unavailable', 'cannot-write', `${path} cannot be written: ${why}.`, { cause });
  }
}
