import type { Statement } from 'better-sqlite3';

import type { ReadDb } from './connection.ts';

const cache = new WeakMap<ReadDb, Map<string, Statement>>();

/**
 * The compiled statement of `sql`, kept as long as its connection. Not for `iterate`: a statement that is being
 * iterated cannot run a second time, so a query that streams prepares its own.
 */
export function statement<Params extends unknown[], Row = unknown>(
  db: ReadDb,
  sql: string,
): Statement<Params, Row> {
  let statements = cache.get(db);
  if (statements === undefined) cache.set(db, (statements = new Map()));
  let found = statements.get(sql);
  if (found === undefined) statements.set(sql, (found = db.prepare(sql)));
  return found as Statement<Params, Row>;
}
