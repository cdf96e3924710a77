import type { WriteDb } from './connection.ts';
import { statement } from './statement.ts';

/** Rows a statement: a call into SQLite costs as much as a row, and a longer statement gains nothing more. */
const rowsAtOnce = 64;

/** Adds rows to `into`, a table with its columns in brackets; each row has their values, in their order. */
export function insertRows(
  db: WriteDb,
  into: string,
  rows: readonly (readonly (string | number | null)[])[],
): void {
  const insert = (part: typeof rows): void => {
    const places = `(?${', ?'.repeat((part[0]?.length ?? 1) - 1)})`;
    const sql = `INSERT INTO ${into} VALUES ${places}${`, ${places}`.repeat(part.length - 1)}`;
    statement<unknown[]>(db, sql).run(...part.flat());
  };
  const whole = rows.length - (rows.length % rowsAtOnce);
  for (let i = 0; i < whole; i += rowsAtOnce) insert(rows.slice(i, i + rowsAtOnce));
  // One by one, so that there are two statements to compile, not sixty-four.
  for (const row of rows.slice(whole)) insert([row]);
}
