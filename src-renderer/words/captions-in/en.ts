import type { CaptionFormat } from '../../../src-main/services/caption-preview-types.ts';
import { formatCount } from '../../format.ts';

const countOf = (count: number, one: string): string =>
  `${formatCount(count)} ${one}${count === 1 ? '' : 's'}`;

const delimiters: Record<string, string> = { '\t': 'tabs', ',': 'commas', ';': 'semicolons', '|': 'bars' };

/** How many of the rows that were looked at find their picture; `whole` where those are all. */
export interface FoundRows {
  readonly matched: number;
  readonly rows: number;
  readonly whole: boolean;
}

/** The dialog that brings captions in. */
export const captionsIn = {
  open: 'Add captions…',
  title: 'Add captions',
  about:
    'Choose files of this dataset that hold captions, and say what their columns are. Captions that are there already stay.',
  files: 'Files',
  looking: 'Looking for caption files…',
  none: 'No caption files in this dataset. Put a table (.tsv, .csv, .txt), JSON Lines (.jsonl) or COCO captions (.json) into its folder.',
  again: 'Look again',
  moreFiles: (shown: number) => `The first ${formatCount(shown)} files are shown.`,
  show: (file: string) => `Preview ${file}`,
  preview: 'Preview',
  chooseFile: 'Choose a file to see what is in it.',
  reading: 'Reading the file…',
  format: (format: CaptionFormat, delimiter: string | null) =>
    ({
      table: `Table, separated by ${delimiters[delimiter ?? ''] ?? ''}`,
      lines: 'JSON Lines',
      coco: 'COCO captions',
    })[format],
  columns: (count: number) => countOf(count, 'column'),
  firstColumns: (count: number) => `The first ${countOf(count, 'column')} are shown.`,
  header: 'First row names the columns',
  column: (number: string) => `Column ${number}`,
  use: (name: string) => `Use of column ${name}`,
  roles: { none: 'Ignore', file: 'File name', caption: 'Caption' },
  needFile: 'Choose the column with the file names.',
  needCaption: 'Choose at least one column with captions.',
  found: ({ matched, rows, whole }: FoundRows) =>
    rows === 0
      ? 'No rows can be read.'
      : `${formatCount(matched)} of ${whole ? '' : 'the first '}${countOf(rows, 'row')} ${matched === 1 ? 'finds its' : 'find their'} picture.`,
  import: (files: number) => (files === 0 ? 'Import' : `Import ${countOf(files, 'file')}`),
  importing: 'Importing captions…',
  stopped: 'The import was cancelled. What had been read is kept.',
  added: (added: number, all: number) =>
    `${countOf(added, 'new caption')}; the dataset has ${formatCount(all)}.`,
  allFound: 'Every row has found its picture.',
  problems: (count: number) => countOf(count, 'problem'),
  more: 'Add more',
};

export type CaptionsInWords = typeof captionsIn;
