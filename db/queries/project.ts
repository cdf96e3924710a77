import type { ReadDb, WriteDb } from '../connection.ts';
import { statement } from '../statement.ts';

export function readProjectValue(db: ReadDb, key: string): string | undefined {
  return statement<[string], { value: string }>(db, 'SELECT value FROM project WHERE key = ?').get(key)
    ?.value;
}

/** Keeps a value that is there already. */
export function insertMissingProjectValue(db: WriteDb, { key, value }: { key: string; value: string }): void {
  statement<[string, string]>(
    db,
    'INSERT INTO project (key, value) VALUES (?, ?) ON CONFLICT DO NOTHING',
  ).run(key, value);
}

export function setProjectValue(db: WriteDb, { key, value }: { key: string; value: string }): void {
  statement<[string, string]>(
    db,
    'INSERT INTO project (key, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value',
  ).run(key, value);
}
