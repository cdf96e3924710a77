import Database from 'better-sqlite3';
import { expect, test } from 'vitest';

import { listMigrations, migrate } from '../../db/migrate.ts';

test('a log from before the history keeps its rows, and its undone steps are found by an index', () => {
  const db = new Database(':memory:');
  const migrations = listMigrations();
  migrate(
    db,
    migrations.filter(({ version }) => version < 50),
  );
  db.exec(`
    INSERT INTO action (id, kind, reviewer, at_ms, elapsed_ms, target) VALUES
      (1, 'decide', 'ann', 10, 900, NULL), (2, 'undo', 'ann', 20, NULL, 1), (3, 'decide', 'bob', 15, NULL, NULL);
  `);
  const readActions = () =>
    db.prepare('SELECT id, kind, reviewer, at_ms, elapsed_ms, target FROM action ORDER BY id').all();
  const before = readActions();
  migrate(db, migrations);
  expect(readActions()).toEqual(before);
  expect(db.prepare('SELECT * FROM action_request').all()).toEqual([]);
  const plan = db.prepare<[], { detail: string }>(
    'EXPLAIN QUERY PLAN SELECT kind FROM action WHERE target = 1 ORDER BY id DESC',
  );
  expect(plan.all().map(({ detail }) => detail)).toEqual([
    'SEARCH action USING INDEX action_by_target (target=?)',
  ]);
  db.exec("INSERT INTO action_request VALUES ('w/1', 1)");
  expect(() => db.exec("INSERT INTO action_request VALUES ('w/1', 3)")).toThrow(/UNIQUE/);
  expect(() => db.exec('DELETE FROM action_request')).toThrow(/only ever added to/);
});
