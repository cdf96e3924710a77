import { mkdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import Database from 'better-sqlite3';
import { hc } from 'hono/client';
import sharp from 'sharp';
import type { Sharp } from 'sharp';
import { afterEach, describe, expect, onTestFinished, test } from 'vitest';

import { bitmapFromRle, decodeMask } from '../../../models/masks/index.ts';
import type { EncodedMask } from '../../../models/masks/index.ts';
import type { Api } from '../../../src-main/http/app.ts';
import { fetchFrom } from '../../../src-main/http/client.ts';
import { serveFolder } from '../../../src-main/http/serve-folder.ts';
import type { SegmentView } from '../../../src-main/services/segment/segment-types.ts';
import {
  toyDecoder,
  toyEncoder,
  toyLayouts,
  writeFiles,
  writeToyModel,
} from '../../models/segment-anything/toy-models.ts';
import { temporaryFolder } from '../../temp.ts';
import { ask, codeOf, messageOf } from './fixture.ts';

const library = (): string => join(process.env['TAGMASK_DATA_DIR'] ?? '', 'models');
const model = (): string => join(library(), 'clicks');
afterEach(() => rmSync(model(), { recursive: true, force: true, maxRetries: 3 }));

/** A red square on blue; from 64 to 96 across, from 16 to 48 down. */
const [width, height] = [128, 80];
const isRed = (x: number, y: number): boolean => x >= 64 && x < 96 && y >= 16 && y < 48;

function paint(inside: (x: number, y: number) => boolean): Sharp {
  const data = Buffer.alloc(width * height * 3);
  for (let at = 0; at < width * height; at++)
    data.set(inside(at % width, Math.floor(at / width)) ? [200, 30, 30] : [30, 60, 180], at * 3);
  return sharp(data, { raw: { width, height, channels: 3 } });
}

async function makePictures(): Promise<string> {
  const folder = join(temporaryFolder(), 'pictures');
  mkdirSync(folder);
  await paint(isRed).png().toFile(join(folder, 'a.png'));
  await paint((x, y) => isRed(x + 48, y))
    .png()
    .toFile(join(folder, 'b.png'));
  // Lies on its side, and its EXIF says so: upright, it has 80 × 128 pixels.
  await paint(isRed)
    .jpeg({ quality: 100, chromaSubsampling: '4:4:4' })
    .withMetadata({ orientation: 6 })
    .toFile(join(folder, 'c.jpg'));
  for (const name of ['a', 'b', 'c']) writeFileSync(join(folder, `${name}.txt`), 'a ball');
  return folder;
}

async function start(folder: string) {
  const served = await serveFolder({ folder, roots: [folder] });
  let closed: Promise<void> | undefined;
  const close = (): Promise<void> => (closed ??= served.close());
  onTestFinished(close);
  const { origin, searchParams } = new URL(served.address);
  const token = searchParams.get('token') ?? '';
  const client = hc<Api>(origin, { fetch: fetchFrom({ address: origin, token }) }).api;
  const areOver = async () => {
    const { jobs } = await (await client.jobs.$get()).json();
    return jobs.length > 0 && jobs.every(({ state }) => state === 'done');
  };
  await expect.poll(areOver, { timeout: 60_000 }).toBe(true);
  const { pictures } = await (await client.pictures.$get({ query: {} })).json();
  const idOf = (name: string): number => pictures.find(({ path }) => path === name)?.id ?? 0;
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const post = (name: string, body: unknown = {}) =>
    ask(origin, `/api/pictures/${idOf(name)}/segment`, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    });
  const segment = async (name: string, body: unknown = {}): Promise<SegmentView> => {
    const answer = await post(name, body);
    expect(answer).toMatchObject({ status: 200 });
    return JSON.parse(answer.text) as SegmentView;
  };
  return { client, post, segment, idOf, origin, headers, close };
}

const on = (x: number, y: number) => ({ x, y, label: 1 });
const off = (x: number, y: number) => ({ x, y, label: 0 });

