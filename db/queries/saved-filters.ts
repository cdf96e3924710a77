import type { ReadDb, WriteDb } from '../connection.ts';
import { statement } from '../statement.ts';

export interface SavedFilterRow {
  readonly id: number;
  readonly name: string;
  /** JSON. */
  readonly query: string;
}

export function listSavedFilters(db: ReadDb): SavedFilterRow[] {
  return statement<[], SavedFilterRow>(db, 'SELECT id, name, query FROM saved_filter ORDER BY name').all();
}

/** The new filter's id; null where the name is taken. */
export function insertSavedFilter(db: WriteDb, filter: Omit<SavedFilterRow, 'id'>): number | null {
  const sql =
    'INSERT INTO saved_filter (name, query) VALUES (@name, @query) ON CONFLICT DO NOTHING RETURNING id';
  return statement<[typeof filter], { id: number }>(db, sql).get(filter)?.id ?? null;
}

/** Replaces what is not null. Answers false where there is no such filter, null where the name is another one's. */
export function updateSavedFilter(
  db: WriteDb,
  change: { readonly id: number; readonly name: string | null; readonly query: string | null },
): boolean | null {
  const other = statement<[number, string | null], unknown>(
    db,
    'SELECT 1 FROM saved_filter WHERE id <> ? AND name = ?',
  );
  if (other.get(change.id, change.name) !== undefined) return null;
  const update = statement<[typeof change]>(
    db,
    'UPDATE saved_filter SET name = coalesce(@name, name), query = coalesce(@query, query) WHERE id = @id',
  );
  return update.run(change).changes === 1;
}

/** Answers false where there is no such filter. */
export function deleteSavedFilter(db: WriteDb, id: number): boolean {
  return statement<[number]>(db, 'DELETE FROM saved_filter WHERE id = ?').run(id).changes === 1;
}
