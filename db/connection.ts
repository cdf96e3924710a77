import { existsSync, statSync } from 'node:fs';

import Database from 'better-sqlite3';

import { TagmaskError } from '../models/errors.ts';
import { migrate, readSchemaVersion } from './migrate.ts';
import { refreshSummaries } from './queries/summaries.ts';

declare const reads: unique symbol;
declare const writes: unique symbol;

/** A connection that queries may read from. Only `openForReading` and `openForWriting` make one. */
export type ReadDb = Database.Database & { readonly [reads]: true };
/** A connection that may also change rows; it goes wherever a `ReadDb` does, never the other way. */
export type WriteDb = ReadDb & { readonly [writes]: true };

/** How long a statement waits for another program's lock before it fails. */
const busyTimeoutMs = 2000;

/**
 * Opens or makes the database in `file` and brings it to the newest schema. A database that this version cannot use is
 * left as it is: nothing is written before its header, its tables and its version have been read.
 * @throws TagmaskError `database-newer`, `database-damaged`, `database-locked`, `database-foreign`, `database-unusable`
 */
export function openForWriting(file: string): WriteDb {
  const opened = open(file, { timeout: busyTimeoutMs }, (db) => {
    readSchemaVersion(db);
    db.pragma('journal_mode = WAL');
    // FULL also syncs the log on each commit: a verdict that was acknowledged survives a power cut, not only a crash.
    db.pragma('synchronous = FULL');
    db.pragma('foreign_keys = ON');
    // In KiB, for the indices that the library walks: 100,000 pictures with ten tags each have 50 MB of them.
    db.pragma('cache_size = -65536');
    migrate(db);
  }) as WriteDb;
  fileNumbers.set(opened, readFileNumber(file));
  return opened;
}

/** Lets a connection wait for a writer of this program that is known to need longer; null as it was opened. */
export function setBusyTimeout(db: WriteDb, milliseconds: number | null): void {
  db.pragma(`busy_timeout = ${String(milliseconds ?? busyTimeoutMs)}`);
}

/** Which file each connection has open, whatever has its name by now. */
const fileNumbers = new WeakMap<Database.Database, bigint | null>();

const readFileNumber = (file: string): bigint | null =>
  statSync(file, { bigint: true, throwIfNoEntry: false })?.ino ?? null;

/**
 * SQLite would write on into a file that was deleted or replaced, and every verdict would seem to be saved.
 * @throws TagmaskError `database-gone`
 */
export function requireInPlace(db: WriteDb): void {
  if (fileNumbers.get(db) === readFileNumber(db.name)) return;
  const message = `The project file ${db.name} was moved, replaced or deleted, so nothing can be saved in it. Close the dataset and open it again.`;
  throw new TagmaskError('unavailable', 'database-gone', message);
}

/**
 * Opens a second connection that SQLite itself keeps from writing.
 * @throws TagmaskError as `openForWriting`
 */
export function openForReading(file: string): ReadDb {
  if (!existsSync(file))
    throw new TagmaskError('missing', 'database-missing', `There is no project at ${file}.`);
  return open(file, { readonly: true, timeout: busyTimeoutMs }, readSchemaVersion) as ReadDb;
}

function open(
  file: string,
  options: Database.Options,
  prepare: (db: Database.Database) => void,
): Database.Database {
  let db: Database.Database | undefined;
  try {
    db = new Database(file, options);
    prepare(db);
    return db;
  } catch (error) {
    db?.close();
    throw describeSqliteError(error, file);
  }
}

/**
 * Runs `work` in one transaction that holds the write lock from its start, so that what it reads stays true until it
 * has written. On return the transaction is on disk, with summaries that match it; when `work` throws, nothing of it is.
 * @throws TagmaskError `database-gone`, `disk-full`, `database-locked`, `database-unusable`; what `work` throws
 */
export function transact<T>(db: WriteDb, work: () => T): T {
  requireInPlace(db);
  try {
    const run = db.transaction(() => {
      const result = work();
      refreshSummaries(db);
      return result;
    });
    return run.immediate();
  } catch (error) {
    throw describeSqliteError(error, db.name);
  }
}

/**
 * As `transact`, but on disk only with the next transaction of `transact`, or with `syncToDisk`: for what a scan finds
 * again after a power cut, never for what a person did. Each of a long import's many transactions would wait for the disk.
 */
export function transactUnsynced<T>(db: WriteDb, work: () => T): T {
  db.pragma('synchronous = NORMAL');
  try {
    return transact(db, work);
  } finally {
    // A commit of then on syncs the whole log, and with it all that stands in it before.
    db.pragma('synchronous = FULL');
  }
}

/** Brings to disk what `transactUnsynced` has written. @throws TagmaskError as `transact` */
export function syncToDisk(db: WriteDb): void {
  try {
    // Copying the log into the file syncs the log before it and the file after it; it waits for nobody.
    db.pragma('wal_checkpoint(PASSIVE)');
  } catch (error) {
    throw describeSqliteError(error, db.name);
  }
}

/** Turns SQLite's code for the file's or the disk's state into a sentence; any other error comes back as it is. */
export function describeSqliteError(error: unknown, file: string): unknown {
  if (!(error instanceof Database.SqliteError)) return error;
  const cause = { cause: error };
  if (error.code.startsWith('SQLITE_BUSY') || error.code.startsWith('SQLITE_LOCKED')) {
    const advice = 'Close the program that uses it and try again.';
    return new TagmaskError(
      'conflict',
      'database-locked',
      `The project file ${file} is locked. ${advice}`,
      cause,
    );
  }
  if (error.code.startsWith('SQLITE_CORRUPT') || error.code === 'SQLITE_NOTADB') {
    const advice = 'It was left as it is: restore a copy of it, or move it away to start anew.';
    return new TagmaskError(
      'input',
      'database-damaged',
      `The project file ${file} is damaged. ${advice}`,
      cause,
    );
  }
  if (error.code === 'SQLITE_FULL') {
    return new TagmaskError(
      'unavailable',
      'disk-full',
      `The disk that holds ${file} is full. Make room on it.`,
      cause,
    );
  }
  if (/^SQLITE_(CANTOPEN|READONLY|IOERR|PERM)/.test(error.code)) {
    const message = `The project file ${file} cannot be used (${error.code}: ${error.message}). Check the disk and its permissions.`;
    return new TagmaskError('unavailable', 'database-unusable', message, cause);
  }
  return error;
}
