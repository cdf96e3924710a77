import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, realpath } from 'node:fs/promises';
import { join } from 'node:path';

import { TagmaskError } from '../errors.ts';
import { writeAtomically } from './atomic-write.ts';
import { readStamp } from './file-stamp.ts';

async function hashWholeFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>)
    hash.update(chunk);
  return hash.digest('hex');
}

/** Written as `hash stamp`; anything else there is no memory. */
async function recall(record: string, stamp: string): Promise<string | undefined> {
  const text = await readFile(record, 'utf8').catch(() => '');
  const [, hash, known] = /^([0-9a-f]{64}) (.+)$/.exec(text) ?? [];
  return known === stamp ? hash : undefined;
}

async function remember(record: string, text: string): Promise<void> {
  try {
    await writeAtomically(record, (handle) => handle.writeFile(text));
  } catch (error) {
    // A folder that cannot be written costs the next start a second, and this one nothing.
    if (!(error instanceof TagmaskError)) throw error;
  }
}

/**
 * SHA-256 of a big file in hexadecimal, remembered in `<cacheFolder>/hashes` for as long as the file's stamp stays the same. A file that
 * changes while it is read is not remembered.
 */
export async function hashFileOnce(path: string, cacheFolder: string): Promise<string> {
  const real = await realpath(path);
  const name = createHash('sha256').update(real).digest('hex').slice(0, 32);
  const record = join(cacheFolder, 'hashes', name);
  const stamp = await readStamp(real);
  const known = await recall(record, stamp);
  if (known !== undefined) return known;
  const hash = await hashWholeFile(real);
  if ((await readStamp(real)) === stamp) await remember(record, `${hash} ${stamp}`);
  return hash;
}
