import Database from 'better-sqlite3';
import { expect, test } from 'vitest';

import { listMigrations, migrate } from '../../db/migrate.ts';

const migrations = listMigrations();

test('the words of an older project are counted with what has been decided on them', () => {
  const db = new Database(':memory:');
  migrate(
    db,
    migrations.filter(({ version }) => version < 40),
  );
  db.exec(`
    INSERT INTO picture (id, path, size_bytes, modified_ms) VALUES (1, 'a.jpg', 1, 1), (2, 'b.jpg', 1, 1);
    INSERT INTO tag (id, picture_id, text, stop_word) VALUES (1, 1, 'dog', 0), (2, 2, 'dog', 0), (3, 1, 'the', 1);
    INSERT INTO tag_state (tag_id, picture_id, stop_word) VALUES (1, 1, 0), (2, 2, 0), (3, 1, 1);
    INSERT INTO run (id, model_name, model_sha256, parameters, state, created_ms)
      VALUES (1, 'clip', 'f', '{"tau": 0.5}', 'done', 1);
    INSERT INTO proposal VALUES (1, 1, 1, 0.2, 0.2, 0.2, 0.2, 0.9, 1, 0.4, 1, 1, x'ff'),
      (2, 1, 2, 0.2, 0.2, 0.2, 0.2, 0.1, 0, 0.4, 1, 1, x'00');
    INSERT INTO action (id, kind, reviewer, at_ms) VALUES (1, 'decide', 'ann', 1);
    INSERT INTO decision (id, action_id, tag_id, verdict) VALUES (1, 1, 2, 'rejected');
    UPDATE tag_state SET verdict = 'rejected', decision_id = 1 WHERE tag_id = 2;
  `);
  migrate(db);
  const none = { undecided: 0, accepted: 0, rejected: 0, unsure: 0, proposed: 0 };
  expect(db.prepare('SELECT * FROM word ORDER BY text').all()).toEqual([
    { text: 'dog', pictures: 2, ...none, undecided: 1, rejected: 1, proposed: 1 },
  ]);
});
