import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';

import { TagmaskError } from '../errors.ts';
import { WeightsError } from './weights-error.ts';

/** A file open for reading at any place. */
export class OpenFile {
  readonly path: string;
  readonly size: number;
  readonly #handle: FileHandle;

  private constructor(path: string, size: number, handle: FileHandle) {
    this.path = path;
    this.size = size;
    this.#handle = handle;
  }

  /** Throws a TagmaskError `no-weights` where it cannot be opened, a WeightsError where it is no file. */
  static async open(path: string): Promise<OpenFile> {
    const handle = await openWithoutWaiting(path);
    try {
      const found = await handle.stat();
      if (!found.isFile()) throw new WeightsError(path, 'this is not a file.');
      return new OpenFile(path, found.size, handle);
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  /** Reads exactly `length` bytes into a buffer of their own, so that any typed array fits over it. */
  async read(offset: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
    // Asked before memory is: a length that a file made up costs nothing.
    if (offset + length > this.size) throw new WeightsError(this.path, 'the file ends too early.');
    const bytes = new Uint8Array(length);
    let done = 0;
    while (done < length) {
      const { bytesRead } = await this.#handle.read(bytes, done, length - done, offset + done);
      if (bytesRead === 0) throw new WeightsError(this.path, 'the file became shorter while it was read.');
      done += bytesRead;
    }
    return bytes;
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }
}

/** A named pipe in place of the file would be waited for without end; Windows has none, nor the flag. */
async function openWithoutWaiting(path: string): Promise<FileHandle> {
  const { O_RDONLY, O_NONBLOCK = 0 } = constants as Partial<typeof constants> & { O_RDONLY: number };
  try {
    return await open(path, O_RDONLY | O_NONBLOCK);
  } catch (cause) {
    throw new TagmaskError('missing', 'no-weights', `${path} cannot be opened; a model folder needs it.`, {
      cause,
    });
  }
}
