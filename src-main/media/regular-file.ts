import { closeSync, constants, fstatSync, open as openCallback, read } from 'node:fs';
import type { Stats } from 'node:fs';
import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { basename } from 'node:path';
import { promisify } from 'node:util';

import { TagmaskError } from '../../models/errors.ts';

// Not waiting for anybody, and asked of the open file: what its name leads to may be exchanged after any earlier look.
const flags = constants.O_RDONLY | constants.O_NONBLOCK;

/**
 * Opens a file for reading if it is a regular one. Opening a FIFO waits for its writer, on one of the few threads that
 * all file work shares, and a device may never end: four such names in a dataset would stop the engine.
 * @throws TagmaskError `not-a-file`; the system's error where the file cannot be opened
 */
export async function openRegularFile(path: string): Promise<FileHandle> {
  const file = await open(path, flags);
  if ((await file.stat()).isFile()) return file;
  await file.close();
  throw notAFile(path);
}

/** The first and the last bytes of a file; of a small one they overlap. */
export interface FileEnds {
  readonly head: Buffer;
  readonly tail: Buffer;
  readonly sizeBytes: number;
  /** Whole milliseconds. */
  readonly modifiedMs: number;
}

const tailBytes = 64;

/** Reads a file's two ends, with one read where the file is small. @throws as `openRegularFile` */
export function readFileEnds(path: string, headBytes: number): Promise<FileEnds> {
  return withRegularFile(path, async (file, { size, mtimeMs }) => {
    const head = await readAt(file, { start: 0, bytes: Math.min(size, headBytes) });
    const isWhole = head.length >= size;
    const tail = isWhole
      ? head.subarray(-tailBytes)
      : await readAt(file, { start: Math.max(0, size - tailBytes), bytes: tailBytes });
    return { head, tail, sizeBytes: size, modifiedMs: Math.floor(mtimeMs) };
  });
}

/** A file's bytes, read at once; null where it has more than `mostBytes` or grows meanwhile. @throws as `openRegularFile` */
export function readSmallFile(path: string, mostBytes: number): Promise<Buffer | null> {
  return withRegularFile(path, async (file, { size }) => {
    if (size > mostBytes) return null;
    // One byte more than expected: a file that grows is not taken for whole.
    const bytes = await readAt(file, { start: 0, bytes: size + 1 });
    return bytes.length === size ? bytes : null;
  });
}

const [openFile, readBytes] = [promisify(openCallback), promisify(read)];

/**
 * On bare descriptors: a hundred thousand file handles cost more than what is read from them. Only opening and reading
 * wait for a disk; the way to another thread and back costs ten times what a look at an open file does.
 */
async function withRegularFile<T>(
  path: string,
  work: (file: number, stats: Stats) => Promise<T>,
): Promise<T> {
  const file = await openFile(path, flags);
  try {
    const stats = fstatSync(file);
    if (!stats.isFile()) throw notAFile(path);
    return await work(file, stats);
  } finally {
    closeSync(file);
  }
}

async function readAt(file: number, { start, bytes }: { start: number; bytes: number }): Promise<Buffer> {
  const buffer = Buffer.allocUnsafeSlow(bytes);
  const { bytesRead } = await readBytes(file, buffer, 0, bytes, start);
  return buffer.subarray(0, bytesRead);
}

function notAFile(path: string): TagmaskError {
  return new TagmaskError('input', 'not-a-file', `${basename(path)} is not a file with contents. Remove it.`);
}
