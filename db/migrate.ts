import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import type { Database } from 'better-sqlite3';

import { TagmaskError } from '../models/errors.ts';

export interface Migration {
  readonly version: number;
  readonly name: string;
  readonly sql: string;
}

/**
 * Brings the database to the newest migration, each in a transaction of its own that also writes its number to
 * `user_version`: a crash between two of them leaves a database of the earlier version, whole.
 * @throws TagmaskError `database-newer` where a later Tagmask has written it, `database-foreign` where another program has
 */
export function migrate(db: Database, migrations: readonly Migration[] = listMigrations()): void {
  readSchemaVersion(db, migrations);
  for (const { version, sql } of migrations) {
    // A thread that opens a project must not wait for the lock of another one that writes.
    if (userVersion(db) >= version) continue;
    const apply = db.transaction(() => {
      // Read inside the lock: another process may have been here since.
      if (userVersion(db) >= version) return;
      db.exec(sql);
      db.pragma(`user_version = ${String(version)}`);
    });
    apply.immediate();
  }
}

/**
 * Reads the schema's version (0 for an empty file) without writing.
 * @throws TagmaskError as `migrate`
 */
export function readSchemaVersion(db: Database, migrations: readonly Migration[] = listMigrations()): number {
  const version = userVersion(db);
  const newest = migrations.at(-1)?.version ?? 0;
  if (version > newest) {
    const versions = `version ${String(version)}, and this one knows ${String(newest)}`;
    throw new TagmaskError(
      'refused',
      'database-newer',
      `The project ${db.name} was written by a newer Tagmask (${versions}). Update Tagmask to open it.`,
    );
  }
  const tables = db.prepare<[], { n: number }>('SELECT count(*) AS n FROM sqlite_schema').get()?.n ?? 0;
  if (version === 0 && tables > 0) {
    throw new TagmaskError(
      'refused',
      'database-foreign',
      `The file ${db.name} is another program's database. Move it away to start a project here.`,
    );
  }
  return version;
}

function userVersion(db: Database): number {
  return Number(db.pragma('user_version', { simple: true }));
}

/** The migrations in their order, read from `folder`. */
export function listMigrations(folder: string = findMigrationsFolder()): Migration[] {
  return readdirSync(folder)
    .filter((name) => /^\d{4}-.+\.sql$/.test(name))
    .sort()
    .map((name) => ({
      version: Number(name.slice(0, 4)),
      name,
      sql: readFileSync(join(folder, name), 'utf8'),
    }));
}

/** Looks upwards from this module, which lies in db/ of a checkout and somewhere below out/ of a built program. */
function findMigrationsFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  for (;;) {
    const candidate = join(folder, 'db', 'migrations');
    if (existsSync(candidate)) return candidate;
    const parent = dirname(folder);
    if (parent === folder) break;
    folder = parent;
  }
  throw new TagmaskError(
    'internal',
    'migrations-missing',
    `The folder db/migrations is not above ${fileURLToPath(import.meta.url)}. Install Tagmask again.`,
  );
}
