import { join } from 'node:path';

import Database from 'better-sqlite3';
import { expect, test } from 'vitest';

import { openForWriting } from '../../db/connection.ts';
import { listMigrations, migrate } from '../../db/migrate.ts';
import { openTagsRange, selectPictures } from '../../db/queries/selection.ts';
import type { SortKey } from '../../db/queries/selection.ts';
import { countOpenTags } from '../../db/queries/status.ts';
import { temporaryFolder } from '../temp.ts';

const sorts: readonly SortKey[] = ['path', 'score', 'uncertainty', 'disagreement', 'area_ppm', 'undecided'];

test('a project from before says what is left in its pictures, whatever they are sorted by', () => {
  const file = join(temporaryFolder(), 'project.sqlite');
  const before = new Database(file);
  migrate(
    before,
    listMigrations().filter(({ version }) => version < 100),
  );
  before.exec(`
    INSERT INTO picture (id, path, size_bytes, modified_ms, missing)
    VALUES (1, 'a.jpg', 1, 1, 0), (2, 'b.jpg', 1, 1, 1), (3, 'c.jpg', 1, 1, 0);
    INSERT INTO tag (id, picture_id, text, stop_word)
    VALUES (1, 1, 'dog', 0), (2, 1, 'cat', 0), (3, 1, 'the', 1), (4, 2, 'dog', 0), (5, 3, 'dog', 0), (6, 3, 'sea', 0);
    INSERT INTO tag_state (tag_id, picture_id, stop_word, verdict) VALUES (1, 1, 0, 'rejected'), (2, 1, 0, 'undecided'),
      (3, 1, 1, 'undecided'), (4, 2, 0, 'undecided'), (5, 3, 0, 'undecided'), (6, 3, 0, 'undecided');
    INSERT INTO picture_summary
      (picture_id, path, usable, undecided, accepted, rejected, unsure, proposed, area_ppm)
    VALUES (1, 'a.jpg', 1, 1, 0, 1, 0, 0, 0), (2, 'b.jpg', 0, 1, 0, 0, 0, 0, 0), (3, 'c.jpg', 1, 2, 0, 0, 0, 0, 0)
    ON CONFLICT DO UPDATE SET usable = excluded.usable, undecided = excluded.undecided, rejected = excluded.rejected;
    DELETE FROM stale_picture;
  `);
  const rows = before.prepare('SELECT * FROM picture_summary').all();
  before.close();
  const db = openForWriting(file);
  expect(db.prepare('SELECT * FROM picture_summary').all()).toEqual(rows);
  for (const key of sorts) {
    const found = selectPictures(db, { key, descending: false }, { flags: 0, noFlags: 0, tag: {} });
    const byId = found
      .map((value) => [Math.floor(value / openTagsRange), value % openTagsRange])
      .sort(([a = 0], [b = 0]) => a - b);
    expect(byId, key).toEqual([
      [1, 1],
      [2, 0],
      [3, 2],
    ]);
  }
  expect(countOpenTags(db)).toBe(3);
  db.close();
});
