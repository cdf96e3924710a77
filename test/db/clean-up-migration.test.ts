import { join } from 'node:path';

import Database from 'better-sqlite3';
import { expect, test } from 'vitest';

import { openForWriting } from '../../db/connection.ts';
import { listMigrations, migrate } from '../../db/migrate.ts';
import { appendDecisions } from '../../db/queries/append-decisions.ts';
import { readCleanUp, storeCleanUp } from '../../db/queries/clean-up.ts';
import { noCleanUp } from '../../models/masks/index.ts';
import { temporaryFolder } from '../temp.ts';

test('in a project from before, nothing is cleaned up, and nothing else has changed', () => {
  const file = join(temporaryFolder(), 'project.sqlite');
  const before = new Database(file);
  migrate(
    before,
    listMigrations().filter(({ version }) => version < 130),
  );
  before.exec(`
    INSERT INTO picture (id, path, size_bytes, modified_ms) VALUES (1, 'a.jpg', 1, 1);
    INSERT INTO tag (id, picture_id, text, stop_word) VALUES (1, 1, 'dog', 0);
    INSERT INTO tag_state (tag_id, picture_id, stop_word) VALUES (1, 1, 0);
    INSERT INTO run (id, model_name, model_sha256, parameters, state, created_ms) VALUES (1, 'tiny', 'f', '{}', 'done', 1);
    INSERT INTO proposal VALUES (1, 1, 1, 0.2, 0.2, 0.2, 0.2, 0.9, 1, 0.4, 1, 1, x'ff');
    INSERT INTO action (id, kind, reviewer, at_ms) VALUES (1, 'decide', 'ann', 1), (2, 'decide', 'ann', 2);
    INSERT INTO decision (id, action_id, tag_id, verdict, proposal_id, threshold) VALUES (1, 1, 1, 'rejected', 1, 0.3);
  `);
  const [decision, proposal] = ['decision', 'proposal'].map((table) =>
    before.prepare(`SELECT * FROM ${table}`).get(),
  );
  before.close();

  const db = openForWriting(file);
  expect(db.prepare('SELECT * FROM decision').get()).toEqual({ ...(decision as object), clean_up: null });
  expect(db.prepare('SELECT * FROM proposal').get()).toEqual({ ...(proposal as object), clean_up: null });
  const cleanUp = { smallestPart: 2.5, fillHoles: 0, smooth: 10 };
  db.transaction(() =>
    appendDecisions(db, 2, [
      { tag_id: 1, verdict: 'rejected', mask_id: null, proposal_id: 1, threshold: 0.4, clean_up: storeCleanUp(cleanUp) }, // prettier-ignore
    ]),
  )();
  const stored = db.prepare<[], string | null>('SELECT clean_up FROM decision ORDER BY id').pluck().all();
  expect(stored.map(readCleanUp)).toEqual([noCleanUp, cleanUp]);
  expect(() => db.exec('UPDATE decision SET clean_up = NULL')).toThrow(/only ever added to/);
  db.close();
});

test('a clean-up of nothing is stored as none', () => {
  expect(storeCleanUp(noCleanUp)).toBeNull();
});
