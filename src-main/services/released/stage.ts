import { createHash } from 'node:crypto';
import { mkdir, open, readdir, realpath, rename, rm, rmdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

import { TagmaskError } from '../../../models/errors.ts';
import { describeFileError } from '../export-files.ts';

/**
 * A folder that appears all at once: its files are written to a hidden folder beside it, which `publish` renames. Whoever was
 * stopped before that leaves the hidden one, and the next export to the same place begins it anew. `owner` names who may write there at
 * one time.
 */
export class FolderStage {
  /** Where the files go until they are published. */
  readonly folder: string;
  readonly #out: string;
  readonly #made: string | undefined;
  readonly #folders = new Map<string, Promise<unknown>>();

  private constructor(out: string, folder: string, made: string | undefined) {
    this.#out = out;
    this.folder = folder;
    this.#made = made;
  }

  /** @throws TagmaskError `export-exists`, `export-not-a-folder`, `export-not-writable`, `disk-full` */
  static async open(target: string, owner: string): Promise<FolderStage> {
    const out = await findPlace(target);
    try {
      const name = createHash('sha256').update(`${out}\n${owner}`).digest('hex').slice(0, 16);
      const made = await mkdir(dirname(out), { recursive: true });
      const folder = join(dirname(out), `.tagmask-${name}.partial`);
      await rm(folder, { recursive: true, force: true });
      await mkdir(folder);
      return new FolderStage(out, folder, made);
    } catch (error) {
      throw describeFileError(error, out);
    }
  }

  /** A folder that is there once `write` is through; when it throws, nothing is. @throws TagmaskError as `open`; what `write` throws; the signal's reason */
  static async fill<Result>(
    target: { readonly out: string; readonly owner: string; readonly signal: AbortSignal },
    write: (stage: FolderStage) => Promise<Result>,
  ): Promise<Result> {
    const stage = await FolderStage.open(target.out, target.owner);
    try {
      const result = await write(stage);
      target.signal.throwIfAborted();
      await stage.publish();
      return result;
    } catch (error) {
      await stage.discard();
      throw describeFileError(error, target.out);
    }
  }

  /** Where a file goes, below a folder that is there; `path` has forward slashes. */
  async place(path: string): Promise<string> {
    const file = join(this.folder, path);
    const folder = dirname(file);
    let made = this.#folders.get(folder);
    if (made === undefined) this.#folders.set(folder, (made = mkdir(folder, { recursive: true })));
    await made;
    return file;
  }

  /** Writes a file and waits until it is on the disk. */
  async write(path: string, content: Uint8Array | string): Promise<string> {
    const place = await this.place(path);
    const file = await open(place, 'wx');
    try {
      await file.writeFile(content);
      await file.datasync();
    } finally {
      await file.close();
    }
    return place;
  }

  /** @throws TagmaskError `export-exists` where somebody has put something there meanwhile */
  async publish(): Promise<void> {
    try {
      // An empty folder is in the way on Windows; one that is not empty stays.
      await rmdir(this.#out).catch((error: unknown) => {
        if (codeOf(error) !== 'ENOENT') throw error;
      });
      await rename(this.folder, this.#out);
    } catch (error) {
      const code = codeOf(error);
      if (code === 'ENOTEMPTY' || code === 'EEXIST') throw isTaken(this.#out);
      if (code === 'EBUSY' || code === 'EXDEV') throw isNoPlace(this.#out);
      throw describeFileError(error, this.#out);
    }
  }

  async discard(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
    if (this.#made === undefined) return;
    for (let folder = dirname(this.#out); folder.length >= this.#made.length; folder = dirname(folder)) {
      // Somebody may have put something there meanwhile.
      if ((await readdir(folder)).length > 0) return;
      await rmdir(folder);
    }
  }
}

/** The real path of a folder that is not there yet or empty: nothing of somebody else's is ever replaced. */
async function findPlace(target: string): Promise<string> {
  const out = resolve(target);
  try {
    const real = await realpath(out);
    if ((await readdir(real)).length > 0) throw isTaken(out);
    return real;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return out;
    throw describeFileError(error, out);
  }
}

const codeOf = (error: unknown): unknown =>
  error instanceof Error && 'code' in error ? error.code : undefined;

const isTaken = (out: string): TagmaskError =>
  new TagmaskError(
    'refused',
    'export-exists',
    `${out} is not an empty folder, so nothing is exported into it: choose another one, or move away what is there.`,
  );

const isNoPlace = (out: string): TagmaskError =>
  new TagmaskError(
    'refused',
    'export-not-a-folder',
    `${out} cannot be replaced as a whole (is it a disk of its own?): choose a folder below it.`,
  );
