import { basename } from 'node:path';
import { Readable } from 'node:stream';

import { CsvError, parse } from 'csv-parse';

import { TagmaskError } from '../../models/errors.ts';
import type { CaptionColumns, CaptionEntry } from './captions.ts';
import { readLines, readUtf8 } from './utf8.ts';

const usualNames = {
  file: ['file', 'filename', 'file_name', 'image', 'image_path', 'path', 'filepath', 'file_path'],
  caption: ['caption', 'text'],
} as const;

/** More than any caption; a quote that is never closed must not read the rest of the file into memory. */
const maxRecordLength = 1_000_000;

export interface TableOptions {
  readonly layout: 'tsv' | 'csv';
  readonly columns: CaptionColumns;
}

/**
 * The captions in a table with a header row. Rows may be short; columns that are not asked for are ignored.
 * @throws TagmaskError `caption-columns`, `caption-table`, `not-utf8`
 */
export async function* readCaptionTable(
  path: string,
  { layout, columns }: TableOptions,
): AsyncGenerator<CaptionEntry> {
  const name = basename(path);
  let places: { file: number; caption: number } | undefined;
  for await (const row of layout === 'tsv' ? readTsvRows(path) : readCsvRows(path, name)) {
    if (places === undefined) {
      places = {
        file: findColumn('file', { name, header: row, columns }),
        caption: findColumn('caption', { name, header: row, columns }),
      };
    } else {
      yield { file: row[places.file]?.trim() ?? '', caption: row[places.caption] ?? '' };
    }
  }
  if (places === undefined) {
    throw new TagmaskError(
      'input',
      'caption-columns',
      `${name} is empty. Its first row must name the columns.`,
    );
  }
}

/**
 * A TSV has a row a line, whatever its quotes: a caption that starts with a stray quote must not swallow the rows after
 * it. A field that is quoted as a whole loses its quotes, as spreadsheets write it.
 */
async function* readTsvRows(path: string): AsyncGenerator<string[]> {
  for await (const line of readLines(path)) {
    if (line.trim() !== '') yield line.split('\t').map(unquote);
  }
}

function unquote(field: string): string {
  const [, inside] = /^"((?:[^"]|"")*)"$/.exec(field) ?? [];
  return inside === undefined ? field : inside.replaceAll('""', '"');
}

/** RFC 4180, with any line ends and with quotes inside a bare field taken as they are. */
async function* readCsvRows(path: string, name: string): AsyncGenerator<string[]> {
  const text = Readable.from(readUtf8(path));
  const parser = parse({
    delimiter: await findDelimiter(path),
    relax_quotes: true,
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: maxRecordLength,
  });
  // `pipe` does not hand errors on, and iterating ends when the parser does.
  text.on('error', (error) => parser.destroy(error));
  try {
    for await (const row of text.pipe(parser)) yield row as string[];
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const place = `in the row that starts at line ${String(error['lines'] ?? '?')}`;
    const message = `${name} cannot be read ${place} (${error.message}). Close its quotes.`;
    throw new TagmaskError('input', 'caption-table', message, { cause: error });
  } finally {
    text.destroy();
  }
}

/** Spreadsheets in countries with decimal commas write semicolons. */
async function findDelimiter(path: string): Promise<',' | ';'> {
  for await (const header of readLines(path))
    return header.includes(';') && !header.includes(',') ? ';' : ',';
  return ',';
}

interface Header {
  readonly name: string;
  readonly header: readonly string[];
  readonly columns: CaptionColumns;
}

function findColumn(what: 'file' | 'caption', { name, header, columns }: Header): number {
  const wanted = columns[what];
  const names = wanted === undefined ? usualNames[what] : [wanted];
  const written = header.map((column) => column.trim().toLowerCase());
  for (const candidate of names) {
    const place = written.indexOf(candidate.trim().toLowerCase());
    if (place >= 0) return place;
  }
  const has = header.map((column) => `"${column.trim()}"`).join(', ');
  const lacks = wanted === undefined ? `no column for the ${what}` : `no column "${wanted}"`;
  const message = `${name} has ${lacks}: its columns are ${has}. Say which one holds the ${what}.`;
  throw new TagmaskError('input', 'caption-columns', message);
}
