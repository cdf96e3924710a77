import { createHash } from 'node:crypto';
import { basename } from 'node:path';

import { hashFileOnce } from './file-hash.ts';

/**
 * SHA-256 of a model's weights in hexadecimal. One file's is its own; that of several is the hash of their list as `sha256sum` writes it in the
 * C locale's order of names, so that `sha256sum model-*.safetensors | sha256sum` says the same.
 */
export async function hashWeights(paths: readonly string[], cacheFolder: string): Promise<string> {
  const [only, ...more] = paths;
  if (only !== undefined && more.length === 0) return hashFileOnce(only, cacheFolder);
  const sorted = paths
    .map((path) => ({ path, name: basename(path) }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const list = createHash('sha256');
  for (const { path, name } of sorted) list.update(`${await hashFileOnce(path, cacheFolder)}  ${name}\n`);
  return list.digest('hex');
}
