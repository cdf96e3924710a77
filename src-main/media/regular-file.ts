import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { basename } from 'node:path';

import { TagmaskError } from '../../models/errors.ts';

/**
 * Opens a file for reading if it is a regular one. Opening a FIFO waits for its writer, on one of the few threads that
 * all file work shares, and a device may never end: four such names in a dataset would stop the engine.
 * @throws TagmaskError `not-a-file`; the system's error where the file cannot be opened
 */
export async function openRegularFile(path: string): Promise<FileHandle> {
  // Not waiting for anybody, and asked of the open file: what its name leads to may be exchanged after any earlier look.
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  if ((await file.stat()).isFile()) return file;
  await file.close();
  throw new TagmaskError('input', 'not-a-file', `${basename(path)} is not a file with contents. Remove it.`);
}
