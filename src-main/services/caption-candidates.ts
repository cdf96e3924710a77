import { readdir, stat } from 'node:fs/promises';
import type { Dirent } from 'node:fs';
import { basename, extname, join, posix } from 'node:path';

import { hasCaptionExtension, isCaptionFileName } from '../formats/captions.ts';
import type { CaptionCandidate, CaptionCandidates } from './caption-preview-types.ts';
import { isPictureName, isSkippedFolder } from './scan-names.ts';

export interface CandidateLimits {
  readonly files: number;
  /** Names that are looked at, so that the list is there at once however large the dataset. */
  readonly names: number;
}

export interface CandidateOptions {
  readonly limits?: CandidateLimits;
  /** Folders directly below the root that hold no captions. */
  readonly without?: readonly string[];
}

const usualLimits: CandidateLimits = { files: 200, names: 300_000 };

/**
 * The files below a dataset that may hold captions, by their extensions; the outermost folders first. Files beside a
 * picture of the same name are that picture's own, and links are left out as a scan leaves them out.
 */
export async function listCaptionCandidates(
  root: string,
  { limits = usualLimits, without = [] }: CandidateOptions = {},
): Promise<CaptionCandidates> {
  const found: CaptionCandidate[] = [];
  const folders = [''];
  let names = 0;
  for (let folder = folders.shift(); folder !== undefined; folder = folders.shift()) {
    const entries = await listEntries(join(root, folder));
    names += entries.length;
    for (const path of candidatesIn(entries).map((name) => posix.join(folder ?? '', name))) {
      const stats = await stat(join(root, path)).catch(() => null);
      if (stats !== null)
        found.push({ path, sizeBytes: stats.size, usual: isCaptionFileName(basename(path)) });
      if (found.length > limits.files) return { files: found.slice(0, limits.files), more: true };
    }
    if (names > limits.names) return { files: found, more: true };
    const inner = entries.filter((entry) => entry.isDirectory() && !isSkippedFolder(entry.name));
    const paths = inner.map(({ name }) => posix.join(folder ?? '', name)).sort();
    folders.push(...paths.filter((path) => !without.includes(path)));
  }
  return { files: found, more: false };
}

/** A folder that cannot be read offers nothing; the scan says why. */
const listEntries = (folder: string): Promise<Dirent[]> =>
  readdir(folder, { withFileTypes: true }).catch(() => []);

function candidatesIn(entries: readonly Dirent[]): string[] {
  const files = entries.filter((entry) => entry.isFile()).map(({ name }) => name);
  const pictures = new Set(files.filter(isPictureName).map(stemOf));
  return files
    .filter((name) => !name.startsWith('.') && hasCaptionExtension(name) && !name.includes('\ufffd'))
    .filter((name) => isCaptionFileName(name) || !pictures.has(stemOf(name)))
    .sort();
}

const stemOf = (name: string): string => basename(name, extname(name));
