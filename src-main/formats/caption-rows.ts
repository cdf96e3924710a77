import { basename } from 'node:path';
import { Readable } from 'node:stream';

import { CsvError, parse } from 'csv-parse';

import { TagmaskError } from '../../models/errors.ts';
import { readLines, readUtf8 } from './utf8.ts';

/** Those that text itself seldom has come first: they win where a file can be read either way. */
export const delimiters = ['\t', '|', ';', ','] as const;
export type Delimiter = (typeof delimiters)[number];

/** More than any caption; a quote that is never closed must not read the rest of the file into memory. */
const maxRecordLength = 1_000_000;

/**
 * The rows of a delimiter-separated file; empty lines are none. A tab-separated file has a row a line, whatever its
 * quotes; the others are read by RFC 4180, with any line ends and with quotes inside a bare field taken as they are.
 * @throws TagmaskError `caption-table`, `not-utf8`, `line-too-long`
 */
export function readRows(path: string, delimiter: Delimiter): AsyncGenerator<string[]> {
  return delimiter === '\t' ? readTabbedRows(path) : readQuotedRows(path, delimiter);
}

/** A caption that starts with a stray quote must not swallow the rows after it. */
async function* readTabbedRows(path: string): AsyncGenerator<string[]> {
  for await (const line of readLines(path)) if (line.trim() !== '') yield splitTabs(line);
}

/** A field that is quoted as a whole loses its quotes, as spreadsheets write it. */
const splitTabs = (line: string): string[] => line.split('\t').map(unquote);

function unquote(field: string): string {
  const [, inside] = /^"((?:[^"]|"")*)"$/.exec(field) ?? [];
  return inside === undefined ? field : inside.replaceAll('""', '"');
}

const quoting = {
  relax_quotes: true,
  relax_column_count: true,
  skip_empty_lines: true,
  max_record_size: maxRecordLength,
} as const;

async function* readQuotedRows(path: string, delimiter: Delimiter): AsyncGenerator<string[]> {
  const text = Readable.from(readUtf8(path));
  const parser = parse({ ...quoting, delimiter });
  // `pipe` does not hand errors on, and iterating ends when the parser does.
  text.on('error', (error) => parser.destroy(error));
  try {
    for await (const row of text.pipe(parser)) yield row as string[];
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const place = `in the row that starts at line ${String(error['lines'] ?? '?')}`;
    const message = `${basename(path)} cannot be read ${place} (${error.message}). Close its quotes.`;
    throw new TagmaskError('input', 'caption-table', message, { cause: error });
  } finally {
    text.destroy();
  }
}

const lookedAtRows = 20;

/**
 * What separates a file's fields: what its name promises, if that cuts the first row at all; else what cuts the most of
 * the first rows into as many fields as the first one. Null where nothing cuts the first row.
 * @throws TagmaskError `not-utf8`
 */
export async function findDelimiter(path: string, promised: Delimiter | null): Promise<Delimiter | null> {
  if (promised !== null && shareOfEqual(await countFields(path, promised)) > 0) return promised;
  let best: Delimiter | null = null;
  let bestShare = 0;
  for (const delimiter of delimiters) {
    const share = shareOfEqual(await countFields(path, delimiter));
    if (share <= bestShare) continue;
    best = delimiter;
    bestShare = share;
  }
  return best;
}

/** The number of fields of each of the first rows. */
async function countFields(path: string, delimiter: Delimiter): Promise<number[]> {
  const counts: number[] = [];
  try {
    for await (const row of readRows(path, delimiter)) {
      counts.push(row.length);
      if (counts.length === lookedAtRows) break;
    }
  } catch (error) {
    // A quote that is never closed, or an endless line: the rows before it tell enough.
    const isRow = error instanceof TagmaskError && ['caption-table', 'line-too-long'].includes(error.code);
    if (!isRow) throw error;
  }
  return counts;
}

function shareOfEqual([first = 0, ...others]: readonly number[]): number {
  if (first < 2) return 0;
  return (1 + others.filter((count) => count === first).length) / (1 + others.length);
}
