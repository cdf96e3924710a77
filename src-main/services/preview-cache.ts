import { hash, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { renderPreview } from '../media/preview.ts';
import type { Preview } from '../media/preview.ts';
import { RenderQueue } from './render-queue.ts';

/** Larger ones are looked at one by one, and would fill the cache with a few hundred pictures. */
export const largestCachedSide = 1024;

/** About 50,000 of the library's tiles, or 5,000 of what crops of small things are cut from. */
const mostBytes = 1 << 30;
/** The threads that decode also read files: two of the four stay free. */
const renderedAtOnce = 2;

export interface PreviewRequest {
  readonly path: string;
  /** Another one means other bytes. */
  readonly version: string;
  readonly side: number;
  readonly signal: AbortSignal;
}

/**
 * Small previews on disk, so that a large library is decoded once. The files can go at any time: the folder is a cache,
 * shared by all engines of a person, and the oldest go first when it is full.
 */
export class PreviewCache {
  readonly #folder: string;
  readonly #mostBytes: number;
  readonly #queue = new RenderQueue(renderedAtOnce);
  /** Written since the folder was looked through; at the start nobody knows what is there. */
  #written: number;
  #pruning: Promise<void> | null = null;

  constructor(folder: string, most: number = mostBytes) {
    this.#folder = folder;
    this.#mostBytes = most;
    this.#written = most;
  }

  /** @throws as `renderPreview`; TagmaskError `no-longer-wanted` */
  async get({ signal, ...request }: PreviewRequest): Promise<Preview> {
    const { path, side } = request;
    if (side > largestCachedSide) return renderPreview(path, side);
    const kept = await this.find(request);
    if (kept !== null) return kept;
    return this.#queue.run(signal, async () => {
      const preview = await renderPreview(path, side);
      await this.#keep(this.#fileOf(request), preview.data);
      return preview;
    });
  }

  /** What is kept already, or null. */
  async find(request: Omit<PreviewRequest, 'signal'>): Promise<Preview | null> {
    const data = await readFile(this.#fileOf(request)).catch(() => null);
    return data === null ? null : { data, contentType: 'image/jpeg' };
  }

  #fileOf({ path, version, side }: Omit<PreviewRequest, 'signal'>): string {
    const key = hash('sha256', JSON.stringify([path, version, side]));
    return join(this.#folder, key.slice(0, 2), `${key}.jpg`);
  }

  /** Resolves once nothing is being removed. */
  async settled(): Promise<void> {
    await this.#pruning;
  }

  async #keep(file: string, data: Uint8Array): Promise<void> {
    // Renamed into place, so that nobody reads half a picture.
    const temporary = `${file}.${randomUUID()}.partial`;
    try {
      await mkdir(dirname(file), { recursive: true });
      await writeFile(temporary, data, { mode: 0o600 });
      await rename(temporary, file);
    } catch {
      // A full or read-only disk costs speed, not the picture.
      await rm(temporary, { force: true }).catch(() => undefined);
      return;
    }
    this.#written += data.length;
    if (this.#written < this.#mostBytes / 4 || this.#pruning !== null) return;
    this.#written = 0;
    this.#pruning = prune(this.#folder, this.#mostBytes)
      .catch(() => undefined)
      .finally(() => (this.#pruning = null));
  }
}

interface Kept {
  readonly file: string;
  readonly bytes: number;
  readonly writtenMs: number;
}

/** Removes the oldest files until three quarters of what is allowed are left. */
async function prune(folder: string, most: number): Promise<void> {
  const kept: Kept[] = [];
  for (const below of await readdir(folder)) {
    const files = (await readdir(join(folder, below))).map((name) => join(folder, below, name));
    kept.push(...(await Promise.all(files.map(describe))).filter((one) => one !== null));
  }
  let total = kept.reduce((sum, { bytes }) => sum + bytes, 0);
  if (total <= most) return;
  kept.sort((a, b) => a.writtenMs - b.writtenMs);
  for (const { file, bytes } of kept) {
    if (total <= (most * 3) / 4) return;
    await rm(file, { force: true });
    total -= bytes;
  }
}

/** Null for a file that another engine has removed meanwhile. */
const describe = (file: string): Promise<Kept | null> =>
  stat(file).then(
    ({ size, mtimeMs }) => ({ file, bytes: size, writtenMs: mtimeMs }),
    () => null,
  );
