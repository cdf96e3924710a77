import Database from 'better-sqlite3';
import { expect, test } from 'vitest';

import { listMigrations, migrate } from '../../db/migrate.ts';

/** A database of before, whose first caption has been corrected. */
function makeOld(): Database.Database {
  const db = new Database(':memory:');
  migrate(
    db,
    listMigrations().filter(({ version }) => version < 30),
  );
  db.exec(`
    INSERT INTO picture (id, path, size_bytes, modified_ms) VALUES (1, 'a.jpg', 1, 1);
    INSERT INTO caption (id, picture_id, text, source, replaces, added_ms) VALUES
      (1, 1, 'a dog', 'a.txt', NULL, 1), (2, 1, 'a wolf', 'window', 1, 2), (3, 1, 'grass', 'a.txt', NULL, 3);
    INSERT INTO tag (id, picture_id, text, stop_word) VALUES (1, 1, 'a', 1), (2, 1, 'dog', 0), (3, 1, 'wolf', 0);
    INSERT INTO tag_state (tag_id, picture_id, stop_word) VALUES (1, 1, 1), (2, 1, 0), (3, 1, 0);
    INSERT INTO occurrence (caption_id, start, end, tag_id) VALUES (1, 0, 1, 1), (1, 2, 5, 2), (2, 0, 1, 1), (2, 2, 6, 3);
  `);
  return db;
}

const found = (db: Database.Database): unknown[] =>
  db.prepare('SELECT rowid FROM caption_search ORDER BY rowid').pluck().all();

test('a corrected caption is retired, everything else holds, and no tag is added', () => {
  const db = makeOld();
  migrate(db);
  expect(db.prepare('SELECT id, text, replaces, retired, position FROM caption').all()).toEqual([
    { id: 1, text: 'a dog', replaces: null, retired: 1, position: null },
    { id: 2, text: 'a wolf', replaces: 1, retired: 0, position: null },
    { id: 3, text: 'grass', replaces: null, retired: 0, position: null },
  ]);
  expect(db.prepare('SELECT id, text, stop_word, added FROM tag').all()).toEqual([
    { id: 1, text: 'a', stop_word: 1, added: 0 },
    { id: 2, text: 'dog', stop_word: 0, added: 0 },
    { id: 3, text: 'wolf', stop_word: 0, added: 0 },
  ]);
  expect(db.prepare('SELECT count(*) FROM occurrence').pluck().get()).toBe(4);
  expect(found(db)).toEqual([2, 3]);
});

test('a caption that is retired or holds again leaves the search and comes back', () => {
  const db = makeOld();
  migrate(db);
  db.exec('UPDATE caption SET retired = 1 WHERE id = 3');
  expect(found(db)).toEqual([2]);
  db.exec('UPDATE caption SET retired = 0 WHERE id IN (1, 3)');
  expect(found(db)).toEqual([1, 2, 3]);
});

test('a tag without a place leaves every count when its verdict is taken back, and an import brings it back', () => {
  const db = makeOld();
  migrate(db);
  const leftOut = () => db.prepare('SELECT tag_id FROM tag_state WHERE stop_word = 1').pluck().all();
  db.exec("UPDATE tag_state SET verdict = 'accepted' WHERE tag_id IN (1, 2, 3)");
  expect(leftOut()).toEqual([1]);
  db.exec("UPDATE tag_state SET verdict = 'undecided'");
  expect(leftOut()).toEqual([1, 2]);
  db.exec("INSERT INTO caption (id, picture_id, text, source, added_ms) VALUES (4, 1, 'dog', 'a.txt', 4)");
  db.exec('INSERT INTO occurrence (caption_id, start, end, tag_id) VALUES (4, 0, 3, 2)');
  expect(leftOut()).toEqual([1]);
});

test('edits are a log: its rows can neither be changed nor deleted', () => {
  const db = makeOld();
  migrate(db);
  db.exec(`
    INSERT INTO action (id, kind, reviewer, at_ms) VALUES (1, 'decide', 'ann', 1);
    INSERT INTO edit VALUES (1, 1, 'tag-text', 3, 'dog', 'wolf');
    INSERT INTO edit_fact (action_id, kind, tag_id, holds) VALUES (1, 'tag', 3, 1);
  `);
  for (const table of ['edit', 'edit_fact']) {
    expect(() => db.exec(`DELETE FROM ${table}`)).toThrow(/only ever added to/);
    expect(() => db.exec(`UPDATE ${table} SET action_id = 1`)).toThrow(/only ever added to/);
  }
});
