import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import Database from 'better-sqlite3';

import { describeSqliteError } from '../../db/connection.ts';
import { TagmaskError } from '../../models/errors.ts';

/** Where the engine that owns a project listens. `address` is what its client connects to: an http address or a pipe. */
export interface Owner {
  readonly pid: number;
  readonly address: string;
  readonly token: string;
}

/** Another engine owns the project. `owner` is what it has announced, null while it is still starting. */
export class ProjectInUseError extends TagmaskError {
  readonly owner: Owner | null;

  constructor(folder: string, owner: Owner | null) {
    const who =
      owner === null ? 'another Tagmask that is just starting' : `Tagmask process ${String(owner.pid)}`;
    super(
      'conflict',
      'project-in-use',
      `The project of ${folder} is open in ${who}. Use that one, or close it first.`,
    );
    this.owner = owner;
  }
}

/** Rides out the instant in which `isLocked` of another process reads the lock. */
const lockTimeoutMs = 500;

/**
 * Ownership of a project folder: an open EXCLUSIVE transaction on `lock.sqlite`. The operating system drops a file lock
 * when its process dies, however it dies, so there is no stale lock to guess about. SQLite's lock is a POSIX one, which
 * a process also loses when it opens and closes the file by other means: nothing else may touch `lock.sqlite`.
 */
export class ProjectLock {
  readonly #db: Database.Database;
  readonly #directory: string;

  private constructor(db: Database.Database, directory: string) {
    this.#db = db;
    this.#directory = directory;
  }

  /** Takes the lock, or answers null where another engine has it. */
  static take(directory: string): ProjectLock | null {
    const file = lockFile(directory);
    let db: Database.Database | undefined;
    try {
      db = new Database(file, { timeout: lockTimeoutMs });
      db.exec('BEGIN EXCLUSIVE');
      // What an engine that died has announced is no longer true.
      rmSync(ownerFile(directory), { force: true });
      return new ProjectLock(db, directory);
    } catch (error) {
      db?.close();
      if (isBusy(error)) return null;
      throw describeSqliteError(error, file);
    }
  }

  /** Says where the owner listens. The token opens the engine, so the file is the person's own from its first byte. */
  announce(owner: Owner): void {
    const file = ownerFile(this.#directory);
    const temporary = `${file}.new`;
    rmSync(temporary, { force: true });
    writeFileSync(temporary, JSON.stringify(owner), { mode: 0o600, flag: 'wx' });
    renameSync(temporary, file);
  }

  release(): void {
    if (!this.#db.open) return;
    rmSync(ownerFile(this.#directory), { force: true });
    this.#db.exec('ROLLBACK');
    this.#db.close();
  }
}

/** What the project's living owner has announced; null where nobody owns it or the owner has not announced yet. */
export function readAnnouncement(directory: string): Owner | null {
  return isLocked(directory) ? readOwnerFile(directory) : null;
}

/** Reading needs a SHARED lock, which an owner's EXCLUSIVE one refuses: so this never takes the lock from anybody. */
function isLocked(directory: string): boolean {
  if (!existsSync(lockFile(directory))) return false;
  let db: Database.Database | undefined;
  try {
    db = new Database(lockFile(directory), { readonly: true, fileMustExist: true, timeout: 0 });
    db.prepare('SELECT count(*) FROM sqlite_schema').get();
    return false;
  } catch (error) {
    if (isBusy(error)) return true;
    throw describeSqliteError(error, lockFile(directory));
  } finally {
    db?.close();
  }
}

function readOwnerFile(directory: string): Owner | null {
  try {
    const { pid, address, token } = JSON.parse(readFileSync(ownerFile(directory), 'utf8')) as Partial<Owner>;
    if (pid === undefined || address === undefined || token === undefined) return null;
    return { pid, address, token };
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

const lockFile = (directory: string): string => join(directory, 'lock.sqlite');
const ownerFile = (directory: string): string => join(directory, 'engine.json');

function isBusy(error: unknown): boolean {
  return error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY');
}
