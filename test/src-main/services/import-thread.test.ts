import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, renameSync, rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

import { expect, test } from 'vitest';

import { transact } from '../../../db/connection.ts';
import { findOrInsertTag } from '../../../db/queries/tags.ts';
import { importDataset } from '../../../src-main/services/dataset.ts';
import { importInThread } from '../../../src-main/services/import-thread.ts';
import type { Project } from '../../../src-main/services/project.ts';
import { takeStep } from '../../../src-main/services/steps.ts';
import { writeTurn } from '../../../src-main/services/write-turn.ts';
import { temporaryFolder } from '../../temp.ts';
import { makeDataset, open, picture } from './dataset-fixture.ts';
import { addPicture, readDerived, tagIdOf } from './review-fixture.ts';

const reviewer = 'ann';

/** Pictures that are all alike, with a caption each; their hashes are alike too, but not their places. */
async function makeLarge(pictures: number): Promise<Project> {
  const bytes = await picture(7);
  const names = Array.from({ length: pictures }, (_, i) => `${String(i)}.png`);
  const captions = names.map((name, i) => `${name}\tA red dog beside the tree number ${String(i % 17)}`);
  return makeDataset({
    ...Object.fromEntries(names.map((name) => [name, bytes])),
    'captions.tsv': ['file\tcaption', ...captions].join('\n'),
  });
}

const contentOf = ({ db }: Project): unknown[] =>
  [
    'SELECT path, hash, size_bytes, width, height, error FROM picture ORDER BY path',
    'SELECT path, caption.text, source FROM caption JOIN picture ON picture.id = picture_id ORDER BY path, text',
    `SELECT path, tag.text, start, end FROM occurrence JOIN tag ON tag.id = tag_id
     JOIN picture ON picture.id = picture_id ORDER BY path, start`,
    'SELECT text, pictures, undecided FROM word ORDER BY text',
  ].map((sql) => db.prepare(sql).all());

function expectConsistent(project: Project): void {
  const { kept, counted } = readDerived(project);
  expect(kept).toEqual(counted);
  expect(project.db.pragma('integrity_check', { simple: true })).toBe('ok');
  expect(project.db.pragma('foreign_key_check')).toEqual([]);
}

test('an import in a thread finds what one in the engine finds, and tells as much of it', async () => {
  const files = { 'a.png': 1, 'a.txt': 'A dog', 'b.png': 'no picture', 'captions.tsv': 'x.png\tA cat\n' };
  const project = await makeDataset(files);
  const told: string[] = [];
  const report = await importInThread(project, {
    onProgress: (done, total) => told.push(`${String(done)} of ${String(total)}`),
    onGrowth: () => told.push('growth'),
    onIndexed: async ({ captions }) => {
      await sleep(20);
      told.push(`${String(captions)} caption`);
      expect(project.db.prepare('SELECT count(hash) FROM picture').pluck().get()).toBe(0);
    },
  });
  const other = await makeDataset(files);
  expect(report).toEqual(await importDataset(other));
  expect(report.errors).toHaveLength(1);
  expect(contentOf(project)).toEqual(contentOf(other));
  expect(told).toEqual(expect.arrayContaining(['growth', '2 of 2', '1 caption']));
  expect(told.indexOf('1 caption')).toBeGreaterThan(told.indexOf('growth'));
});

test('takes its columns and files from the options', async () => {
  const project = await makeDataset({ 'a.png': 1, 'words.csv': 'name,said\na.png,A dog\n' });
  const map = { file: 'name', caption: 'said' };
  const report = await importInThread(project, { captionFiles: [{ file: 'words.csv', map }] });
  expect(report).toMatchObject({ captions: 1, errors: [] });
});

