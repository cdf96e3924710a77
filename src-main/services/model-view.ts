import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';

import { LRUCache } from 'lru-cache';

import { readCalibration } from '../../models/clip/calibration.ts';
import { TagmaskError } from '../../models/errors.ts';
import { resolveModel } from './models.ts';
import type { ModelView } from './types.ts';

/** By path, size and time: hashing 600 MB takes a second, and a window asks at every start. */
const hashes = new LRUCache<string, Promise<string>>({ max: 50 });

/**
 * The model that a run without a choice of its own will use, for the window to name it and to warn of an untrained one;
 * null where it cannot be used, which the run itself says in its own sentence.
 */
export async function viewModel(nameOrFolder: string | undefined): Promise<ModelView | null> {
  try {
    const { folder, name } = await resolveModel(nameOrFolder);
    const { trained } = await readCalibration(folder);
    return { name, sha256: await hashWeights(join(folder, 'model.safetensors')), trained };
  } catch (error) {
    if (error instanceof TagmaskError || (error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

async function hashWeights(path: string): Promise<string> {
  const { size, mtimeMs } = await stat(path);
  const key = JSON.stringify([path, size, mtimeMs]);
  const known = hashes.get(key);
  if (known !== undefined) return known;
  const hashing = hashFile(path);
  hashes.set(key, hashing);
  hashing.catch(() => hashes.delete(key));
  return hashing;
}

async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
  return hash.digest('hex');
}
