/**
 * Who does what with a model, over all processes: locks of SQLite on `.locks/NAME.sqlite`. As with a project's lock, the
 * operating system lets go of them when a process dies, however it dies, so that there is no stale one to guess about.
 */
import { mkdirSync } from 'node:fs';
import { dirname, basename, join, resolve } from 'node:path';

import Database from 'better-sqlite3';

import { modelsFolder } from '../paths.ts';

type Release = () => void;

/** Alone, for fetching and removing. Null where another process has the name, or works with the model. */
export const takeModelLock = (name: string): Release | null => lock(name, 'BEGIN EXCLUSIVE');

/**
 * Beside others, for as long as a run works with the model in `folder`: it is not removed meanwhile. Null where it is being
 * removed just now. What lies outside the library is nobody's to remove, and nothing is held.
 */
export function holdModel(folder: string): Release | null {
  const path = resolve(folder);
  if (dirname(path) !== resolve(modelsFolder())) return () => undefined;
  try {
    return lock(basename(path), 'BEGIN; SELECT count(*) FROM sqlite_schema');
  } catch (error) {
    // A library that cannot be written is one that nothing can be removed from either.
    if (isReadOnly(error)) return () => undefined;
    throw error;
  }
}

/** True where runs work with the model; asked after `takeModelLock` was refused, to tell a run from a removal. */
export function isModelHeld(name: string): boolean {
  const release = holdModel(join(modelsFolder(), name));
  release?.();
  return release !== null;
}

function lock(name: string, begin: string): Release | null {
  const folder = join(modelsFolder(), '.locks');
  mkdirSync(folder, { recursive: true });
  const db = new Database(join(folder, `${name}.sqlite`), { timeout: 0 });
  try {
    db.exec(begin);
  } catch (error) {
    db.close();
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')) return null;
    throw error;
  }
  return () => {
    if (!db.open) return;
    db.exec('ROLLBACK');
    db.close();
  };
}

function isReadOnly(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return ['EACCES', 'EPERM', 'EROFS'].includes(code) || /^SQLITE_(READONLY|CANTOPEN)/.test(code);
}
