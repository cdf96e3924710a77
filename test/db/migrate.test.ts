import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';

import { openForWriting } from '../../db/connection.ts';
import { listMigrations, migrate } from '../../db/migrate.ts';
import { temporaryFolder } from '../temp.ts';

const namesOf = (db: Database.Database, type: string): unknown[] =>
  db
    .prepare("SELECT name FROM sqlite_schema WHERE type = ? AND name NOT LIKE 'sqlite_%' ORDER BY name")
    .pluck()
    .all(type);

const newest = Math.max(...listMigrations().map(({ version }) => version));

describe('migrations', () => {
  test('have a number each, a multiple of ten', () => {
    const versions = listMigrations().map(({ version }) => version);
    expect(new Set(versions).size).toBe(versions.length);
    expect(versions.filter((version) => version % 10 !== 0)).toEqual([]);
  });

  test('are found in a built program, which has db/migrations somewhere above it', () => {
    expect(listMigrations(join(import.meta.dirname, '../../db/migrations'))).toEqual(listMigrations());
  });

  test('make the whole schema from an empty file, every table STRICT', () => {
    const db = new Database(':memory:');
    expect(namesOf(db, 'table')).toEqual([]);
    migrate(db);
    const tables = [
      'action',
      'action_request',
      'caption',
      'decision',
      'mask',
      'newest_proposal',
      'occurrence',
      'picture',
      'project',
      'proposal',
      'run',
      'run_picture',
      'tag',
      'tag_state',
    ];
    expect(namesOf(db, 'table')).toEqual(expect.arrayContaining(tables));
    const loose = db.prepare(
      "SELECT name FROM pragma_table_list WHERE strict = 0 AND type = 'table' AND name NOT LIKE 'sqlite_%'",
    );
    expect(loose.all()).toEqual([]);
    expect(db.pragma('user_version', { simple: true })).toBe(newest);
  });

  test('run once each', () => {
    const db = new Database(':memory:');
    migrate(db);
    db.exec("INSERT INTO project VALUES ('id', 'kept')");
    migrate(db);
    expect(db.prepare('SELECT value FROM project').pluck().get()).toBe('kept');
  });

  test('leave nothing of one that fails, and keep those before it', () => {
    const db = new Database(':memory:');
    const steps = [
      { version: 10, name: 'a', sql: 'CREATE TABLE a (x INTEGER) STRICT' },
      { version: 20, name: 'b', sql: 'CREATE TABLE b (x INTEGER) STRICT; CREATE TABLE a (x INTEGER) STRICT' },
    ];
    expect(() => {
      migrate(db, steps);
    }).toThrow(/already exists/);
    expect(namesOf(db, 'table')).toEqual(['a']);
    expect(db.pragma('user_version', { simple: true })).toBe(10);
  });

  test('of a newer Tagmask are refused with one sentence, and its database is left as it is', () => {
    const file = join(temporaryFolder(), 'project.sqlite');
    const db = new Database(file);
    migrate(db);
    db.pragma('user_version = 9000');
    db.close();
    const before = readFileSync(file);
    expect(() => openForWriting(file)).toThrow(
      expect.objectContaining({
        code: 'database-newer',
        message: `The project ${file} was written by a newer Tagmask (version 9000, and this one knows ${newest}). Update Tagmask to open it.`,
      }),
    );
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  test('protect the log: its rows can neither be changed nor deleted', () => {
    const db = new Database(':memory:');
    migrate(db);
    db.exec(`
      INSERT INTO picture (id, path, size_bytes, modified_ms) VALUES (1, 'a.jpg', 1, 1);
      INSERT INTO tag (id, picture_id, text, stop_word) VALUES (1, 1, 'dog', 0);
      INSERT INTO mask VALUES (1, 2, 2, '04', 4, 0, 0, 2, 2, 0);
      INSERT INTO action (id, kind, reviewer, at_ms) VALUES (1, 'decide', 'ann', 1);
      INSERT INTO decision (id, action_id, tag_id, verdict, mask_id) VALUES (1, 1, 1, 'accepted', 1);
    `);
    for (const table of ['action', 'decision', 'mask']) {
      expect(() => db.exec(`DELETE FROM ${table}`)).toThrow(/only ever added to|never changes/);
      expect(() => db.exec(`UPDATE ${table} SET id = 2`)).toThrow(/only ever added to|never changes/);
    }
  });
});
