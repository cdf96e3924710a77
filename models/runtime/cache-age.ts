/** Keeps the cache from growing for ever: entries of models that nobody has opened for a long time go. */
import { readdir, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';

const keptDays = 60;
const abandonedDays = 1;
const dayMs = 86_400_000;

const isEntry = (name: string): boolean => /^[0-9a-f]{32}$/.test(name);

async function isOlderThan(path: string, days: number): Promise<boolean> {
  const { mtimeMs } = await stat(path);
  return Date.now() - mtimeMs > days * dayMs;
}

/** Half a file that a killed process has left. */
async function removeAbandoned(entry: string): Promise<void> {
  for (const name of await readdir(entry)) {
    const path = join(entry, name);
    if (name.endsWith('.partial') && (await isOlderThan(path, abandonedDays)))
      await rm(path, { force: true });
  }
}

/**
 * Marks an entry as used today and removes those that have not been for 60 days. Only age decides: an entry that another process
 * has open was used just now. Never in the way of a model that can be used, so what cannot be removed stays.
 */
export async function removeUnusedEntries(cacheFolder: string, used: string): Promise<void> {
  try {
    const now = new Date();
    await utimes(join(cacheFolder, used), now, now);
    for (const name of (await readdir(cacheFolder)).filter(isEntry)) {
      const entry = join(cacheFolder, name);
      if (await isOlderThan(entry, keptDays)) await rm(entry, { recursive: true, force: true });
      else await removeAbandoned(entry);
    }
  } catch (error) {
    // Another process tidies up too, a cache may be read-only, and Windows keeps what is open.
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
  }
}
