import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

import { expect, onTestFinished, test } from 'vitest';

import { areaOf, decodeMask } from '../../../models/masks/index.ts';
import { getPicture } from '../../../src-main/services/library.ts';
import { Project } from '../../../src-main/services/project.ts';
import { decide, undo } from '../../../src-main/services/review.ts';
import { temporaryFolder } from '../../temp.ts';
import { addPicture, addRun, pictureSize, propose, readStates, tagIdOf } from './review-fixture.ts';

const moduleUrl = (name: string): string =>
  new URL(`../../../src-main/services/${name}.ts`, import.meta.url).href;

const maskUrl = new URL('../../../models/masks/index.ts', import.meta.url).href;

test('a verdict that was answered is there after SIGKILL, and can be undone', async () => {
  const folder = temporaryFolder();
  const project = Project.open(folder);
  const tagId = tagIdOf(project, addPicture(project, 'a.png', ['A dog']), 'dog');
  propose(project, addRun(project), { tagId, relevant: true });
  project.close();

  const script = `
    const { Project } = await import(${JSON.stringify(moduleUrl('project'))});
    const { decide } = await import(${JSON.stringify(moduleUrl('review'))});
    const project = Project.open(${JSON.stringify(folder)});
    const { actionId } = decide(project, { reviewer: 'ann', decisions: [{ tagId: ${tagId}, verdict: 'accepted' }] });
    process.stdout.write(actionId + '\\n');
    setInterval(() => {}, 1000);
  `;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [answer] = (await once(createInterface(child.stdout), 'line')) as [string];
  child.kill('SIGKILL');
  await once(child, 'exit');

  const again = Project.open(folder);
  const row = again.db
    .prepare('SELECT verdict, action_id FROM decision JOIN tag_state USING (verdict)')
    .get();
  expect(row).toEqual({ verdict: 'accepted', action_id: Number(answer) });
  expect(again.db.pragma('integrity_check', { simple: true })).toBe('ok');
  expect(undo(again, { reviewer: 'ann' })).toMatchObject({
    changed: 1,
    changes: [{ tagId, state: 'undecided' }],
  });
  again.close();
});

test('the mask of a stroke that was answered is there after SIGKILL in the middle of the next one', async () => {
  const folder = temporaryFolder();
  const project = Project.open(folder);
  const pictureId = addPicture(project, 'a.png', ['A dog']);
  const tagId = tagIdOf(project, pictureId, 'dog');
  propose(project, addRun(project), { tagId, relevant: true });
  project.close();

  // Each answer is the pixels of a longer stroke; it dies somewhere after one of them.
  const script = `
    const { Project } = await import(${JSON.stringify(moduleUrl('project'))});
    const { decide } = await import(${JSON.stringify(moduleUrl('review'))});
    const { encodeMask } = await import(${JSON.stringify(maskUrl)});
    const project = Project.open(${JSON.stringify(folder)});
    for (let area = 1; ; area++) {
      const mask = encodeMask({ ...${JSON.stringify(pictureSize)}, runs: Uint32Array.of(100, area, 1100 - area) });
      decide(project, { reviewer: 'ann', decisions: [{ tagId: ${tagId}, verdict: 'accepted', mask }], tool: 'brush' });
      process.stdout.write(area + '\\n');
      await new Promise((resolve) => setImmediate(resolve));
    }
  `;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let answered = 0;
  for await (const line of createInterface(child.stdout)) {
    answered = Number(line);
    if (answered === 20) child.kill('SIGKILL');
  }
  const again = Project.open(folder);
  onTestFinished(() => again.close());
  expect(again.db.pragma('integrity_check', { simple: true })).toBe('ok');
  const areaOfTag = () => {
    const mask = getPicture(again, pictureId).tags.find(({ id }) => id === tagId)?.decision?.mask;
    return mask == null ? null : areaOf(decodeMask(mask));
  };
  const last = areaOfTag() ?? 0;
  // The one after the last answer may have been stored and not answered; none that was is missing.
  expect([answered, answered + 1]).toContain(last);
  const { stored, logged } = readStates(again);
  expect(stored).toEqual(logged);
  undo(again, { reviewer: 'ann' });
  expect(areaOfTag()).toBe(last - 1);
});

test('a verdict that the disk has no room for is refused whole, and the next one is stored once there is room', () => {
  const project = Project.open(temporaryFolder());
  onTestFinished(() => project.close());
  const { db } = project;
  const tagId = tagIdOf(project, addPicture(project, 'a.png', ['a dog']), 'dog');
  propose(project, addRun(project), { tagId, relevant: true });
  const accept = () => decide(project, { reviewer: 'ann', decisions: [{ tagId, verdict: 'accepted' }] });
  const rows = () =>
    ['action', 'decision', 'mask'].map((table) => db.prepare(`SELECT count(*) FROM ${table}`).pluck().get());
  db.pragma(`max_page_count = ${String(db.pragma('page_count', { simple: true }))}`);
  let acknowledged = 0;
  const fill = (): void => {
    for (; acknowledged < 10_000; acknowledged++) accept();
  };
  expect(fill).toThrow(expect.objectContaining({ code: 'disk-full', kind: 'unavailable' }));
  expect(rows()).toEqual([acknowledged, acknowledged, acknowledged]);
  const { stored, logged } = readStates(project);
  expect(stored).toEqual(logged);
  db.pragma('max_page_count = 100000');
  accept();
  expect(rows()).toEqual([acknowledged + 1, acknowledged + 1, acknowledged + 1]);
});
