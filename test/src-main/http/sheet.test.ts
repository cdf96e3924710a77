import { appendFileSync, symlinkSync, renameSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import sharp from 'sharp';
import { describe, expect, test } from 'vitest';

import { importDataset } from '../../../src-main/services/dataset.ts';
import type { SheetCell, SheetOrder, SheetTagPage } from '../../../src-main/services/sheet-types.ts';
import { temporaryFolder } from '../../temp.ts';
import { addRun, propose, tagIdOf } from '../services/review-fixture.ts';
import { codeOf, makeDataset, startServer } from './fixture.ts';
import type { TestServer } from './fixture.ts';

async function openDataset(folder: string): Promise<TestServer> {
  const server = await startServer();
  await server.workspace.openOnly(folder);
  await importDataset(server.workspace.project);
  return server;
}

/** 40 × 30 when displayed: the left half red, the right half blue, stored on its side. */
async function makeTurnedPicture(): Promise<string> {
  const folder = temporaryFolder();
  const blue = { create: { width: 20, height: 30, channels: 3, background: 'blue' } } as const;
  const upright = await sharp({ create: { width: 40, height: 30, channels: 3, background: 'red' } })
    .composite([{ input: await sharp(blue).png().toBuffer(), left: 20, top: 0 }])
    .png()
    .toBuffer();
  const stored = sharp(upright).rotate(270).withMetadata({ orientation: 6 });
  await stored.jpeg({ quality: 100, chromaSubsampling: '4:4:4' }).toFile(join(folder, 'dog.jpg'));
  writeFileSync(join(folder, 'dog.txt'), 'a dog\n');
  return folder;
}

describe('the sheet’s routes', () => {
  test('go from a word to its cells to a confirmed verdict', async () => {
    const { workspace, get, post } = await openDataset(await makeDataset());
    const { project } = workspace;
    const dog = tagIdOf(project, 1, 'dog');
    propose(project, addRun(project), { tagId: dog, relevant: true });
    const page = JSON.parse((await get('/api/sheet/tags?query=DO')).text) as SheetTagPage;
    expect(page).toMatchObject({ total: 1, tags: [{ text: 'dog', pictures: 1, undecided: 1, proposed: 1 }] });
    const sheet = JSON.parse((await get('/api/sheet?tag=dog')).text) as SheetOrder;
    expect(sheet).toEqual({ tag: 'dog', state: 'undecided', tagIds: [dog], proposalIds: [1], scores: [0.9] });
    const { cells } = JSON.parse((await get(`/api/sheet/cells?ids=${dog}`)).text) as { cells: SheetCell[] };
    expect(cells).toMatchObject([{ tagId: dog, path: 'a dog.jpg', width: 96, height: 64 }]);
    const choice = { verdict: 'accepted', tag: 'dog', minScore: 0.5, include: 'all' };
    const preview = JSON.parse((await post('/api/decisions/bulk/preview', choice)).text) as object;
    expect(preview).toMatchObject({ count: 1 });
    propose(project, addRun(project), { tagId: dog, relevant: true });
    const late = await post('/api/decisions/bulk', { ...choice, expect: preview });
    expect([late.status, codeOf(late)]).toEqual([409, 'bulk-changed']);
    const again = JSON.parse((await post('/api/decisions/bulk/preview', choice)).text) as object;
    const done = await post('/api/decisions/bulk', { ...choice, expect: again });
    expect(JSON.parse(done.text)).toMatchObject({ changed: 1, changes: [{ tagId: dog, state: 'accepted' }] });
  });

  test.each([
    '/api/sheet',
    '/api/sheet?tag=dog&state=proposed',
    '/api/sheet?tag=dog&sort=size',
    '/api/sheet/tags?limit=0',
    '/api/sheet/cells?ids=',
    '/api/sheet/cells?ids=1;2',
    `/api/sheet/cells?ids=${Array(201).fill(1).join(',')}`,
    '/api/pictures/1/crop?x=0&y=0&width=0&height=4',
    '/api/pictures/1/crop?x=-1&y=0&width=4&height=4',
    '/api/pictures/1/crop?x=0&y=0&width=4&height=4&side=4096',
    '/api/pictures/1/crop?x=90&y=0&width=7&height=4',
  ])('refuse %s', async (address) => {
    const { get } = await openDataset(await makeDataset());
    expect((await get(address)).status).toBe(400);
  });
});

describe('a crop', () => {
  async function fetchCrop({ origin, token }: TestServer, query: string) {
    const headers = { authorization: `Bearer ${token}` };
    const answer = await fetch(`${origin}/api/pictures/1/crop?${query}`, { headers });
    const bytes = Buffer.from(await answer.arrayBuffer());
    return { answer, bytes };
  }

  async function centreOf(bytes: Buffer) {
    const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
    const at = (Math.floor(info.height / 2) * info.width + Math.floor(info.width / 2)) * info.channels;
    return { width: info.width, height: info.height, red: data[at] ?? 0, blue: data[at + 2] ?? 0 };
  }

  test('is cut from the picture as it is displayed, and never enlarged', async () => {
    const server = await openDataset(await makeTurnedPicture());
    const left = await centreOf((await fetchCrop(server, 'x=0&y=0&width=20&height=30')).bytes);
    expect(left).toMatchObject({ width: 20, height: 30 });
    expect(left.red).toBeGreaterThan(200);
    const right = await centreOf((await fetchCrop(server, 'x=20&y=10&width=20&height=20&side=16')).bytes);
    expect(right).toMatchObject({ width: 16, height: 16 });
    expect(right.blue).toBeGreaterThan(200);
  });

  test('is kept by the browser until the file changes, and refused once it has', async () => {
    const folder = await makeTurnedPicture();
    const server = await openDataset(folder);
    const { answer } = await fetchCrop(server, 'x=0&y=0&width=20&height=30');
    expect(answer.headers.get('cache-control')).toBe('private, no-cache');
    const headers = { 'if-none-match': answer.headers.get('etag') ?? '' };
    const same = await server.get('/api/pictures/1/crop?x=0&y=0&width=20&height=30', { headers });
    const other = await server.get('/api/pictures/1/crop?x=1&y=0&width=20&height=30', { headers });
    expect([same.status, other.status]).toEqual([304, 200]);
    appendFileSync(join(folder, 'dog.jpg'), 'more');
    const changed = await server.get('/api/pictures/1/crop?x=0&y=0&width=20&height=30');
    expect([changed.status, codeOf(changed)]).toEqual([409, 'picture-changed']);
  });

  test('of a picture that was seen twice before does not decode it again', async () => {
    const folder = temporaryFolder();
    const file = join(folder, 'dog.jpg');
    await sharp({ create: { width: 1600, height: 1200, channels: 3, background: 'red' } })
      .jpeg()
      .toFile(file);
    writeFileSync(join(folder, 'dog.txt'), 'a dog\n');
    utimesSync(file, 1000, 1000);
    const server = await openDataset(folder);
    await fetchCrop(server, 'x=0&y=0&width=800&height=600&side=256');
    await fetchCrop(server, 'x=0&y=0&width=900&height=600&side=256');
    // The same file to the eye of the scan, but nothing that can be decoded.
    writeFileSync(file, Buffer.alloc(statSync(file).size));
    utimesSync(file, 1000, 1000);
    const { answer, bytes } = await fetchCrop(server, 'x=800&y=600&width=800&height=600&side=256');
    expect(answer.status).toBe(200);
    expect((await centreOf(bytes)).red).toBeGreaterThan(200);
    const close = await fetchCrop(server, 'x=0&y=0&width=256&height=192&side=256');
    expect(close.answer.status).toBe(400);
  });

  test('is not cut from a file that a link leads to outside of the dataset', async () => {
    const folder = await makeTurnedPicture();
    const server = await openDataset(folder);
    const outside = join(temporaryFolder(), 'secret.jpg');
    renameSync(join(folder, 'dog.jpg'), outside);
    symlinkSync(outside, join(folder, 'dog.jpg'));
    const { status } = await server.get('/api/pictures/1/crop?x=0&y=0&width=20&height=30');
    expect(status).toBe(403);
  });
});
