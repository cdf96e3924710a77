import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';

import { listKnownPictures } from '../../db/queries/pictures.ts';
import type { KnownPicture } from '../../db/queries/pictures.ts';
import { hashFileIfReadable } from '../media/hash.ts';
import type { DatasetPlace } from './project.ts';

export type { KnownPicture } from '../../db/queries/pictures.ts';

/** A file's size and time, and its bytes where they may be a known picture's. */
export interface FileState {
  readonly sizeBytes: number;
  readonly modifiedMs: number;
}

/** Rows read in one go. */
const piecesOf = 5000;

/** The pictures that a project has had before a scan, and where their files may be now. */
export class KnownPictures {
  readonly #folder: string;
  readonly #byPath = new Map<string, KnownPicture>();
  readonly #byHash = new Map<string, KnownPicture[]>();
  /** They tell, without reading a file, that its bytes are nobody's. */
  readonly #sizes = new Set<number>();

  private constructor(folder: string) {
    this.#folder = folder;
  }

  static async read({ db, folder }: DatasetPlace): Promise<KnownPictures> {
    const pictures = new KnownPictures(folder);
    for (let after = 0; ;) {
      const piece = listKnownPictures(db, { after, limit: piecesOf });
      for (const known of piece) pictures.#add(known);
      const last = piece.at(-1);
      if (last === undefined) return pictures;
      after = last.id;
      await setImmediate();
    }
  }

  #add(known: KnownPicture): void {
    this.#byPath.set(known.path, known);
    if (known.hash === null) return;
    this.#sizes.add(known.size_bytes);
    const same = this.#byHash.get(known.hash);
    if (same === undefined) this.#byHash.set(known.hash, [known]);
    else same.push(known);
  }

  at(path: string): KnownPicture | undefined {
    return this.#byPath.get(path);
  }

  all(): Iterable<KnownPicture> {
    return this.#byPath.values();
  }

  /** The hash of a file's bytes; null where no known picture has as many, so that new pictures are not read twice. */
  async hashIfKnownSize(path: string, sizeBytes: number): Promise<string | null> {
    return this.#sizes.has(sizeBytes) ? hashFileIfReadable(join(this.#folder, path)) : null;
  }

  /** The pictures that the bytes at `path` may be: the one that was there already, then those that have left their place. */
  async findOrigins(path: string, hash: string | null): Promise<KnownPicture[]> {
    const origins: KnownPicture[] = [];
    for (const known of this.#byHash.get(hash ?? '') ?? []) {
      if (known.path === path) origins.unshift(known);
      else if (await this.#hasLeft(known)) origins.push(known);
    }
    return origins;
  }

  /** Its place is empty or has other bytes, as where files were renumbered and each took the next one's name. */
  async #hasLeft(known: KnownPicture): Promise<boolean> {
    const there = await readFileState(join(this.#folder, known.path));
    if (there === null) return true;
    return (
      !isSameState(known, there) && (await hashFileIfReadable(join(this.#folder, known.path))) !== known.hash
    );
  }
}

export async function readFileState(absolute: string): Promise<FileState | null> {
  const stats = await stat(absolute).catch(() => null);
  return stats && { sizeBytes: stats.size, modifiedMs: Math.floor(stats.mtimeMs) };
}

export const isSameState = (known: KnownPicture, { sizeBytes, modifiedMs }: FileState): boolean =>
  known.size_bytes === sizeBytes && known.modified_ms === modifiedMs;
