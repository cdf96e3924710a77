import { join } from 'node:path';

import Database from 'better-sqlite3';
import { expect, test } from 'vitest';

import { openForWriting } from '../../db/connection.ts';
import { listMigrations, migrate } from '../../db/migrate.ts';
import { countTags } from '../../db/queries/status.ts';
import { temporaryFolder } from '../temp.ts';

test('a project from before counts the same, from one index', () => {
  const file = join(temporaryFolder(), 'project.sqlite');
  const before = new Database(file);
  migrate(
    before,
    listMigrations().filter(({ version }) => version < 60),
  );
  before.exec(`
    INSERT INTO picture (id, path, size_bytes, modified_ms) VALUES (1, 'a.jpg', 1, 1), (2, 'b.jpg', 1, 1);
    INSERT INTO picture_summary (picture_id, path, usable, undecided, accepted, rejected, unsure, proposed, area_ppm)
    VALUES (1, 'a.jpg', 1, 3, 2, 1, 0, 4, 0), (2, 'b.jpg', 1, 5, 0, 0, 1, 2, 0);
  `);
  before.close();
  const db = openForWriting(file);
  expect(countTags(db)).toEqual({ accepted: 2, rejected: 1, unsure: 1, undecided: 8, proposed: 6 });
  db.close();
});