/** Of a mask and a square, what both have of what either has. */
function iou(mask: EncodedMask | null, inside: (x: number, y: number) => boolean): number {
  const { width: across, data } = bitmapFromRle(decodeMask(mask ?? { size: [1, 1], counts: '1' }));
  let [both, either] = [0, 0];
  for (const [at, value] of data.entries()) {
    const isIn = inside(at % across, Math.floor(at / across));
    both += isIn && value !== 0 ? 1 : 0;
    either += isIn || value !== 0 ? 1 : 0;
  }
  return both / either;
}

describe.each(toyLayouts)('clicks through a model of the layout %s', (layout) => {
  test('are answered with the mask at the displayed size, picture by picture', async () => {
    const { segment, client } = await start(await makePictures());
    writeToyModel(model(), layout);
    expect(await (await client.segment.$get()).json()).toEqual({ model: 'clicks' });
    expect(await segment('a.png')).toEqual({ model: 'clicks', mask: null, predictedIou: null });
    const a = await segment('a.png', { points: [on(80, 30)] });
    expect(a.mask?.size).toEqual([height, width]);
    expect(a.predictedIou).toBeGreaterThan(0.5);
    expect(iou(a.mask, isRed)).toBeGreaterThan(0.65);
    // Two pictures in turn: each has its own embedding.
    const b = await segment('b.png', { points: [on(32, 30)] });
    expect(iou(b.mask, (x, y) => isRed(x + 48, y))).toBeGreaterThan(0.65);
    expect(await segment('a.png', { points: [on(80, 30)] })).toEqual(a);
    const rest = await segment('a.png', { points: [on(4, 4), off(80, 30)] });
    expect(iou(rest.mask, (x, y) => !isRed(x, y))).toBeGreaterThan(0.9);
    const box = await segment('a.png', {
      box: { x: 60, y: 12, width: 40, height: 40 },
      points: [on(80, 30)],
    });
    expect(iou(box.mask, isRed)).toBeGreaterThan(0.65);
    // Upright: what was right of the middle is below it.
    const c = await segment('c.jpg', { points: [on(80 - 30, 80)] });
    expect(c.mask?.size).toEqual([width, height]);
    expect(iou(c.mask, (x, y) => isRed(y, 79 - x))).toBeGreaterThan(0.65);
  });
});

test('a tag’s heat map says where the object is', async () => {
  const folder = await makePictures();
  const { client, segment, post, idOf } = await start(folder);
  writeToyModel(model(), 'sam');
  const { tags } = await (
    await client.pictures[':id'].$get({ param: { id: String(idOf('a.png')) }, query: {} })
  ).json();
  const tagId = tags.find(({ text }) => text === 'ball')?.id ?? 0;
  const heat = Buffer.alloc(160);
  for (let y = 3; y < 5; y++) heat.fill(200, y * 16 + 9, y * 16 + 11);
  const db = new Database(join(folder, '.tagmask/project.sqlite'));
  db.prepare(
    'UPDATE proposal SET heat_width = 16, heat_height = 10, heat = ?, threshold = 0.5 WHERE tag_id = ?',
  ).run(heat, tagId);
  db.close();
  const { mask } = await segment('a.png', { tagId });
  const found = bitmapFromRle(decodeMask(mask ?? { size: [1, 1], counts: '1' })).data;
  expect(found[32 * width + 80]).toBe(1);
  expect(found[70 * width + 20]).toBe(0);
  expect(await post('b.png', { tagId }).then(codeOf)).toBe('no-proposal');
});

test('a person may choose to click without a model that is there', async () => {
  const { client } = await start(await makePictures());
  writeToyModel(model(), 'sam');
  expect((await client.models.clicking.$put({ json: { name: null } })).status).toBe(200);
  expect(await (await client.segment.$get()).json()).toEqual({ model: null });
  expect((await client.models.default.$put({ json: { name: 'clicks' } })).status).toBe(200);
  expect(await (await client.segment.$get()).json()).toEqual({ model: 'clicks' });
});

test('without a model nothing is looked for, and the answer says so', async () => {
  const { segment, client } = await start(await makePictures());
  expect(await (await client.segment.$get()).json()).toEqual({ model: null });
  expect(await segment('a.png', { points: [on(80, 30)] })).toEqual({
    model: null,
    mask: null,
    predictedIou: null,
  });
});

