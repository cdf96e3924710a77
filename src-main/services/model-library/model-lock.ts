import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import Database from 'better-sqlite3';

import { modelsFolder } from '../paths.ts';

/**
 * Takes a model's name for as long as it is being fetched or removed, or answers null where another process has it. As with
 * a project's lock, the operating system lets go of it when the process dies, however it dies.
 */
export function takeModelLock(name: string): (() => void) | null {
  const folder = join(modelsFolder(), '.locks');
  mkdirSync(folder, { recursive: true });
  const db = new Database(join(folder, `${name}.sqlite`), { timeout: 0 });
  try {
    db.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    db.close();
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')) return null;
    throw error;
  }
  return () => {
    db.exec('ROLLBACK');
    db.close();
  };
}
