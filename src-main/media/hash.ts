import { createHash, hash } from 'node:crypto';
import { pipeline } from 'node:stream/promises';

import { openRegularFile, readSmallFile } from './regular-file.ts';

/** Below this a file is read at once, which takes a tenth of a stream's time. */
const smallBytes = 1 << 20;

/** SHA-256 of a file's bytes, in hexadecimal. */
export async function hashFile(path: string): Promise<string> {
  const bytes = await readSmallFile(path, smallBytes);
  if (bytes !== null) return hash('sha256', bytes);
  const sum = createHash('sha256');
  const file = await openRegularFile(path);
  await pipeline(file.createReadStream(), sum);
  return sum.digest('hex');
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
