import { basename } from 'node:path';

import { TagmaskError } from '../../models/errors.ts';
import { openRegularFile, readSmallFile } from '../media/regular-file.ts';

/** A caption or a few: a stream would cost ten times what it reads. */
const smallBytes = 65_536;

/**
 * A file's text in pieces, without its byte order mark. Strict: a wrong guess at the encoding would silently spoil
 * every caption.
 * @throws TagmaskError `not-utf8`, `caption-file-unreadable`, `not-a-file`
 */
export async function* readUtf8(path: string): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    const small = await readSmallFile(path, smallBytes);
    if (small !== null) return void (yield decoder.decode(small));
    const file = await openRegularFile(path);
    for await (const bytes of file.createReadStream())
      yield decoder.decode(bytes as Buffer, { stream: true });
    yield decoder.decode();
  } catch (error) {
    throw describe(error, basename(path));
  }
}

/** More than any caption. Joining the pieces of an endless line would take ever longer, and in the end fail. */
export const maxLineLength = 1_000_000;

export interface LineOptions {
  /** Gives the start of a line that is too long, one character more than `maxLineLength`, and goes on after it. */
  readonly cutLongLines?: boolean;
}

/**
 * A file's lines without their ends (LF, CRLF or CR), one piece of the file in memory at a time.
 * @throws TagmaskError `line-too-long`, and as `readUtf8`
 */
export async function* readLines(
  path: string,
  { cutLongLines = false }: LineOptions = {},
): AsyncGenerator<string> {
  let rest = '';
  for await (const piece of readUtf8(path)) {
    const text = rest + piece;
    // A CR at the end of a piece may be half of a CRLF.
    const end = text.endsWith('\r') ? text.length - 1 : text.length;
    const lines = text.slice(0, end).split(/\r\n|\n|\r/);
    rest = (lines.pop() ?? '') + text.slice(end);
    if (rest.length > maxLineLength) {
      if (!cutLongLines) throw lineTooLong(basename(path));
      rest = rest.slice(0, maxLineLength + 1);
    }
    yield* lines;
  }
  if (rest !== '') yield rest.replace(/\r$/, '');
}

function lineTooLong(name: string): TagmaskError {
  const message = `${name} has a line of more than a million characters, so it holds no captions. Break it into lines.`;
  return new TagmaskError('input', 'line-too-long', message);
}

function describe(error: unknown, name: string): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') {
    const message = `${name} is not UTF-8 text. Save it with the encoding UTF-8.`;
    return new TagmaskError('input', 'not-utf8', message, { cause: error });
  }
  if (error instanceof TagmaskError || code === undefined) return error;
  const message = `${name} cannot be read (${code}). Check that it is there and that you may read it.`;
  return new TagmaskError('missing', 'caption-file-unreadable', message, { cause: error });
}
