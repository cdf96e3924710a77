import { join } from 'node:path';

import Database from 'better-sqlite3';
import { expect, test } from 'vitest';

import { openForWriting, transact } from '../../db/connection.ts';
import { listMigrations, migrate } from '../../db/migrate.ts';
import { insertCaptions, insertWords } from '../../db/queries/caption-batch.ts';
import { temporaryFolder } from '../temp.ts';

/** A picture whose words dog, cat and the have been edited away: their states are out of review. */
function openOlderProject() {
  const file = join(temporaryFolder(), 'project.sqlite');
  const before = new Database(file);
  migrate(
    before,
    listMigrations().filter(({ version }) => version < 90),
  );
  before.exec(`
    INSERT INTO picture (id, path, size_bytes, modified_ms) VALUES (1, 'a.jpg', 1, 1);
    INSERT INTO caption (id, picture_id, text, source, added_ms, retired) VALUES (1, 1, 'the dog cat', 'a.txt', 1, 1);
    INSERT INTO tag (id, picture_id, text, stop_word) VALUES (1, 1, 'dog', 0), (2, 1, 'cat', 0), (3, 1, 'the', 1);
    INSERT INTO tag_state (tag_id, picture_id, stop_word) VALUES (1, 1, 1), (2, 1, 1), (3, 1, 1);
    INSERT INTO occurrence (caption_id, start, end, tag_id) VALUES (1, 0, 3, 3), (1, 4, 7, 1), (1, 8, 11, 2);
  `);
  before.close();
  return openForWriting(file);
}

const word = (captionId: number, text: string, start: number) =>
  ({
    ...{ captionId, pictureId: 1, text, start, end: start + text.length },
    stopWord: text === 'the' ? 1 : 0,
  }) as const;

test('in a project from before, words come back one by one as with the words of many captions', () => {
  const db = openOlderProject();
  const all = (sql: string): unknown[] => db.prepare(sql).all();
  const states = 'SELECT tag_id, stop_word FROM tag_state ORDER BY tag_id';
  const out = [1, 2, 3].map((tag_id) => ({ tag_id, stop_word: 1 }));
  expect(all(states)).toEqual(out);

  db.exec(`
    INSERT INTO caption (id, picture_id, text, source, added_ms) VALUES (2, 1, 'dog', 'a.txt', 1);
    INSERT INTO occurrence (caption_id, start, end, tag_id) VALUES (2, 0, 3, 1);
  `);
  const dogIsBack = [{ tag_id: 1, stop_word: 0 }, ...out.slice(1)];
  expect(all(states)).toEqual(dogIsBack);

  transact(db, () => {
    const text = 'the cat house';
    const [caption] = insertCaptions(db, [{ pictureId: 1, text, source: 'a.txt', addedMs: 1 }]);
    const id = caption?.id ?? 0;
    insertWords(db, [word(id, 'the', 0), word(id, 'cat', 4), word(id, 'house', 8)]);
  });
  expect(all(states)).toEqual([
    { tag_id: 1, stop_word: 0 },
    { tag_id: 2, stop_word: 0 },
    { tag_id: 3, stop_word: 1 },
    { tag_id: 4, stop_word: 0 },
  ]);
  expect(all('SELECT text, pictures, undecided FROM word ORDER BY text')).toEqual(
    ['cat', 'dog', 'house'].map((text) => ({ text, pictures: 1, undecided: 1 })),
  );
  expect(all('SELECT undecided FROM picture_summary')).toEqual([{ undecided: 3 }]);
  expect(all('SELECT count(*) AS n FROM new_word')).toEqual([{ n: 0 }]);
  db.close();
});