test('another model, and the same one after the engine was started again, need no more than to be there', async () => {
  const folder = await makePictures();
  const first = await start(folder);
  writeToyModel(model(), 'sam');
  const before = await first.segment('a.png', { points: [on(80, 30)] });
  rmSync(model(), { recursive: true });
  writeToyModel(model(), 'sam2');
  const other = await first.segment('a.png', { points: [on(80, 30)] });
  expect(iou(other.mask, isRed)).toBeGreaterThan(0.65);
  expect(other).not.toEqual(before);
  await first.close();
  rmSync(model(), { recursive: true });
  writeToyModel(model(), 'sam');
  const second = await start(folder);
  expect(await second.segment('a.png', { points: [on(80, 30)] })).toEqual(before);
});

describe('what fails is said in a sentence, and the next call is a new one', () => {
  test('a model that answers with what are no numbers', async () => {
    const { post, segment } = await start(await makePictures());
    writeToyModel(model(), 'sam', { tighter: NaN });
    const answer = await post('a.png', { points: [on(80, 30)] });
    expect([answer.status, codeOf(answer)]).toEqual([503, 'not-numbers']);
    rmSync(model(), { recursive: true });
    writeToyModel(model(), 'sam');
    expect((await segment('a.png', { points: [on(80, 30)] })).mask).not.toBeNull();
  });

  test('a damaged model, and one of which a half is missing', async () => {
    const { post, segment } = await start(await makePictures());
    writeToyModel(model(), 'sam');
    truncateSync(join(model(), 'two.onnx'), 300);
    const damaged = await post('a.png', { points: [on(80, 30)] });
    expect([damaged.status, codeOf(damaged)]).toEqual([400, 'bad-onnx']);
    expect(messageOf(damaged)).toContain('two.onnx');
    rmSync(join(model(), 'two.onnx'));
    expect(await post('a.png').then(codeOf)).toBe('half-missing');
    writeFiles(model(), { 'two.onnx': toyDecoder('sam') });
    expect((await segment('a.png', { points: [on(80, 30)] })).mask).not.toBeNull();
  });

  test('a picture that has gone, and requests that make no sense', async () => {
    const folder = await makePictures();
    const { post } = await start(folder);
    writeToyModel(model(), 'sam');
    const cases = [
      { points: [{ x: 1, y: 1, label: 2 }] },
      { points: [{ x: '1', y: 1, label: 1 }] },
      { points: [{ x: 1e9, y: 1, label: 1 }] },
      { points: Array.from({ length: 101 }, () => on(1, 1)) },
      { box: { x: 0, y: 0, width: -1, height: 2 } },
      { tagId: -1 },
      { file: '/etc/passwd' },
    ];
    for (const body of cases) expect(await post('a.png', body).then(codeOf)).toBe('bad-request');
    expect(await post('nothing.png').then(({ status }) => status)).toBe(404);
    truncateSync(join(folder, 'a.png'), 100);
    expect(await post('a.png').then(codeOf)).toBe('picture-changed');
  });
});

test('a slow encoder holds nothing up, is ended when nobody waits for it, and the next picture has its turn at once', async () => {
  const folder = await makePictures();
  await sharp({ create: { width: 64, height: 64, channels: 3, background: 'white' } })
    .png()
    .toFile(join(folder, 'white.png'));
  writeFileSync(join(folder, 'white.txt'), 'a ball');
  const { idOf, origin, headers, client, segment } = await start(folder);
  // Many minutes for the white picture, were it left to end.
  writeFiles(model(), { 'one.onnx': toyEncoder('sam', 100), 'two.onnx': toyDecoder('sam') });
  await segment('a.png');
  const leave = new AbortController();
  const address = `${origin}/api/pictures/${idOf('white.png')}/segment`;
  const prepared = fetch(address, { method: 'POST', headers, body: '{}', signal: leave.signal });
  const left = prepared.then(
    () => 'answered',
    () => 'left',
  );
  expect((await client.session.$get()).status).toBe(200);
  expect((await client.pictures.$get({ query: {} })).status).toBe(200);
  expect(iou((await segment('a.png', { points: [on(80, 30)] })).mask, isRed)).toBeGreaterThan(0.65);
  leave.abort();
  expect(await left).toBe('left');
  const { mask } = await segment('b.png', { points: [on(32, 30)] });
  expect(iou(mask, (x, y) => isRed(x + 48, y))).toBeGreaterThan(0.65);
});
