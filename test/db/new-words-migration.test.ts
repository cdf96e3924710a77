import { join } from 'node:path';

import Database from 'better-sqlite3';
import { expect, test } from 'vitest';

import { openForWriting, transact } from '../../db/connection.ts';
import { listMigrations, migrate } from '../../db/migrate.ts';
import { insertCaptions, insertWords } from '../../db/queries/caption-batch.ts';
import { findOrInsertTag } from '../../db/queries/tags.ts';
import { temporaryFolder } from '../temp.ts';

const listWordCounts = 'SELECT text, pictures, undecided FROM word ORDER BY text';

function openOlderProject() {
  const file = join(temporaryFolder(), 'project.sqlite');
  const before = new Database(file);
  migrate(
    before,
    listMigrations().filter(({ version }) => version < 70),
  );
  before.exec(`
    INSERT INTO picture (id, path, size_bytes, modified_ms) VALUES (1, 'a.jpg', 1, 1), (2, 'b.jpg', 1, 1);
    INSERT INTO tag (id, picture_id, text, stop_word) VALUES (1, 1, 'dog', 0), (2, 1, 'the', 1);
    INSERT INTO tag_state (tag_id, picture_id, stop_word) VALUES (1, 1, 0), (2, 1, 1);
  `);
  before.close();
  return openForWriting(file);
}

test('in a project from before, a single tag and the words of many captions are counted alike', () => {
  const db = openOlderProject();
  expect(db.prepare(listWordCounts).all()).toEqual([{ text: 'dog', pictures: 1, undecided: 1 }]);

  transact(db, () => findOrInsertTag(db, { pictureId: 1, text: 'cat', stopWord: false }));
  const captions = [1, 2].map((pictureId) => ({ pictureId, text: 'the cat', source: 'a.txt', addedMs: 1 }));
  transact(db, () =>
    insertWords(
      db,
      insertCaptions(db, captions).flatMap(({ id, pictureId }) => [
        { ...{ captionId: id, pictureId, text: 'the' }, stopWord: 1 as const, start: 0, end: 3 },
        { ...{ captionId: id, pictureId, text: 'cat' }, stopWord: 0 as const, start: 4, end: 7 },
      ]),
    ),
  );

  expect(db.prepare(listWordCounts).all()).toEqual([
    { text: 'cat', pictures: 2, undecided: 2 },
    { text: 'dog', pictures: 1, undecided: 1 },
  ]);
  expect(db.prepare('SELECT count(*) FROM new_word').pluck().get()).toBe(0);
  expect(db.prepare('SELECT picture_id, undecided FROM picture_summary ORDER BY picture_id').all()).toEqual([
    { picture_id: 1, undecided: 2 },
    { picture_id: 2, undecided: 1 },
  ]);
  db.close();
});
