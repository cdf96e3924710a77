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
    INSERT INTO tag (id, picture_id, text, stop_word) VALUES (1, 1, 'dog', 0), (2, 1, 'cat', 0), (3, 1, 'the', 1), (4, 2, 'dog', 0);
    INSERT INTO tag_state (tag_id, picture_id, stop_word, verdict)
    VALUES (1, 1, 0, 'accepted'), (2, 1, 0, 'undecided'), (3, 1, 1, 'undecided'), (4, 2, 0, 'undecided');
    INSERT INTO run (id, model_name, model_sha256, parameters, state, created_ms)
    VALUES (1, 'clip', 'f', '{"tau": 0.5}', 'done', 1);
    INSERT INTO proposal VALUES (1, 1, 4, 0.2, 0.2, 0.2, 0.2, 0.9, 1, 0.4, 1, 1, x'ff');
  `);
  before.close();
  const db = openForWriting(file);
  expect(countTags(db)).toEqual({ accepted: 1, rejected: 0, unsure: 0, undecided: 2, proposed: 1 });
  db.close();
});
