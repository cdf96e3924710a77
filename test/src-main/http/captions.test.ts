import { beforeEach, describe, expect, test } from 'vitest';

import { takeStep } from '../../../src-main/services/steps.ts';
import type { ActionResult, EngineEvent, PictureDetail } from '../../../src-main/services/types.ts';
import { codeOf, makeDataset, messageOf, startServer } from './fixture.ts';
import type { Answer, TestServer } from './fixture.ts';

let server: TestServer;
let picture: PictureDetail;

const detail = async (): Promise<PictureDetail> =>
  JSON.parse((await server.get(`/api/pictures/${picture.id}`)).text) as PictureDetail;
const textsOf = ({ tags }: PictureDetail): string[] =>
  tags.filter(({ stopWord }) => !stopWord).map(({ text }) => text);
const tagId = (text: string): number => picture.tags.find((tag) => tag.text === text)?.id ?? 0;
const put = (path: string, body: unknown): Promise<Answer> =>
  server.get(path, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

beforeEach(async () => {
  server = await startServer();
  await server.workspace.open(await makeDataset());
  await server.workspace.jobs.settled();
  const { pictures } = JSON.parse((await server.get('/api/pictures')).text) as { pictures: { id: number }[] };
  picture = JSON.parse((await server.get(`/api/pictures/${pictures[0]?.id}`)).text) as PictureDetail;
});

describe('words over HTTP', () => {
  test('are renamed, joined, added, split and undone, a step each, and other windows are told', async () => {
    const events: EngineEvent[] = [];
    server.workspace.events.subscribe((event) => events.push(event));
    const [first] = picture.captions;
    const [dog, jumps] = first?.occurrences.slice(-2) ?? [];
    const span = { captionId: first?.id, start: dog?.start, end: jumps?.end };
    const joined = await server.post(`/api/tags/${dog?.tagId}/text`, { text: 'dog jumps', span });
    expect(joined.status).toBe(200);
    const { edited } = JSON.parse(joined.text) as ActionResult;
    expect(textsOf(await detail())).toEqual(['dog jumps', 'brown', 'dog']);
    await server.post(`/api/tags/${tagId('brown')}/text`, { text: 'tan' });
    await server.post(`/api/pictures/${picture.id}/tags`, { text: 'grass' });
    expect(textsOf(await detail())).toEqual(['dog jumps', 'tan', 'dog', 'grass']);
    await server.post(`/api/tags/${edited?.[0]?.tagId}/split`, {});
    expect(textsOf(await detail())).toEqual(['dog', 'jumps', 'tan', 'grass']);
    for (let step = 0; step < 4; step++) await server.post('/api/undo', {});
    expect((await detail()).tags).toEqual(picture.tags);
    expect(events).toContainEqual({ type: 'pictures', ids: [picture.id] });
  });

  test('captions are written and corrected', async () => {
    const [first] = picture.captions;
    expect((await put(`/api/captions/${first?.id}`, { text: 'a wolf jumps' })).status).toBe(200);
    expect((await server.post(`/api/pictures/${picture.id}/captions`, { text: 'red wall' })).status).toBe(
      200,
    );
    expect((await detail()).captions.map(({ text }) => text)).toEqual([
      'a wolf jumps',
      'a brown dog',
      'red wall',
    ]);
  });

  test('are stored although they cannot be queued to be scored, which is told and can be tried again', async () => {
    const { jobs, project, prelabeler } = server.workspace;
    await prelabeler.idle();
    project.db.exec(`CREATE TRIGGER no_room BEFORE UPDATE ON run_picture
      BEGIN SELECT RAISE(ABORT, 'no room for the queue'); END`);
    const added = await server.post(`/api/pictures/${picture.id}/tags`, { text: 'grass' });
    expect([added.status, textsOf(await detail())]).toEqual([200, expect.arrayContaining(['grass'])]);
    await jobs.settled();
    const [failed] = jobs.list();
    expect(failed).toMatchObject({
      state: 'failed',
      canRetry: true,
      message: expect.stringContaining('no room for the queue'),
    });
    project.db.exec('DROP TRIGGER no_room');
    const retried = await server.post(`/api/jobs/${failed?.id}/retry`, {});
    expect(retried.status).toBe(200);
    await jobs.settled();
    await prelabeler.idle();
    expect((await detail()).tags.find(({ text }) => text === 'grass')?.proposal).not.toBeNull();
    expect(codeOf(await server.post(`/api/jobs/${failed?.id}/retry`, {}))).toBe('job-not-failed');
  });

  test('wait for the same person’s undo that was asked for before them', async () => {
    const { project } = server.workspace;
    await server.post(`/api/tags/${tagId('brown')}/text`, { text: 'tan' });
    const undone = takeStep(
      project,
      { kind: 'undo', reviewer: server.workspace.reviewer },
      { threadFrom: 0 },
    );
    const added = await server.post(`/api/pictures/${picture.id}/tags`, { text: 'grass' });
    expect([(await undone).kind, added.status]).toEqual(['undo', 200]);
    expect(textsOf(await detail())).toEqual(['dog', 'jumps', 'brown', 'grass']);
  });

  test('what cannot be is refused with a sentence', async () => {
    const [first] = picture.captions;
    const empty = await server.post(`/api/tags/${tagId('dog')}/text`, { text: '  ' });
    expect([empty.status, messageOf(empty)]).toEqual([400, 'The tag has no text. Write at least one word.']);
    const twice = await server.post(`/api/pictures/${picture.id}/tags`, { text: 'Dog' });
    expect([twice.status, messageOf(twice)]).toEqual([
      409,
      'a dog.jpg has the tag "dog" already. Choose it, or write another.',
    ]);
    const long = await put(`/api/captions/${first?.id}`, { text: 'x'.repeat(100_001) });
    expect([long.status, messageOf(long)]).toEqual([
      400,
      'The caption has 100001 characters, and 100000 are allowed. Write a shorter one.',
    ]);
    expect(codeOf(await server.post('/api/tags/999/text', { text: 'x' }))).toBe('tag-missing');
    expect(codeOf(await put('/api/captions/999', { text: 'x' }))).toBe('caption-missing');
    expect(codeOf(await server.post(`/api/tags/${tagId('dog')}/split`, {}))).toBe('nothing-to-split');
    expect(codeOf(await server.post(`/api/tags/${tagId('dog')}/text`, { text: 1 }))).toBe('bad-request');
    expect(await detail()).toEqual(picture);
  });
});
