import type { ReadDb } from '../connection.ts';
import { statement } from '../statement.ts';

export interface WordRow {
  readonly text: string;
  readonly pictures: number;
  readonly undecided: number;
  readonly accepted: number;
  readonly rejected: number;
  readonly unsure: number;
  readonly proposed: number;
}

/** Only words that contain this, in lower case; empty for all. */
const matches = `pictures > 0 AND (@search = '' OR instr(text, @search) > 0)`;
const select = 'SELECT text, pictures, undecided, accepted, rejected, unsure, proposed FROM word';

const pages = {
  count: `${select} INDEXED BY word_by_pictures WHERE ${matches} ORDER BY pictures DESC, text`,
  name: `${select} WHERE ${matches} ORDER BY text`,
} as const;

export type WordSort = keyof typeof pages;

export interface WordPageRequest {
  readonly search: string;
  readonly sort: WordSort;
  readonly offset: number;
  readonly limit: number;
}

/** A page of the words that are in review, in the order of its index. */
export function listWords(db: ReadDb, { sort, ...page }: WordPageRequest): WordRow[] {
  return statement<[typeof page], WordRow>(db, `${pages[sort]} LIMIT @limit OFFSET @offset`).all(page);
}

export function countWords(db: ReadDb, search: string): number {
  const count = statement<[{ search: string }], { n: number }>(
    db,
    `SELECT count(*) AS n FROM word INDEXED BY word_by_pictures WHERE ${matches}`,
  );
  return count.get({ search })?.n ?? 0;
}
