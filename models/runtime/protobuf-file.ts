/** Walks through the fields of a protobuf message in a file without reading what they hold. RangeError where the bytes are no such message. */
import type { FileHandle } from 'node:fs/promises';

export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** `start` to before `end` is what the field holds. */
export interface Field extends ByteRange {
  readonly number: number;
  /** A message, text or bytes. */
  readonly isMessage: boolean;
  /** Of a number; 0 for what else there is. */
  readonly value: number;
}

const windowBytes = 1 << 16;
/** Names are short: what claims more is damaged. */
const longestText = 1 << 16;
/** Of a number in ten bytes at most. */
const mostVarintBytes = 10;

/** A file's bytes, a window at a time. */
export class FileWindow {
  readonly #handle: FileHandle;
  readonly #size: number;
  #from = 0;
  #bytes = Buffer.alloc(0);

  constructor(handle: FileHandle, size: number) {
    this.#handle = handle;
    this.#size = size;
  }

  async bytes(start: number, length: number): Promise<Buffer> {
    if (start + length > this.#size) throw new RangeError('the file ends too early');
    if (start < this.#from || start + length > this.#from + this.#bytes.length)
      await this.#load(start, length);
    return this.#bytes.subarray(start - this.#from, start - this.#from + length);
  }

  async varint(start: number): Promise<{ value: number; end: number }> {
    let value = 0;
    for (let at = 0; at < mostVarintBytes; at++) {
      const byte = (await this.bytes(start + at, 1))[0] ?? 0;
      value += (byte & 0x7f) * 2 ** (7 * at);
      if (byte < 0x80) return { value, end: start + at + 1 };
    }
    throw new RangeError('a number is too long');
  }

  async #load(start: number, length: number): Promise<void> {
    const bytes = Buffer.alloc(Math.max(length, Math.min(windowBytes, this.#size - start)));
    let filled = 0;
    while (filled < bytes.length) {
      const { bytesRead } = await this.#handle.read(bytes, filled, bytes.length - filled, start + filled);
      if (bytesRead === 0) throw new RangeError('the file ends too early');
      filled += bytesRead;
    }
    this.#from = start;
    this.#bytes = bytes;
  }
}

export async function* fieldsOf(file: FileWindow, { start, end }: ByteRange): AsyncGenerator<Field> {
  for (let at = start; at < end;) {
    const tag = await file.varint(at);
    const number = Math.floor(tag.value / 8);
    const field = await readField(file, { number, wire: tag.value % 8, at: tag.end });
    if (number === 0 || field.end > end) throw new RangeError('a field is longer than what it is in');
    yield field;
    at = field.end;
  }
}

export async function textOf(file: FileWindow, { start, end }: ByteRange): Promise<string> {
  if (end - start > longestText) throw new RangeError('a text is too long');
  return (await file.bytes(start, end - start)).toString('utf8');
}

interface Tagged {
  readonly number: number;
  readonly wire: number;
  readonly at: number;
}

/** Wire types: 0 a number, 1 eight bytes, 2 a length and as many bytes, 5 four bytes. */
async function readField(file: FileWindow, { number, wire, at }: Tagged): Promise<Field> {
  switch (wire) {
    case 0: {
      const { value, end } = await file.varint(at);
      return { number, isMessage: false, value, start: at, end };
    }
    case 1:
      return { number, isMessage: false, value: 0, start: at, end: at + 8 };
    case 2: {
      const { value: length, end: start } = await file.varint(at);
      return { number, isMessage: true, value: 0, start, end: start + length };
    }
    case 5:
      return { number, isMessage: false, value: 0, start: at, end: at + 4 };
    default:
      throw new RangeError(`there is no wire type ${wire}`);
  }
}
