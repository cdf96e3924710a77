import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, rmdir } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';

import { TagmaskError } from '../../models/errors.ts';

const bufferedCharacters = 1 << 18;
/** How long the engine's other work may wait for an export. */
const turnMs = 20;

/** Lets go of the event loop now and then, and stops where the person has cancelled. */
export class Turns {
  readonly #signal: AbortSignal | undefined;
  #until = performance.now() + turnMs;

  constructor(signal: AbortSignal | undefined) {
    this.#signal = signal;
  }

  async pass(): Promise<void> {
    this.#signal?.throwIfAborted();
    if (performance.now() < this.#until) return;
    await nextTurn();
    this.#until = performance.now() + turnMs;
    this.#signal?.throwIfAborted();
  }
}

/**
 * A folder that gets its files all at once: each is written beside its place under a temporary name, and only `publish`
 * renames them. `discard` takes everything back, the folders that were made included.
 */
export class StagedFolder {
  readonly folder: string;
  readonly #made: string | undefined;
  readonly #staged = new Map<string, string>();

  private constructor(folder: string, made: string | undefined) {
    this.folder = folder;
    this.#made = made;
  }

  static async open(out: string): Promise<StagedFolder> {
    const folder = resolve(out);
    const made = await describeFailure(folder, () => mkdir(folder, { recursive: true }));
    return new StagedFolder(folder, made);
  }

  /** Writes lines to the temporary name of `name`, which it returns, and waits until they are on the disk. */
  async write(name: string, lines: Iterable<string> | AsyncIterable<string>, turns: Turns): Promise<string> {
    const path = join(this.folder, `.${name}.${randomUUID()}.partial`);
    return describeFailure(this.folder, async () => {
      // Only a new file: a link that lies in wait under this name must not be followed.
      const file = await open(path, 'wx');
      this.#staged.set(name, path);
      try {
        await writeLines(file, lines, turns);
        await file.sync();
      } finally {
        await file.close();
      }
      return path;
    });
  }

  async publish(): Promise<void> {
    await describeFailure(this.folder, async () => {
      for (const [name, path] of this.#staged) {
        await rename(path, join(this.folder, name));
        this.#staged.delete(name);
      }
    });
  }

  async discard(): Promise<void> {
    for (const path of this.#staged.values()) await rm(path, { force: true });
    if (this.#made === undefined) return;
    for (let folder = this.folder; folder.length >= this.#made.length; folder = dirname(folder)) {
      // Somebody may have put something there meanwhile.
      if ((await readdir(folder)).length > 0) return;
      await rmdir(folder);
    }
  }
}

async function writeLines(
  file: FileHandle,
  lines: Iterable<string> | AsyncIterable<string>,
  turns: Turns,
): Promise<void> {
  let buffer: string[] = [];
  let length = 0;
  const flush = async (): Promise<void> => {
    await file.writeFile(buffer.join(''));
    [buffer, length] = [[], 0];
  };
  for await (const line of lines) {
    buffer.push(line, '\n');
    length += line.length;
    if (length >= bufferedCharacters) await flush();
    await turns.pass();
  }
  await flush();
}

async function describeFailure<T>(folder: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw describeFileError(error, folder);
  }
}

/** Turns a file system's code into a sentence; any other error comes back as it is. */
export function describeFileError(error: unknown, folder: string): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const cause = { cause: error };
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT': {
      const sentence = `The disk that holds ${folder} is full: nothing was exported. Make room on it and export again.`;
      return new TagmaskError('unavailable', 'disk-full', sentence, cause);
    }
    case 'EACCES':
    case 'EPERM':
    case 'EROFS': {
      const sentence = `The folder ${folder} cannot be written: nothing was exported. Choose another one.`;
      return new TagmaskError('unavailable', 'export-not-writable', sentence, cause);
    }
    case 'ENOTDIR':
    case 'EEXIST': {
      const sentence = `${folder} is not a folder, or lies below a file: choose a folder for the export.`;
      return new TagmaskError('input', 'export-not-a-folder', sentence, cause);
    }
    default:
      return error;
  }
}
