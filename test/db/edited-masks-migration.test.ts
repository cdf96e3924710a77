import { join } from 'node:path';

import Database from 'better-sqlite3';
import { expect, test } from 'vitest';

import { openForWriting } from '../../db/connection.ts';
import { listMigrations, migrate } from '../../db/migrate.ts';
import { insertAction, insertMask } from '../../db/queries/decisions.ts';
import { temporaryFolder } from '../temp.ts';

test('in a project from before, masks are unedited and steps have no tool, and both still never change', () => {
  const file = join(temporaryFolder(), 'project.sqlite');
  const before = new Database(file);
  migrate(
    before,
    listMigrations().filter(({ version }) => version < 120),
  );
  before.exec(`
    INSERT INTO action (id, kind, reviewer, at_ms, elapsed_ms) VALUES (1, 'decide', 'ann', 1, 900);
    INSERT INTO mask (id, width, height, counts, area, bbox_x, bbox_y, bbox_width, bbox_height)
      VALUES (1, 2, 1, '11', 1, 1, 0, 1, 1);
  `);
  const [action, mask] = ['action', 'mask'].map((table) => before.prepare(`SELECT * FROM ${table}`).get());
  before.close();

  const db = openForWriting(file);
  expect(db.prepare('SELECT * FROM action').get()).toEqual({ ...(action as object), tool: null });
  expect(db.prepare('SELECT * FROM mask').get()).toEqual({ ...(mask as object), edited: 0 });
  insertAction(db, {
    kind: 'decide',
    reviewer: 'ann',
    atMs: 2,
    elapsedMs: null,
    target: null,
    tool: 'brush',
  });
  insertMask(db, {
    width: 1,
    height: 1,
    counts: '01',
    area: 1,
    bbox: { x: 0, y: 0, width: 1, height: 1 },
    edited: true,
  });
  expect(db.prepare('SELECT tool FROM action ORDER BY id').pluck().all()).toEqual([null, 'brush']);
  expect(db.prepare('SELECT edited FROM mask ORDER BY id').pluck().all()).toEqual([0, 1]);
  expect(() => db.exec("UPDATE action SET tool = 'wand'")).toThrow(/only ever added to/);
  expect(() => db.exec('UPDATE mask SET edited = 0')).toThrow(/never changes/);
  db.close();
});
