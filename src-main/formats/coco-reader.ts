import { createReadStream } from 'node:fs';

import { TagmaskError } from '../../models/errors.ts';
import { cocoSections } from './coco.ts';
import type { CocoSection } from './coco.ts';

export type CocoEntry =
  | { readonly section: 'info'; readonly value: unknown }
  | { readonly section: CocoSection; readonly value: unknown };

/**
 * Reads a file of `cocoLines` again, an entry at a time. Every line is either an entry, parsed as JSON, or exactly the
 * punctuation that belongs there, so a file that comes through is valid JSON as a whole.
 * @throws {TagmaskError} `coco-unreadable`, with the line
 */
export async function* readCocoEntries(file: string): AsyncGenerator<CocoEntry> {
  const lines = new LineReader(file);
  try {
    await lines.expect('{');
    yield { section: 'info', value: parse(/^"info": (.*),$/.exec(await lines.next())?.[1], lines) };
    await lines.expect('"licenses": [],');
    for (const section of cocoSections) {
      for await (const value of readSection(section, lines)) yield { section, value };
    }
    await lines.expect('}');
    await lines.expectEnd();
  } finally {
    await lines.close();
  }
}

async function* readSection(section: CocoSection, lines: LineReader): AsyncGenerator<unknown> {
  const end = section === 'annotations' ? ']' : '],';
  await lines.expect(`"${section}": [`);
  let more: boolean | undefined;
  for (let line = await lines.next(); line !== end; line = await lines.next()) {
    if (more === false) throw lines.complain('misses a comma before it');
    more = line.endsWith(',');
    yield parse(more ? line.slice(0, -1) : line, lines);
  }
  if (more === true) throw lines.complain('ends a list after a comma');
}

function parse(text: string | undefined, lines: LineReader): unknown {
  try {
    return JSON.parse(text ?? '') as unknown;
  } catch (error) {
    throw lines.complain('is not JSON', error);
  }
}

/** Not node:readline, which also breaks lines at U+2028, and that is an ordinary character within a caption. */
class LineReader {
  readonly #file: string;
  readonly #lines: AsyncGenerator<string>;
  #number = 0;

  constructor(file: string) {
    this.#file = file;
    this.#lines = splitLines(file);
  }

  async next(): Promise<string> {
    const { value, done } = await this.#lines.next();
    this.#number++;
    if (done === true) throw this.complain('is not there: the file is cut off');
    return value;
  }

  async expect(line: string): Promise<void> {
    if ((await this.next()) !== line) throw this.complain(`is not ${line}`);
  }

  async expectEnd(): Promise<void> {
    this.#number++;
    if ((await this.#lines.next()).done !== true) throw this.complain('comes after the end');
  }

  /** Gives the file back where the reader stops before its end. */
  async close(): Promise<void> {
    await this.#lines.return(undefined);
  }

  complain(what: string, cause?: unknown): TagmaskError {
    const sentence = `Line ${this.#number} of ${this.#file} ${what}; export the dataset again.`;
    return new TagmaskError('input', 'coco-unreadable', sentence, { cause });
  }
}

async function* splitLines(file: string): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let rest: string[] = [];
  for await (const bytes of createReadStream(file, { highWaterMark: 1 << 18 })) {
    const pieces = decoder.decode(bytes as Buffer, { stream: true }).split('\n');
    const last = pieces.pop() ?? '';
    for (const piece of pieces) {
      yield rest.join('') + piece;
      rest = [];
    }
    rest.push(last);
  }
  const tail = rest.join('') + decoder.decode();
  if (tail !== '') yield tail;
}
