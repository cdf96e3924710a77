import { copyFileSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';

import {
  openForReading,
  openForWriting,
  syncToDisk,
  transact,
  transactUnsynced,
} from '../../db/connection.ts';
import { temporaryFolder } from '../temp.ts';

const newFile = (): string => join(temporaryFolder(), 'project.sqlite');

describe('a project database', () => {
  test('is opened so that a commit is on disk and references hold', () => {
    const db = openForWriting(newFile());
    expect(db.pragma('journal_mode', { simple: true })).toBe('wal');
    expect(db.pragma('synchronous', { simple: true })).toBe(2);
    expect(db.pragma('foreign_keys', { simple: true })).toBe(1);
    const orphan = "INSERT INTO caption (picture_id, text, source, added_ms) VALUES (1, 'a dog', 'x', 0)";
    expect(() => db.exec(orphan)).toThrow(/FOREIGN KEY/);
    db.close();
  });

  test('is seen by a reader, which cannot write', () => {
    const file = newFile();
    const writer = openForWriting(file);
    writer.exec("INSERT INTO project VALUES ('id', 'a')");
    const reader = openForReading(file);
    expect(reader.prepare('SELECT value FROM project').pluck().all()).toEqual(['a']);
    expect(() => reader.exec("INSERT INTO project VALUES ('b', 'b')")).toThrow(/readonly/);
    reader.close();
    writer.close();
  });

  test('keeps nothing of a transaction that throws', () => {
    const db = openForWriting(newFile());
    const work = (): never => {
      db.exec("INSERT INTO project VALUES ('id', 'a')");
      throw new RangeError('no');
    };
    expect(() => transact(db, work)).toThrow(RangeError);
    expect(db.prepare('SELECT count(*) FROM project').pluck().get()).toBe(0);
    db.close();
  });

  test('waits for the disk again after a transaction that did not, also after one that throws', () => {
    const db = openForWriting(newFile());
    const readSync = (): unknown => db.pragma('synchronous', { simple: true });
    const during = transactUnsynced(db, readSync);
    const work = (): never => {
      throw new RangeError('no');
    };
    expect(() => transactUnsynced(db, work)).toThrow(RangeError);
    expect([during, readSync(), transact(db, readSync)]).toEqual([1, 2, 2]);
    db.close();
  });

  test('has all of it in its file, without the log, once it was asked to sync', () => {
    const file = newFile();
    const db = openForWriting(file);
    transactUnsynced(db, () => db.exec("INSERT INTO project VALUES ('id', 'a')"));
    syncToDisk(db);
    copyFileSync(file, `${file}.copy`);
    const copy = openForReading(`${file}.copy`);
    expect(copy.prepare('SELECT value FROM project').pluck().all()).toEqual(['a']);
    copy.close();
    db.close();
  });

  test('is opened beside a connection that is writing', () => {
    const file = newFile();
    const writing = openForWriting(file);
    writing.exec('BEGIN IMMEDIATE');
    const beside = openForWriting(file);
    expect(beside.prepare('SELECT count(*) FROM picture').pluck().get()).toBe(0);
    beside.close();
    writing.close();
  });

  test.skipIf(process.platform === 'win32')(
    'that is deleted or replaced while it is open takes nothing more',
    () => {
      const file = newFile();
      const db = openForWriting(file);
      const insert = (key: string): void => {
        transact(db, () => db.prepare('INSERT INTO project VALUES (?, 1)').run(key));
      };
      insert('a');
      const copy = readFileSync(file);
      renameSync(file, `${file}.away`);
      expect(() => insert('b')).toThrow(
        expect.objectContaining({ code: 'database-gone', kind: 'unavailable' }),
      );
      writeFileSync(file, copy);
      expect(() => insert('b')).toThrow(expect.objectContaining({ code: 'database-gone' }));
      renameSync(`${file}.away`, file);
      insert('c');
      expect(db.prepare('SELECT key FROM project').pluck().all()).toEqual(['a', 'c']);
      db.close();
    },
  );

  test('that another program has locked fails with one sentence', () => {
    const file = newFile();
    openForWriting(file).close();
    const other = new Database(file);
    other.pragma('locking_mode = EXCLUSIVE');
    other.exec('BEGIN EXCLUSIVE');
    expect(() => openForWriting(file)).toThrow(
      expect.objectContaining({
        code: 'database-locked',
        message: `The project file ${file} is locked. Close the program that uses it and try again.`,
      }),
    );
    other.close();
    openForWriting(file).close();
  });

  test.each([
    ['is no database', Buffer.from('these are notes, not a database\n'.repeat(300))],
    ['is cut off', null],
  ])('that %s is refused with one sentence and left as it is', (_, bytes) => {
    const file = newFile();
    openForWriting(file).close();
    writeFileSync(file, bytes ?? readFileSync(file).subarray(0, 5000));
    const before = readFileSync(file);
    expect(() => openForWriting(file)).toThrow(
      expect.objectContaining({ code: 'database-damaged', message: expect.stringContaining(file) as string }),
    );
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  test('of another program is refused and left as it is', () => {
    const file = newFile();
    const other = new Database(file);
    other.exec('CREATE TABLE note (text TEXT)');
    other.close();
    const before = readFileSync(file);
    expect(() => openForWriting(file)).toThrow(expect.objectContaining({ code: 'database-foreign' }));
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  test('that is not there is not made by a reader', () => {
    const file = newFile();
    expect(() => openForReading(file)).toThrow(expect.objectContaining({ code: 'database-missing' }));
    expect(statSync(file, { throwIfNoEntry: false })).toBeUndefined();
  });
});
