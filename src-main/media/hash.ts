import { createHash } from 'node:crypto';
import { pipeline } from 'node:stream/promises';

import { openRegularFile } from './regular-file.ts';

/** SHA-256 of a file's bytes, in hexadecimal. */
export async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  const file = await openRegularFile(path);
  await pipeline(file.createReadStream(), hash);
  return hash.digest('hex');
}

/** As `hashFile`; null for a file that has gone or may not be read, which a scan reports in its own way. */
export async function hashFileIfReadable(path: string): Promise<string | null> {
  try {
    return await hashFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    return null;
  }
}
