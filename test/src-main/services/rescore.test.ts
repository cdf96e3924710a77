import { expect, test } from 'vitest';

import { getPicture } from '../../../src-main/services/library.ts';
import { addTag, editTagText } from '../../../src-main/services/tag-edit.ts';
import '../../own-home.ts';
import { dumpProposals, makeDataset, openDataset } from './prelabel-fixture.ts';

const reviewer = 'ann';

test('words that were edited are scored by the newest run, and what it had said stands', async () => {
  const { project, prelabeler } = openDataset(await makeDataset(2));
  const run = await prelabeler.start();
  await prelabeler.idle();
  const before = dumpProposals(project);
  const pictureId = Number(project.db.prepare('SELECT min(id) FROM picture').pluck().get());
  const [caption] = getPicture(project, pictureId).captions;
  const [, red, circle] = caption?.occurrences ?? [];
  const span = { captionId: caption?.id ?? 0, start: red?.start ?? 0, end: circle?.end ?? 0 };
  editTagText(project, { reviewer, tagId: red?.tagId ?? 0, text: 'red circle', span });
  addTag(project, { reviewer, pictureId, text: 'paper' });
  prelabeler.rescore(pictureId);
  await prelabeler.idle();
  const proposalOf = (text: string) =>
    getPicture(project, pictureId).tags.find((tag) => tag.text === text)?.proposal;
  expect(proposalOf('red circle')).toMatchObject({ runId: run.id });
  expect(proposalOf('paper')).toMatchObject({ runId: run.id });
  expect(dumpProposals(project).slice(0, before.length)).toEqual(before);
  expect(prelabeler.runs()).toMatchObject([{ id: run.id, state: 'done', done: 2, failed: 0 }]);
});

test('a picture whose model was away is scored when it is asked for again', async () => {
  const { project, prelabeler } = openDataset(await makeDataset(1));
  const run = await prelabeler.start();
  await prelabeler.idle();
  const pictureId = Number(project.db.prepare('SELECT min(id) FROM picture').pluck().get());
  addTag(project, { reviewer, pictureId, text: 'paper' });
  const parameters = project.db.prepare('SELECT parameters FROM run').pluck().get();
  const away = { ...(JSON.parse(String(parameters)) as object), folder: '/nowhere' };
  project.db.prepare('UPDATE run SET parameters = ?').run(JSON.stringify(away));
  prelabeler.rescore(pictureId);
  await prelabeler.idle();
  const proposalOf = (text: string) =>
    getPicture(project, pictureId).tags.find((tag) => tag.text === text)?.proposal;
  expect([proposalOf('paper'), prelabeler.hasGivenUp(run.id)]).toEqual([null, true]);
  project.db.prepare('UPDATE run SET parameters = ?').run(parameters);
  prelabeler.rescoreGivenUp(run.id);
  await prelabeler.idle();
  expect(proposalOf('paper')).toMatchObject({ runId: run.id });
  expect(prelabeler.hasGivenUp(run.id)).toBe(false);
});

test('nothing is queued where nothing is new, or before the first run', async () => {
  const { project, prelabeler } = openDataset(await makeDataset(1));
  const pictureId = Number(project.db.prepare('SELECT min(id) FROM picture').pluck().get());
  prelabeler.rescore(pictureId);
  expect(prelabeler.runs()).toEqual([]);
  await prelabeler.start();
  await prelabeler.idle();
  prelabeler.rescore(pictureId);
  expect(prelabeler.runs()).toMatchObject([{ state: 'done' }]);
});
