import { basename, extname } from 'node:path';

import { TagmaskError } from '../../models/errors.ts';
import { readCocoCaptions } from './captions-coco.ts';
import { readCaptionTable } from './captions-table.ts';
import { readLines } from './utf8.ts';

/** One caption of one file, as a caption file says it. */
export interface CaptionEntry {
  readonly file: string;
  readonly caption: string;
}

/** The names of the columns that hold the file and the caption, where they are not the usual ones. */
export interface CaptionColumns {
  readonly file?: string;
  readonly caption?: string;
}

/** The names that a scan takes for caption files. */
export const isCaptionFileName = (name: string): boolean => /^captions\.(tsv|csv|json)$/i.test(name);

/**
 * The captions in a TSV, CSV or COCO JSON file, in its order. A table is streamed; JSON is read whole.
 * @throws TagmaskError `caption-format`, `caption-columns`, `caption-table`, `caption-json`, `not-utf8`
 */
export function readCaptionFile(path: string, columns: CaptionColumns = {}): AsyncIterable<CaptionEntry> {
  switch (extname(path).toLowerCase()) {
    case '.tsv':
      return readCaptionTable(path, { layout: 'tsv', columns });
    case '.csv':
      return readCaptionTable(path, { layout: 'csv', columns });
    case '.json':
      return readCocoCaptions(path);
    default: {
      const advice = 'Caption files are .tsv, .csv or .json in the layout of COCO.';
      throw new TagmaskError('input', 'caption-format', `${basename(path)} is no caption file. ${advice}`);
    }
  }
}

/** The captions in the text file beside a picture: one a line; empty lines are none. */
export async function readSidecar(path: string): Promise<string[]> {
  const captions: string[] = [];
  for await (const line of readLines(path)) if (line.trim() !== '') captions.push(line.trim());
  return captions;
}
