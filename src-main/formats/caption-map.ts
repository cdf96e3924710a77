import { TagmaskError } from '../../models/errors.ts';

/** Where a caption file keeps what: columns of a table by name or by number (from 1), keys of JSON lines by dotted path. */
export interface CaptionMap {
  readonly file?: string;
  /** Several columns give several captions a row. */
  readonly caption?: string | readonly string[];
  /** Whether a table's first row names its columns; looked at where it is not said. */
  readonly header?: boolean;
}

/** The usual names, best first. */
export const usualNames = {
  file: ['file', 'filename', 'file_name', 'image', 'image_path', 'path', 'filepath', 'file_path'],
  caption: ['caption', 'text', 'captions', 'texts'],
} as const;

export const listCaptionColumns = ({ caption }: CaptionMap): readonly string[] | undefined =>
  typeof caption === 'string' ? [caption] : caption;

const normalise = (name: string): string => name.trim().toLowerCase();

/** The first of `names` that has a usual name for the file. */
export function findUsualFile(names: readonly string[]): number | undefined {
  const written = names.map(normalise);
  return usualNames.file.map((name) => written.indexOf(name)).find((place) => place >= 0);
}

/** The columns with the best usual name for a caption: `caption`, or all of `caption_0`, `caption_1`, …. */
export function findUsualCaptions(names: readonly string[]): number[] {
  const written = names.map(normalise);
  for (const usual of usualNames.caption) {
    const exact = written.indexOf(usual);
    if (exact >= 0) return [exact];
    const numbered = new RegExp(`^${usual}[ _-]?\\d+$`);
    const places = written.flatMap((name, place) => (numbered.test(name) ? [place] : []));
    if (places.length > 0) return places;
  }
  return [];
}

/** The place of a column that is asked for by its name, else by its number. */
export function findColumn(names: readonly string[], wanted: string): number | undefined {
  const place = names.findIndex((name) => normalise(name) === normalise(wanted));
  if (place >= 0) return place;
  const number = isColumnNumber(wanted) ? Number(wanted) : 0;
  return number >= 1 && number <= names.length ? number - 1 : undefined;
}

const isColumnNumber = (wanted: string): boolean => /^\s*\d{1,6}\s*$/.test(wanted);

/** "a/b.jpg": what no header says and every row of captions does. */
export const looksLikePicture = (cell: string): boolean =>
  /\.(jpe?g|jpe|jfif|png|webp|avif|gif|tiff?)$/i.test(cell.trim());

/** Whether a table's first row names its columns. */
export function isHeader(row: readonly string[], map: CaptionMap): boolean {
  if (map.header !== undefined) return map.header;
  if (row.some(looksLikePicture)) return false;
  if (findUsualFile(row) !== undefined || findUsualCaptions(row).length > 0) return true;
  const wanted = [map.file, ...(listCaptionColumns(map) ?? [])].filter((name) => name !== undefined);
  const byNumberOnly = wanted.length > 0 && wanted.every(isColumnNumber);
  return !byNumberOnly;
}

/** Places in a row. */
export interface Columns {
  readonly file: number;
  readonly captions: readonly number[];
}

/**
 * The columns that `map` names or, where it names none, that have the usual names.
 * @throws TagmaskError `caption-columns`
 */
export function findColumns(name: string, first: readonly string[], map: CaptionMap): Columns {
  const header = isHeader(first, map);
  const names = header ? first : first.map((_, place) => String(place + 1));
  const lacks = (what: 'file' | 'caption', wanted?: string): TagmaskError =>
    lacksColumn({ name, what, wanted, names: header ? names : null, count: first.length });
  const find = (what: 'file' | 'caption', wanted: string): number => {
    const place = findColumn(names, wanted);
    if (place === undefined) throw lacks(what, wanted);
    return place;
  };
  const usual = header ? findUsualColumns(names) : guessPair(first);
  const asked = listCaptionColumns(map);
  const file = map.file === undefined ? usual.file : find('file', map.file);
  if (file === undefined) throw lacks('file');
  const captions = asked === undefined ? usual.captions : asked.map((wanted) => find('caption', wanted));
  if (captions.length === 0) throw lacks('caption');
  return { file, captions };
}

type UsualColumns = Omit<Columns, 'file'> & { readonly file: number | undefined };

const findUsualColumns = (names: readonly string[]): UsualColumns => ({
  file: findUsualFile(names),
  captions: findUsualCaptions(names),
});

/** Without a header only two columns explain themselves: one names a picture, so that the other is its caption. */
function guessPair(first: readonly string[]): UsualColumns {
  const file = first.findIndex(looksLikePicture);
  return first.length === 2 && file >= 0 ? { file, captions: [1 - file] } : { file: undefined, captions: [] };
}

const shownNames = 20;

interface Lacking {
  readonly name: string;
  readonly what: 'file' | 'caption';
  readonly wanted: string | undefined;
  /** Null where no row names the columns. */
  readonly names: readonly string[] | null;
  readonly count: number;
}

function lacksColumn({ name, what, wanted, names, count }: Lacking): TagmaskError {
  const lacks = wanted === undefined ? `no column for the ${what}` : `no column "${wanted}"`;
  const message =
    names === null
      ? `${name} has ${lacks}: it has no header row and ${countColumns(count)}. Say by its number which one holds the ${what}.`
      : `${name} has ${lacks}: its columns are ${listNames(names)}. Say which one holds the ${what}.`;
  return new TagmaskError('input', 'caption-columns', message);
}

const countColumns = (count: number): string => (count === 1 ? 'one column' : `${count} columns`);

function listNames(names: readonly string[]): string {
  const shown = names.slice(0, shownNames).map((name) => `"${shorten(name.trim())}"`);
  const more = names.length - shown.length;
  return more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(', ');
}

const shorten = (name: string): string => (name.length > 60 ? `${name.slice(0, 60)}…` : name);
