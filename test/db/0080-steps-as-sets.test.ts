import { join } from 'node:path';

import Database from 'better-sqlite3';
import { expect, test } from 'vitest';

import { openForWriting, transact } from '../../db/connection.ts';
import { listMigrations, migrate } from '../../db/migrate.ts';
import { appendDecisions } from '../../db/queries/append-decisions.ts';
import { temporaryFolder } from '../temp.ts';

test('a project from before keeps its rows, and counts verdicts by one as by steps', () => {
  const file = join(temporaryFolder(), 'project.sqlite');
  const before = new Database(file);
  migrate(
    before,
    listMigrations().filter(({ version }) => version < 80),
  );
  before.exec(`
    INSERT INTO picture (id, path, size_bytes, modified_ms) VALUES (1, 'a.jpg', 1, 1);
    INSERT INTO tag (id, picture_id, text, stop_word) VALUES (1, 1, 'dog', 0), (2, 1, 'cat', 0);
    INSERT INTO tag_state (tag_id, picture_id, stop_word) VALUES (1, 1, 0), (2, 1, 0);
    INSERT INTO caption (id, picture_id, text, source, added_ms) VALUES (1, 1, 'dog cat', 'a.txt', 1);
    INSERT INTO occurrence (caption_id, start, end, tag_id) VALUES (1, 0, 3, 1), (1, 4, 7, 2);
    INSERT INTO mask VALUES (1, 10, 10, 'x', 25, 0, 0, 5, 5);
    INSERT INTO action (id, kind, reviewer, at_ms) VALUES (1, 'decide', 'ann', 1), (2, 'decide', 'bob', 2);
    INSERT INTO decision (id, action_id, tag_id, verdict, mask_id) VALUES (1, 1, 1, 'accepted', 1);
    UPDATE tag_state SET verdict = 'accepted', decision_id = 1 WHERE tag_id = 1;
  `);
  before.close();
  const db = openForWriting(file);
  const all = (sql: string): unknown[] => db.prepare(sql).all();
  const states = 'SELECT tag_id, verdict, decision_id, reviewer, area_ppm FROM tag_state ORDER BY tag_id';
  const words = 'SELECT text, undecided, accepted, rejected FROM word ORDER BY text';
  const dog = { tag_id: 1, verdict: 'accepted', decision_id: 1, reviewer: 'ann', area_ppm: 250_000 };
  expect(all(states)).toEqual([
    dog,
    { tag_id: 2, verdict: 'undecided', decision_id: null, reviewer: null, area_ppm: null },
  ]);
  transact(db, () =>
    appendDecisions(db, 2, [
      { tag_id: 2, verdict: 'rejected', mask_id: null, proposal_id: null, threshold: null, clean_up: null },
    ]),
  );
  const cat = { tag_id: 2, verdict: 'rejected', decision_id: 2, reviewer: 'bob', area_ppm: null };
  expect(all(states)).toEqual([dog, cat]);
  expect(all(words)).toEqual([
    { text: 'cat', undecided: 0, accepted: 0, rejected: 1 },
    { text: 'dog', undecided: 0, accepted: 1, rejected: 0 },
  ]);
  // The triggers still do it for whoever writes a state without a step.
  db.exec("UPDATE tag_state SET verdict = 'accepted', decision_id = 1 WHERE tag_id = 2");
  expect(all(states)).toEqual([dog, { ...dog, tag_id: 2 }]);
  expect(all(words)).toMatchObject([{ text: 'cat', accepted: 1, rejected: 0 }, {}]);
  expect(all('SELECT * FROM step_row')).toEqual([]);
  db.close();
});

test('a step reads only the rows of its tags, however many tags there are', () => {
  const db = openForWriting(join(temporaryFolder(), 'project.sqlite'));
  const plans: string[] = [];
  db.exec(`
    INSERT INTO picture (id, path, size_bytes, modified_ms) VALUES (1, 'a.jpg', 1, 1);
    INSERT INTO tag (id, picture_id, text, stop_word) VALUES (1, 1, 'dog', 0);
    INSERT INTO tag_state (tag_id, picture_id, stop_word) VALUES (1, 1, 0);
    INSERT INTO action (id, kind, reviewer, at_ms) VALUES (1, 'decide', 'ann', 1);
  `);
  const prepare = db.prepare.bind(db);
  db.prepare = ((sql: string) => {
    const explained = prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`);
    const values = sql.includes('?')
      ? Array(sql.split('?').length - 1).fill(1)
      : [{ actionId: 1, firstId: 1 }];
    plans.push(
      ...explained
        .all(...(sql.includes('@') || sql.includes('?') ? values : []))
        .map((row) => `${row.detail} <- ${sql}`),
    );
    return prepare(sql);
  }) as typeof db.prepare;
  transact(db, () => {
    appendDecisions(db, 1, [
      { tag_id: 1, verdict: 'rejected', mask_id: null, proposal_id: null, threshold: null, clean_up: null },
    ]);
  });
  const walks = plans.filter((plan) => /^SCAN (?!step_row|more|CONSTANT ROW|stale_picture)/.test(plan));
  // Rows may refer to a new decision: SQLite plans a look at them, and skips it where no reference is open.
  expect(walks.filter((plan) => !/^SCAN tag_state <- \s*INSERT INTO decision/.test(plan))).toEqual([]);
  expect(plans.length).toBeGreaterThan(5);
  db.close();
});
