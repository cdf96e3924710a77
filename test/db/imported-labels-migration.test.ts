import { join } from 'node:path';

import Database from 'better-sqlite3';
import { expect, test } from 'vitest';

import { openForWriting, transact } from '../../db/connection.ts';
import { listMigrations, migrate } from '../../db/migrate.ts';
import { insertFoundLabels, prepareFoundLabels, takeFoundLabels } from '../../db/queries/found-labels.ts';
import { readImportedLabel } from '../../db/queries/imported-labels.ts';
import { temporaryFolder } from '../temp.ts';

test('in a project from before, an import decides on what the log says nothing about, and its rows stay as they are', () => {
  const file = join(temporaryFolder(), 'project.sqlite');
  const before = new Database(file);
  migrate(
    before,
    listMigrations().filter(({ version }) => version < 110),
  );
  before.exec(`
    INSERT INTO picture (id, path, size_bytes, modified_ms) VALUES (1, 'a.jpg', 1, 1);
    INSERT INTO tag (id, picture_id, text, stop_word) VALUES (1, 1, 'dog', 0), (2, 1, 'cat', 0);
    INSERT INTO tag_state (tag_id, picture_id, stop_word) VALUES (1, 1, 0), (2, 1, 0);
    INSERT INTO action (id, kind, reviewer, at_ms) VALUES (1, 'decide', 'ann', 1);
    INSERT INTO decision (id, action_id, tag_id, verdict) VALUES (1, 1, 1, 'rejected');
    UPDATE tag_state SET verdict = 'rejected', decision_id = 1 WHERE tag_id = 1;
  `);
  before.close();

  const db = openForWriting(file);
  const word = (start: number) => [null, start, 1, 0.5, 'them', null, null] as const;
  const label = (text: string) => ({
    ...({
      pictureId: 1,
      text,
      stopWord: 0,
      verdict: 'accepted',
      mask: null,
      file: 'json_refined/a.json',
    } as const),
    words: [word(0)],
  });
  prepareFoundLabels(db);
  insertFoundLabels(db, ['dog', 'cat', 'sky'].map(label));
  const taken = transact(db, () => takeFoundLabels(db, { reviewer: 'import', atMs: 2 }));
  expect(taken).toEqual({ step: 2, accepted: 2, rejected: 0, unsure: 0, kept: 1 });
  expect(
    db.prepare('SELECT text, verdict, reviewer FROM tag JOIN tag_state ON tag_id = id ORDER BY text').all(),
  ).toEqual([
    { text: 'cat', verdict: 'accepted', reviewer: 'import' },
    { text: 'dog', verdict: 'rejected', reviewer: 'ann' },
    { text: 'sky', verdict: 'accepted', reviewer: 'import' },
  ]);
  expect(db.prepare('SELECT text, pictures, accepted, rejected FROM word ORDER BY text').all()).toEqual([
    { text: 'cat', pictures: 1, accepted: 1, rejected: 0 },
    { text: 'dog', pictures: 1, accepted: 0, rejected: 1 },
    { text: 'sky', pictures: 1, accepted: 1, rejected: 0 },
  ]);
  expect(readImportedLabel(db, 1)).toBeUndefined();
  expect(readImportedLabel(db, 2)).toEqual({ file: 'json_refined/a.json', words: [word(0)] });
  for (const sql of ['DELETE FROM imported_label', "UPDATE imported_label SET file = 'x'"])
    expect(() => db.exec(sql)).toThrow(/only ever added to/);
  db.close();
});
