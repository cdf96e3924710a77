import { join } from 'node:path';

import Database from 'better-sqlite3';
import { hc } from 'hono/client';
import { describe, expect, onTestFinished, test } from 'vitest';

import { decodeMask, encodeMask } from '../../../models/masks/index.ts';
import type { Api } from '../../../src-main/http/app.ts';
import { fetchFrom } from '../../../src-main/http/client.ts';
import { serveFolder } from '../../../src-main/http/serve-folder.ts';
import { ask, codeOf, makeDataset, messageOf } from './fixture.ts';

/** A served dataset whose first picture has, as far as the database knows, that many pixels a side. */
async function startPicture(side: number) {
  const folder = await makeDataset();
  const served = await serveFolder({ folder, roots: [folder] });
  onTestFinished(served.close);
  const { origin, searchParams } = new URL(served.address);
  const token = searchParams.get('token') ?? '';
  const client = hc<Api>(origin, { fetch: fetchFrom({ address: origin, token }) }).api;
  const done = async () =>
    (await (await client.jobs.$get()).json()).jobs.find(({ kind }) => kind === 'prelabel')?.state;
  await expect.poll(done, { timeout: 60_000 }).toBe('done');
  const page = await (await client.pictures.$get({ query: {} })).json();
  const param = { id: String(page.pictures[0]?.id) };
  const db = new Database(join(folder, '.tagmask/project.sqlite'));
  db.prepare('UPDATE picture SET width = ?, height = ? WHERE id = ?').run(side, side, param.id);
  db.close();
  const dog = async () => {
    const { tags } = await (await client.pictures[':id'].$get({ param, query: {} })).json();
    return tags.find(({ text }) => text === 'dog');
  };
  const tagId = (await dog())?.id ?? 0;
  const post = (body: unknown) =>
    ask(origin, '/api/decisions', {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  return { client, dog, tagId, post };
}

/** Grass: stripes of many lengths down every column. */
function grass(side: number): Uint32Array {
  const runs: number[] = [];
  for (let left = side * side, i = 0; left > 0; i++) {
    const run = Math.min(left, 3 + ((i * 7) % 60));
    runs.push(run);
    left -= run;
  }
  return Uint32Array.from(runs);
}

describe('a mask that is sent', () => {
  test('may have 8,192 × 8,192 pixels and as many edges as grass, and comes back the same', async () => {
    const side = 8192;
    const { client, dog, tagId } = await startPicture(side);
    const mask = encodeMask({ width: side, height: side, runs: grass(side) });
    // Far more than any other request may have.
    expect(mask.counts.length).toBeGreaterThan(2_000_000);
    const answer = await client.decisions.$post({
      json: {
        decisions: [{ tagId, verdict: 'accepted', mask: { size: [side, side], counts: mask.counts } }],
        elapsedMs: 900,
        tool: 'wand',
      },
    });
    expect(answer.status).toBe(200);
    const tag = await dog();
    expect(tag).toMatchObject({ state: 'accepted', maskMs: 900, decision: { edited: true } });
    const stored = tag?.decision?.mask;
    expect(stored?.counts === mask.counts).toBe(true);
    expect(
      stored?.counts === undefined
        ? 0
        : decodeMask({ size: [side, side], counts: stored.counts }).runs.length,
    ).toBe(grass(side).length);
    const { steps } = await (await client.history.$get({ query: {} })).json();
    expect(steps[0]).toMatchObject({ tool: 'wand', text: 'dog', verdict: 'accepted' });
  });

  test('is refused with a sentence where it is larger, of another size, or no mask, and a tool that is no word', async () => {
    const { dog, tagId, post } = await startPicture(64);
    const send = (mask: unknown, more: object = {}) =>
      post({ decisions: [{ tagId, verdict: 'accepted', mask }], ...more });
    const full = {
      size: [64, 64],
      counts: encodeMask({ width: 64, height: 64, runs: Uint32Array.of(0, 4096) }).counts,
    };
    const cases = [
      [await send({ ...full, counts: '0'.repeat(17 * 1024 * 1024) }), 'too-large', /larger than 16 MB/],
      [
        await send({ ...full, counts: '0'.repeat(15_000_001) }),
        'bad-request',
        /"decisions.0.mask.counts".*too fine/,
      ],
      [await send({ ...full, size: [64, 65] }), 'mask-size', /65 × 64 pixels, and the picture 64 × 64/],
      [await send({ ...full, size: [64] }), 'bad-request', /"decisions.0.mask.size/],
      [await send({ ...full, size: [-64, -64] }), 'bad-request', /"decisions.0.mask.size/],
      [await send({ ...full, counts: '\u0000' }), 'bad-mask', /character/],
      [await send('11'), 'bad-request', /"decisions.0.mask"/],
      [await send(full, { tool: '<b>brush</b>' }), 'bad-request', /"tool": a short word/],
      [
        await post({ decisions: [{ tagId, verdict: 'rejected', mask: full }] }),
        'mask-not-accepted',
        /Only an accepted tag has a mask/,
      ],
    ] as const;
    for (const [answer, code, sentence] of cases) {
      expect([answer.status, codeOf(answer)]).toEqual([400, code]);
      expect(messageOf(answer)).toMatch(sentence);
    }
    expect(await dog()).toMatchObject({ state: 'undecided', maskMs: 0 });
    expect((await send(full, { tool: 'brush' })).status).toBe(200);
  });
});

test('a clean-up is stored as it was sent, and refused where it is no share of the picture', async () => {
  const { dog, tagId, post } = await startPicture(64);
  const send = (cleanUp: unknown) => post({ decisions: [{ tagId, verdict: 'accepted', cleanUp }] });
  for (const cleanUp of [
    { smallestPart: 1, fillHoles: 1 },
    { smallestPart: 1, fillHoles: 1, smooth: 101 },
    { smallestPart: -1, fillHoles: 1, smooth: 1 },
    { smallestPart: 1, fillHoles: 1, smooth: 1, grow: 1 },
  ]) {
    const refused = await send(cleanUp);
    expect(refused.status, JSON.stringify(cleanUp)).toBe(400);
  }
  expect((await dog())?.state).toBe('undecided');
  const cleanUp = { smallestPart: 2.5, fillHoles: 0, smooth: 30 };
  expect((await send(cleanUp)).status).toBe(200);
  expect((await dog())?.decision).toMatchObject({ cleanUp, edited: false });
});
