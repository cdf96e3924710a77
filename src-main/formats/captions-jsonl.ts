import { basename } from 'node:path';

import { TagmaskError } from '../../models/errors.ts';
import { findUsualCaptions, findUsualFile, listCaptionColumns } from './caption-map.ts';
import type { CaptionMap } from './caption-map.ts';
import type { CaptionEntry, CaptionReading } from './captions.ts';
import { isObject, textsAt } from './json-path.ts';
import type { JsonObject } from './json-path.ts';
import { maxLineLength, readLines } from './utf8.ts';

export interface JsonLine {
  /** From 1. */
  readonly line: number;
  readonly value: JsonObject;
}

type OnBadLine = (line: number, why: string) => void;

/** The objects of a file with one JSON object a line; lines that hold none are handed to `onBadLine`. Empty lines are skipped. */
export async function* readJsonLines(path: string, onBadLine: OnBadLine): AsyncGenerator<JsonLine> {
  let line = 0;
  for await (const text of readLines(path, { cutLongLines: true })) {
    line += 1;
    if (text.trim() === '') continue;
    const value = parseObject(text);
    if (typeof value === 'string') onBadLine(line, value);
    else yield { line, value };
  }
}

/** The object, or why there is none. */
function parseObject(text: string): JsonObject | string {
  if (text.length > maxLineLength) return 'is longer than a million characters';
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : 'is no JSON object';
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return 'is not valid JSON';
  }
}

/**
 * The captions of a JSON Lines file, such as Hugging Face's metadata.jsonl, in its order; streamed. A value may be a text
 * or a list of texts. A line that says nothing of use is a problem, and the rest goes on.
 * @throws TagmaskError `caption-lines` where no line is of use, `not-utf8`
 */
export async function* readCaptionLines(
  path: string,
  { map = {}, onProblem = () => undefined }: CaptionReading,
): AsyncGenerator<CaptionEntry> {
  const problems = new LineProblems(onProblem);
  let used = false;
  for await (const { line, value } of readJsonLines(path, (at, why) => problems.add(at, why))) {
    const entry = entryOf(value, map);
    if (typeof entry === 'string') {
      problems.add(line, entry);
      continue;
    }
    used = true;
    yield entry;
  }
  problems.finish();
  if (used) return;
  const message = `${basename(path)} has no line with a file and a caption. Each line must be an object such as {"file_name": "a.jpg", "text": "A dog"}; other keys can be named.`;
  throw new TagmaskError('input', 'caption-lines', message);
}

/** The line's captions, or what it lacks. */
function entryOf(value: JsonObject, map: CaptionMap): CaptionEntry | string {
  const keys = Object.keys(value);
  const file = map.file ?? keys[findUsualFile(keys) ?? -1];
  const captions = listCaptionColumns(map) ?? findUsualCaptions(keys).map((place) => keys[place] ?? '');
  const [named] = (file === undefined ? undefined : textsAt(value, file)) ?? [];
  if (named === undefined) return lacks('file', file === undefined ? [] : [file]);
  const texts = captions.map((key) => textsAt(value, key)).filter((found) => found !== undefined);
  if (texts.length === 0) return lacks('caption', captions);
  return { file: named.trim(), captions: texts.flat() };
}

function lacks(what: 'file' | 'caption', keys: readonly string[]): string {
  if (keys.length === 0) return `has no key for the ${what}`;
  return `has no text at ${keys.map((key) => `"${key}"`).join(' or ')}`;
}

const shownLines = 20;

/** The first bad lines one by one, the others as a number: a million of them would fill memory and say no more. */
class LineProblems {
  readonly #tell: (why: string) => void;
  #count = 0;

  constructor(tell: (why: string) => void) {
    this.#tell = tell;
  }

  add(line: number, why: string): void {
    this.#count += 1;
    if (this.#count <= shownLines) this.#tell(`Line ${line} ${why}.`);
  }

  finish(): void {
    const more = this.#count - shownLines;
    if (more > 0) this.#tell(`${more} more ${more === 1 ? 'line has' : 'lines have'} no caption.`);
  }
}
