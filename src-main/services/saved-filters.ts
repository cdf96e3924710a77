import { transact } from '../../db/connection.ts';
import {
  deleteSavedFilter,
  insertSavedFilter,
  listSavedFilters,
  updateSavedFilter,
} from '../../db/queries/saved-filters.ts';
import { TagmaskError } from '../../models/errors.ts';
import type { PictureQuery, SavedFilter } from './library-types.ts';
import type { Project } from './project.ts';

/** A project's filters with a name, in the order of their names. */
export function listFilters({ db }: Project): SavedFilter[] {
  // Only `saveFilter` and `changeFilter` write here, and they are typed.
  return listSavedFilters(db).map((row) => ({ ...row, query: JSON.parse(row.query) as PictureQuery }));
}

/** @throws TagmaskError `filter-name` where another filter has the name */
export function saveFilter(
  { db }: Project,
  { name, query }: { readonly name: string; readonly query: PictureQuery },
): SavedFilter {
  const id = transact(db, () => insertSavedFilter(db, { name, query: JSON.stringify(query) }));
  if (id === null) throw nameTaken(name);
  return { id, name, query };
}

/**
 * Gives a filter another name, other conditions, or both.
 * @throws TagmaskError `filter-name`, `filter-unknown`
 */
export function changeFilter(
  { db }: Project,
  id: number,
  { name, query }: { readonly name?: string | undefined; readonly query?: PictureQuery | undefined },
): void {
  const text = query === undefined ? null : JSON.stringify(query);
  const changed = transact(db, () => updateSavedFilter(db, { id, name: name ?? null, query: text }));
  if (changed === null) throw nameTaken(name ?? '');
  if (!changed) throw unknown(id);
}

/** @throws TagmaskError `filter-unknown` */
export function deleteFilter({ db }: Project, id: number): void {
  if (!transact(db, () => deleteSavedFilter(db, id))) throw unknown(id);
}

function nameTaken(name: string): TagmaskError {
  return new TagmaskError(
    'conflict',
    'filter-name',
    `There is a filter "${name}" already. Choose another name.`,
  );
}

function unknown(id: number): TagmaskError {
  return new TagmaskError(
    'missing',
    'filter-unknown',
    `There is no filter ${id} in this project. Load the list again.`,
  );
}
