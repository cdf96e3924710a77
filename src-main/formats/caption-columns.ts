import { findUsualCaptions, findUsualFile, findColumn, isHeader, looksLikePicture } from './caption-map.ts';
import type { CaptionMap } from './caption-map.ts';
import { readRows } from './caption-rows.ts';
import { formatOfCaptionFile } from './captions.ts';
import type { CaptionFormat } from './captions.ts';
import { readJsonLines } from './captions-jsonl.ts';
import { findTableDelimiter } from './captions-table.ts';
import { listTextPaths, textsAt } from './json-path.ts';

export interface ColumnLook {
  readonly key: string;
  readonly name: string;
  readonly samples: readonly string[];
}

/** What the first rows of a caption file look like. */
export interface CaptionLook {
  readonly format: CaptionFormat;
  readonly delimiter: string | null;
  readonly header: boolean | null;
  readonly columns: readonly ColumnLook[];
  readonly columnCount: number;
}

const lookedAtRows = 20;
const mostColumns = 200;
const samplesEach = 3;
const sampleLength = 200;

/** @throws TagmaskError what reading the file throws */
export async function lookAtCaptionFile(path: string, map: CaptionMap): Promise<CaptionLook> {
  const format = formatOfCaptionFile(path);
  switch (format) {
    case 'table':
      return lookAtTable(path, map);
    case 'lines':
      return lookAtLines(path);
    case 'coco':
      return { format, delimiter: null, header: null, columns: [], columnCount: 0 };
  }
}

async function lookAtTable(path: string, map: CaptionMap): Promise<CaptionLook> {
  const delimiter = await findTableDelimiter(path);
  const rows: string[][] = [];
  for await (const row of readRows(path, delimiter)) if (rows.push(row) > lookedAtRows) break;
  const first = rows[0] ?? [];
  const header = isHeader(first, map);
  const names = header ? first : first.map((_, place) => String(place + 1));
  const values = header ? rows.slice(1) : rows;
  const columns = names.slice(0, mostColumns).map((name, place) => ({
    key: keyOf(names, place),
    name: name.trim(),
    samples: sample(values.map((row) => row[place] ?? '')),
  }));
  return { format: 'table', delimiter, header, columns, columnCount: names.length };
}

/** A column whose name is empty or not the only one can only be told by its number. */
function keyOf(names: readonly string[], place: number): string {
  const name = names[place]?.trim() ?? '';
  return name !== '' && findColumn(names, name) === place ? name : String(place + 1);
}

async function lookAtLines(path: string): Promise<CaptionLook> {
  const values: Record<string, unknown>[] = [];
  for await (const { value } of readJsonLines(path, () => undefined))
    if (values.push(value) >= lookedAtRows) break;
  const keys = [...new Set(values.flatMap((value) => listTextPaths(value)))];
  const columns = keys.slice(0, mostColumns).map((key) => ({
    ...{ key, name: key },
    samples: sample(values.map((value) => (textsAt(value, key) ?? []).join(' · '))),
  }));
  return { format: 'lines', delimiter: null, header: null, columns, columnCount: keys.length };
}

const sample = (values: readonly string[]): string[] =>
  values
    .map((value) => value.trim())
    .filter((value) => value !== '')
    .slice(0, samplesEach)
    .map((value) => (value.length > sampleLength ? `${value.slice(0, sampleLength)}…` : value));

/** The columns that hold the file and the captions: by their names, else by what stands in them. */
export function guessColumns(columns: readonly ColumnLook[]): { file: string | null; captions: string[] } {
  const names = columns.map(({ name }) => name);
  const usual = findUsualFile(names);
  const file = usual === undefined ? columns.find(holdsPictures) : columns[usual];
  const named = findUsualCaptions(names).flatMap((place) => columns[place] ?? []);
  const longest = columns
    .filter((column) => column !== file && column.samples.some((text) => /\p{L}/u.test(text)))
    .sort((a, b) => lengthOf(b) - lengthOf(a))
    .slice(0, 1);
  return { file: file?.key ?? null, captions: (named.length > 0 ? named : longest).map(({ key }) => key) };
}

const holdsPictures = ({ samples }: ColumnLook): boolean =>
  samples.length > 0 && samples.every(looksLikePicture);
const lengthOf = ({ samples }: ColumnLook): number =>
  samples.reduce((sum, text) => sum + text.length, 0) / Math.max(1, samples.length);
