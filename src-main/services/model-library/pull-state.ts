import { existsSync, mkdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';

import { z } from 'zod';

import { replaceFile } from '../replace-file.ts';
import { modelSource, type ModelSource } from './source.ts';
import type { FileHashes } from './digest.ts';

const stateFile = 'pull.json';

const keptFile = z.object({
  bytes: z.int().nonnegative(),
  sha256: z.string(),
  /** The hash that the hub's list gives for it; null where there is no such list. */
  key: z.string().nullable(),
  etag: z.string().nullable(),
});
export type KeptFile = z.infer<typeof keptFile>;

const begunFile = z.object({
  /** Strong, or null. */
  etag: z.string().nullable(),
  key: z.string().nullable(),
});
export type BegunFile = z.infer<typeof begunFile>;

const stored = z.object({
  version: z.literal(1),
  source: modelSource,
  /** All bytes of the download, once they are known: for a list of what is half there. */
  total: z.number().nullable(),
  finished: z.record(z.string(), keptFile),
  /** What each part is the beginning of. */
  begun: z.record(z.string(), begunFile),
});
type Stored = z.infer<typeof stored>;

/** What a half model's folder remembers between attempts, also after the process was killed: written before the bytes that it is about. */
export class PullState {
  readonly #folder: string;
  #stored: Stored;

  private constructor(folder: string, state: Stored) {
    this.#folder = folder;
    this.#stored = state;
  }

  /** Goes on with what is in `folder` where it came from the same source; anything else there makes room. */
  static open(folder: string, source: ModelSource): PullState {
    const found = readPullState(folder);
    if (found !== null && isDeepStrictEqual(found.source, source)) return new PullState(folder, found);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    const state = new PullState(folder, { version: 1, source, total: null, finished: {}, begun: {} });
    state.#write();
    return state;
  }

  finished(name: string): KeptFile | undefined {
    return Object.hasOwn(this.#stored.finished, name) ? this.#stored.finished[name] : undefined;
  }

  begun(name: string): BegunFile | undefined {
    return Object.hasOwn(this.#stored.begun, name) ? this.#stored.begun[name] : undefined;
  }

  begin(name: string, file: BegunFile): void {
    const { [name]: _replaced, ...finished } = this.#stored.finished;
    this.#stored = { ...this.#stored, finished, begun: { ...this.#stored.begun, [name]: file } };
    this.#write();
  }

  finish(name: string, { bytes, sha256 }: FileHashes): KeptFile {
    const { [name]: file, ...begun } = this.#stored.begun;
    const kept = { bytes, sha256, key: file?.key ?? null, etag: file?.etag ?? null };
    this.#stored = { ...this.#stored, begun, finished: { ...this.#stored.finished, [name]: kept } };
    this.#write();
    return kept;
  }

  set total(total: number) {
    if (this.#stored.total === total) return;
    this.#stored = { ...this.#stored, total };
    this.#write();
  }

  /** What need not be fetched any more, whole files and parts. */
  bytesHere(): number {
    const names = [
      ...Object.keys(this.#stored.finished),
      ...Object.keys(this.#stored.begun).map((name) => `${name}.part`),
    ];
    const sizes = names.map(
      (name) => statSync(join(this.#folder, name), { throwIfNoEntry: false })?.size ?? 0,
    );
    return sizes.reduce((sum, size) => sum + size, 0);
  }

  /** The folder is about to be a model. */
  remove(): void {
    rmSync(join(this.#folder, stateFile), { force: true });
  }

  #write(): void {
    replaceFile(join(this.#folder, stateFile), JSON.stringify(this.#stored));
  }
}

/** Null where the folder is not a half model, or not one of this version. */
export function readPullState(folder: string): Stored | null {
  const file = join(folder, stateFile);
  if (!existsSync(file)) return null;
  try {
    return stored.safeParse(JSON.parse(readFileSync(file, 'utf8'))).data ?? null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
