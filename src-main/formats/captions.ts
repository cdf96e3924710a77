import { basename, extname } from 'node:path';

import { TagmaskError } from '../../models/errors.ts';
import type { CaptionMap } from './caption-map.ts';
import { readCocoCaptions } from './captions-coco.ts';
import { readCaptionLines } from './captions-jsonl.ts';
import { readCaptionTable } from './captions-table.ts';
import { readLines } from './utf8.ts';

/** What a row of a caption file says of a picture. */
export interface CaptionEntry {
  readonly file: string;
  readonly captions: readonly string[];
}

export interface CaptionReading {
  readonly map?: CaptionMap;
  /** Told of each part of the file that cannot be read while the rest can. */
  readonly onProblem?: (why: string) => void;
}

export type CaptionFormat = 'table' | 'lines' | 'coco';

/** The names that a scan takes for caption files; the last is that of Hugging Face's image folders. */
export const isCaptionFileName = (name: string): boolean =>
  /^(captions\.(tsv|csv|json|jsonl)|metadata\.jsonl)$/i.test(name);

/** The extensions that a caption file may have, with what is expected behind them. */
const formats: Readonly<Record<string, CaptionFormat>> = {
  '.tsv': 'table',
  '.tab': 'table',
  '.csv': 'table',
  '.psv': 'table',
  '.txt': 'table',
  '.jsonl': 'lines',
  '.ndjson': 'lines',
  '.json': 'coco',
};

export const hasCaptionExtension = (name: string): boolean =>
  Object.hasOwn(formats, extname(name).toLowerCase());

/** @throws TagmaskError `caption-format` */
export function formatOfCaptionFile(path: string): CaptionFormat {
  const format = formats[extname(path).toLowerCase()];
  if (format !== undefined) return format;
  const advice = 'Caption files are tables (.tsv, .csv, .txt), JSON Lines (.jsonl) or COCO captions (.json).';
  throw new TagmaskError('input', 'caption-format', `${basename(path)} is no caption file. ${advice}`);
}

/**
 * The captions in a file, in its order. Tables and JSON Lines are streamed; COCO's JSON is read whole.
 * @throws TagmaskError `caption-format`, `caption-columns`, `caption-table`, `caption-lines`, `caption-json`, `not-utf8`
 */
export function readCaptionFile(path: string, reading: CaptionReading = {}): AsyncIterable<CaptionEntry> {
  switch (formatOfCaptionFile(path)) {
    case 'table':
      return readCaptionTable(path, reading.map ?? {});
    case 'lines':
      return readCaptionLines(path, reading);
    case 'coco':
      return readCocoCaptions(path);
  }
}

/** The captions in the text file beside a picture: one a line; empty lines are none. */
export async function readSidecar(path: string): Promise<string[]> {
  const captions: string[] = [];
  for await (const line of readLines(path)) if (line.trim() !== '') captions.push(line.trim());
  return captions;
}
