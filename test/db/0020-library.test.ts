import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';

import { listMigrations, migrate } from '../../db/migrate.ts';

const migrations = listMigrations().filter(({ version }) => version <= 20);

/** A project of the first schema: two decided pictures, one without tags, one that is gone. */
function makeOldProject(): Database.Database {
  const db = new Database(':memory:');
  migrate(db, migrations.slice(0, 1));
  db.exec(`
    INSERT INTO picture (id, path, size_bytes, modified_ms, width, height, missing, error) VALUES
      (1, 'b.jpg', 1, 1, 40, 30, 0, NULL), (2, 'a.jpg', 1, 1, 40, 30, 0, NULL), (3, 'c.jpg', 1, 1, NULL, NULL, 0, 'no'),
      (4, 'd.jpg', 1, 1, 40, 30, 1, NULL);
    INSERT INTO caption (id, picture_id, text, source, replaces, added_ms) VALUES
      (1, 1, 'A dog in the park', 'x', NULL, 1), (2, 1, 'A dog in a garden', 'window', 1, 2), (3, 2, '犬が走る', 'x', NULL, 1);
    INSERT INTO tag (id, picture_id, text, stop_word) VALUES
      (1, 1, 'dog', 0), (2, 1, 'garden', 0), (3, 1, 'a', 1), (4, 2, '犬', 0);
    INSERT INTO tag_state (tag_id, picture_id, stop_word) SELECT id, picture_id, stop_word FROM tag;
    INSERT INTO run VALUES (1, 'clip', 'x', '{"tau":0.5}', 'cpu', 'done', NULL, 1, 1), (2, 'clip', 'x', '{"tau":0.25}', 'cpu', 'done', NULL, 1, 1);
    INSERT INTO proposal (id, run_id, tag_id, score_image, score_text, score_image_text, score_pixel, normalised, relevant,
      threshold, heat_width, heat_height, heat) VALUES
      (1, 1, 1, 0.5, 0, 0, 0.25, 1, 1, 0.5, 1, 1, x'ff'), (2, 2, 1, 0.5, 0, 0, 0.25, 0.5, 1, 0.5, 1, 1, x'ff'),
      (3, 1, 2, 0.75, 0, 0, 0.25, 0.75, 1, 0.5, 1, 1, x'ff'), (4, 1, 3, 1, 0, 0, 0, 1, 1, 0.5, 1, 1, x'ff');
    INSERT INTO mask VALUES (1, 40, 30, 'x', 300, 0, 0, 1, 1);
    INSERT INTO action (id, kind, reviewer, at_ms, target) VALUES (1, 'decide', 'ann', 1, NULL), (2, 'decide', 'bob', 2, NULL), (3, 'undo', 'bob', 3, 2);
    INSERT INTO decision (id, action_id, tag_id, verdict, mask_id) VALUES (1, 1, 1, 'accepted', 1), (2, 2, 4, 'rejected', NULL), (3, 3, 4, 'undecided', NULL);
    UPDATE tag_state SET verdict = 'accepted', decision_id = 1 WHERE tag_id = 1;
    UPDATE tag_state SET verdict = 'undecided', decision_id = 3 WHERE tag_id = 4;
  `);
  return db;
}

const namesOfOld = ['action', 'decision', 'mask', 'proposal', 'newest_proposal', 'picture', 'caption', 'tag'];
const rowsOfOld = (db: Database.Database): unknown[] =>
  namesOfOld.map((name) => db.prepare(`SELECT * FROM ${name}`).all());

describe('the migration to the library', () => {
  test('counts what an old project has, and changes nothing in it', () => {
    const db = makeOldProject();
    const before = rowsOfOld(db);
    migrate(db, migrations);
    expect(rowsOfOld(db)).toEqual(before);
    const facts = db.prepare(
      'SELECT tag_id, verdict, score, uncertainty, disagreement, run_id, reviewer, area_ppm FROM tag_state ORDER BY tag_id',
    );
    expect(facts.raw().all()).toEqual([
      [1, 'accepted', 0.5, 0.75, 0.25, 2, 'ann', 250_000],
      [2, 'undecided', 0.75, 0.75, 0.5, 1, null, null],
      [3, 'undecided', 1, 0.5, 1, 1, null, null],
      [4, 'undecided', null, null, null, null, null, null],
    ]);
    const summaries = db.prepare(
      `SELECT picture_id, path, usable, undecided, accepted, rejected, unsure, proposed, score, uncertainty, disagreement,
         area_ppm, flags FROM picture_summary ORDER BY picture_id`,
    );
    expect(summaries.raw().all()).toEqual([
      [1, 'b.jpg', 1, 1, 1, 0, 0, 2, 0.75, 0.75, 0.5, 250_000, 1 + 2 + 32],
      [2, 'a.jpg', 1, 1, 0, 0, 0, 0, null, null, null, 0, 1 + 32],
      [3, 'c.jpg', 0, 0, 0, 0, 0, 0, null, null, null, 0, 16],
      [4, 'd.jpg', 0, 0, 0, 0, 0, 0, null, null, null, 0, 16],
    ]);
  });

  test('finds the captions that hold, not the corrected ones', () => {
    const db = makeOldProject();
    migrate(db, migrations);
    const find = db.prepare('SELECT rowid FROM caption_search WHERE caption_search MATCH ?').pluck();
    expect(find.all('"dog in"')).toEqual([2]);
    expect(find.all('"park"')).toEqual([]);
    expect(find.all('"走る"')).toEqual([]);
    expect(find.all('"が走る"')).toEqual([3]);
    const begin = db.prepare('SELECT doc FROM caption_trigram WHERE term >= ? AND term < ?').pluck();
    expect(begin.all('る', 'る\u{10FFFF}')).toEqual([3]);
  });
});