test('verdicts and other writers have their turns while it goes on', async () => {
  const project = await makeLarge(400);
  const known = addPicture(
    project,
    'known.png',
    Array.from({ length: 30 }, (_, i) => `word${String(i)}`),
  );
  let isOver = false;
  const imported = importInThread(project).finally(() => (isOver = true));
  let verdicts = 0;
  let others = 0;
  for (; verdicts < 30 && !isOver; verdicts++) {
    const tagId = tagIdOf(project, known, `word${String(verdicts)}`);
    const decision = { tagId, verdict: 'rejected' as const };
    const request = { reviewer, decisions: [decision] };
    expect(await takeStep(project, { kind: 'decide', request })).toMatchObject({ changed: 1 });
    await writeTurn(project.db);
    const text = `other${String(others++)}`;
    transact(project.db, () => findOrInsertTag(project.db, { pictureId: known, text, stopWord: false }));
    await sleep(5);
  }
  expect(await imported).toMatchObject({ pictures: 400, captions: 430 });
  const count = (sql: string): unknown => project.db.prepare(sql).pluck().get();
  expect(verdicts).toBeGreaterThan(3);
  expect(count("SELECT count(*) FROM tag_state WHERE verdict = 'rejected'")).toBe(verdicts);
  expect(count("SELECT count(*) FROM tag WHERE text LIKE 'other%'")).toBe(others);
  expectConsistent(project);
});

test('stops when it is told to, and the next one goes on', async () => {
  const project = await makeLarge(300);
  const stop = new AbortController();
  const onProgress = (done: number): void => {
    if (done > 0) stop.abort(new Error('enough'));
  };
  await expect(importInThread(project, { signal: stop.signal, onProgress })).rejects.toThrow('enough');
  expectConsistent(project);
  expect(await importInThread(project)).toMatchObject({ pictures: 300, captions: 300 });
  expectConsistent(project);
});

test('fails with the error of the thread or of whoever was told, and leaves nobody waiting', async () => {
  const project = await makeDataset({ 'a.png': 1, 'a.txt': 'A dog' });
  const onIndexed = (): Promise<void> => Promise.reject(new RangeError('no room'));
  await expect(importInThread(project, { onIndexed })).rejects.toThrow(RangeError);
  rmSync(project.folder, { recursive: true });
  const elsewhere = open(temporaryFolder(), temporaryFolder());
  rmSync(elsewhere.folder, { recursive: true });
  await expect(importInThread(elsewhere)).rejects.toMatchObject({
    kind: 'unavailable',
    code: 'dataset-unreadable',
  });
  await writeTurn(elsewhere.db);
});

const moduleUrl = (name: string): string =>
  new URL(`../../../src-main/services/${name}.ts`, import.meta.url).href;

test('an engine that is killed while it imports leaves counts that match, and the next one finds the rest', async () => {
  const large = await makeLarge(1000);
  const { folder } = large;
  large.close();
  const script = `
    const { Project } = await import(${JSON.stringify(moduleUrl('project'))});
    const { importInThread } = await import(${JSON.stringify(moduleUrl('import-thread'))});
    const project = Project.open(${JSON.stringify(folder)});
    await importInThread(project, { onProgress: (done) => process.stdout.write(done + '\\n') });
    process.stdout.write('over\\n');
    setInterval(() => {}, 1000);
  `;
  for (const milliseconds of [0, 300, 600]) {
    const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(createInterface(child.stdout), 'line');
    await sleep(milliseconds);
    child.kill('SIGKILL');
    await once(child, 'exit');
    const left = open(folder);
    expectConsistent(left);
    left.close();
  }
  const resumed = open(folder);
  await importInThread(resumed);
  expectConsistent(resumed);
  const fresh = await makeLarge(1000);
  await importDataset(fresh);
  expect(contentOf(resumed)).toEqual(contentOf(fresh));
});

test.skipIf(process.platform === 'win32')(
  'an import makes no new project where its file has gone',
  async () => {
    const project = await makeDataset({ 'a.png': 1 });
    const file = project.db.name;
    renameSync(file, `${file}.away`);
    await expect(importInThread(project)).rejects.toMatchObject({ code: 'database-gone' });
    expect(existsSync(file)).toBe(false);
  },
);
