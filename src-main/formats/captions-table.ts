import { basename, extname } from 'node:path';

import { TagmaskError } from '../../models/errors.ts';
import { findColumns, isHeader } from './caption-map.ts';
import type { CaptionMap, Columns } from './caption-map.ts';
import { findDelimiter, readRows, type Delimiter } from './caption-rows.ts';
import type { CaptionEntry } from './captions.ts';

/**
 * The captions in a table, in its order. Rows may be short; columns that are not asked for are ignored.
 * @throws TagmaskError `caption-columns`, `caption-table`, `not-utf8`, `line-too-long`
 */
export async function* readCaptionTable(path: string, map: CaptionMap): AsyncGenerator<CaptionEntry> {
  const name = basename(path);
  let columns: Columns | undefined;
  for await (const row of readRows(path, await findTableDelimiter(path))) {
    if (columns === undefined) {
      columns = findColumns(name, row, map);
      if (isHeader(row, map)) continue;
    }
    yield {
      file: row[columns.file]?.trim() ?? '',
      captions: columns.captions.map((place) => row[place] ?? ''),
    };
  }
  if (columns === undefined) {
    const message = `${name} is empty. Its first row must name the columns.`;
    throw new TagmaskError('input', 'caption-columns', message);
  }
}

/** A table of one column is read too: what it lacks is then said by name. */
export async function findTableDelimiter(path: string): Promise<Delimiter> {
  const isTabbed = ['.tsv', '.tab'].includes(extname(path).toLowerCase());
  return (await findDelimiter(path, isTabbed ? '\t' : null)) ?? (isTabbed ? '\t' : ',');
}
