import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';

/** What a hub's list says of a file: Git's own hash for small ones, SHA-256 for large ones. */
export interface Digest {
  readonly algorithm: 'sha256' | 'git-sha1';
  readonly hex: string;
}

export interface FileHashes {
  readonly bytes: number;
  readonly sha256: string;
  /** As Git names a blob: SHA-1 over `blob SIZE\0` and the content. */
  readonly gitSha1: string;
}

export interface HashOptions {
  readonly signal?: AbortSignal;
  readonly onBytes?: (bytes: number) => void;
}

/** Both hashes of a file in one reading. */
export async function hashFile(path: string, { signal, onBytes }: HashOptions = {}): Promise<FileHashes> {
  const { size } = await stat(path);
  const [sha256, sha1] = [createHash('sha256'), createHash('sha1').update(`blob ${size}\0`)];
  let bytes = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>) {
    signal?.throwIfAborted();
    sha256.update(chunk);
    sha1.update(chunk);
    bytes += chunk.length;
    onBytes?.(bytes);
  }
  return { bytes, sha256: sha256.digest('hex'), gitSha1: sha1.digest('hex') };
}

/** Null where the file is the right one, else the hash that it has. */
export function checkDigest(digest: Digest | null, hashes: FileHashes): string | null {
  if (digest === null) return null;
  const found = digest.algorithm === 'sha256' ? hashes.sha256 : hashes.gitSha1;
  return found === digest.hex ? null : found;
}
