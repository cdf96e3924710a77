import { cp, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import Database from 'better-sqlite3';
import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';

import { bitmapFromRle, decodeMask } from '../../models/masks/index.ts';
import { makeDemo } from '../../src-main/services/demo.ts';
import { runCli } from '../run-cli.ts';
import { cocoCc, hasShared } from '../shared.ts';
import { launchBrowser, makeHome, readMaskLayer, serve, type Served } from './window.ts';

const status = z.object({
  pictures: z.number(),
  captions: z.number(),
  tags: z.object({ accepted: z.number(), rejected: z.number(), unsure: z.number(), undecided: z.number() }),
  runs: z.array(z.object({ state: z.string(), done: z.number(), failed: z.number() })),
});
const instances = z.object({
  images: z.array(z.object({ id: z.number(), file_name: z.string(), width: z.number(), height: z.number() })),
  categories: z.array(z.object({ id: z.number(), name: z.string() })),
  annotations: z.array(
    z.object({
      image_id: z.number(),
      category_id: z.number(),
      segmentation: z.object({ size: z.tuple([z.number(), z.number()]), counts: z.string() }),
    }),
  ),
});

let home: string;
let removeHome: () => Promise<void>;
let dataset: string;
let server: Served;
let browser: Browser;
let page: Page;

const focusedTag = () => page.locator('[data-testid=tag][aria-selected=true]');
const saved = () => page.getByTestId('save-state').getByText('All verdicts saved').waitFor();

/** Each look starts a program: on a busy machine that takes seconds. */
const until = <T>(look: () => Promise<T>) => expect.poll(look, { timeout: 60_000 });

async function readStatus() {
  return status.parse(JSON.parse((await runCli(['status', dataset, '--json'], home)).stdout));
}

/** The tag under the keys, once the window has answered the last one. */
async function readFocused(): Promise<{ id: number; text: string; state: string }> {
  const tag = focusedTag();
  return {
    id: Number(await tag.getAttribute('data-tag')),
    text: (await tag.getAttribute('data-text')) ?? '',
    state: (await tag.getAttribute('data-state')) ?? '',
  };
}

/** The mask that the database holds for an accepted tag. */
function readStoredMask(tagId: number): { bits: Uint8Array; counts: string } {
  const db = new Database(join(dataset, '.tagmask/project.sqlite'), { readonly: true });
  try {
    const row = z.object({ width: z.number(), height: z.number(), counts: z.string() }).parse(
      db
        .prepare(
          `SELECT mask.width, mask.height, mask.counts FROM tag_state JOIN decision ON decision.id = decision_id
             JOIN mask ON mask.id = mask_id WHERE tag_state.tag_id = ?`,
        )
        .get(tagId),
    );
    const { data } = bitmapFromRle(decodeMask({ size: [row.height, row.width], counts: row.counts }));
    return { bits: data, counts: row.counts };
  } finally {
    db.close();
  }
}

async function openPage(address: string): Promise<void> {
  await page.goto(address);
  await page.getByRole('navigation').getByRole('button', { name: 'Review' }).click();
  await focusedTag().waitFor();
}

/** Moves on until the focused tag is an undecided one with pixels to accept. */
async function findTagWithMask(): Promise<{ id: number; text: string }> {
  for (let i = 0; i < 200; i += 1) {
    const { id, text, state } = await readFocused();
    await page.locator(`[data-testid=mask-layer][data-tag="${String(id)}"]`).waitFor({ state: 'attached' });
    if (state === 'undecided' && (await readMaskLayer(page)).bits.includes(1)) return { id, text };
    await page.keyboard.press('Space');
    await until(async () => (await readFocused()).id).not.toBe(id);
  }
  throw new Error('No tag has a mask.');
}

beforeAll(async () => {
  ({ home, remove: removeHome } = await makeHome());
  dataset = join(home, 'photos');
  if (hasShared) {
    for (const name of ['image', 'captions.tsv', 'captions.json'])
      await cp(cocoCc(name), join(dataset, name), { recursive: true });
  } else {
    await makeDemo(dataset);
  }
  browser = await launchBrowser();
  page = await (await browser.newContext({ viewport: { width: 1280, height: 800 } })).newPage();
  server = await serve([dataset, '--port', '0', '--as', 'Ada'], home);
});

afterAll(async () => {
  await browser.close();
  await server.end('SIGTERM');
  await removeHome();
});

describe(`from a folder to a COCO file in the browser, on ${hasShared ? 'real photos' : 'the demo'}`, () => {
  test('the folder is imported and pre-labelled while the page is open', async () => {
    await page.goto(server.address);
    expect(page.url()).not.toContain('token');
    await expect.poll(async () => (await readStatus()).runs[0]?.state, { timeout: 240_000 }).toBe('done');
    const { pictures, captions, runs } = await readStatus();
    if (hasShared) expect({ pictures, captions }).toEqual({ pictures: 99, captions: 495 });
    expect(runs).toEqual([{ state: 'done', done: pictures, failed: 0 }]);
  });

  const accepted: { id: number; text: string; shown: Uint8Array }[] = [];

  test('A stores exactly the pixels that the canvas shows, X and U store none', async () => {
    await openPage(server.address);
    for (let i = 0; i < 3; i += 1) {
      const { id, text } = await findTagWithMask();
      // A threshold moved by hand belongs to what is accepted.
      if (i === 1) await page.keyboard.press('[');
      const { bits } = await readMaskLayer(page);
      await page.keyboard.press('a');
      await saved();
      expect(readStoredMask(id).bits).toEqual(bits);
      accepted.push({ id, text, shown: bits });
      await until(async () => (await readFocused()).id).not.toBe(id);
    }
    await page.keyboard.press('x');
    await saved();
    await page.keyboard.press('u');
    await saved();
    expect((await readStatus()).tags).toMatchObject({ accepted: 3, rejected: 1, unsure: 1 });
  });

  test('an accepted tag goes on showing the stored pixels', async () => {
    const last = accepted.at(-1);
    await page.locator(`[data-testid=tag][data-tag="${String(last?.id)}"]`).click();
    await page
      .locator(`[data-testid=mask-layer][data-tag="${String(last?.id)}"]`)
      .waitFor({ state: 'attached' });
    expect((await readMaskLayer(page)).bits).toEqual(last?.shown);
  });

  test('undo and redo work, and go on working after the engine was killed', async () => {
    await page.keyboard.press('Backspace');
    await until(async () => (await readStatus()).tags.unsure).toBe(0);
    await page.keyboard.press('Control+Shift+z');
    await until(async () => (await readStatus()).tags.unsure).toBe(1);

    await server.end('SIGKILL');
    server = await serve([dataset, '--port', '0', '--as', 'Ada'], home);
    expect((await readStatus()).tags).toMatchObject({ accepted: 3, rejected: 1, unsure: 1 });
    await openPage(server.address);
    await page.keyboard.press('Control+z');
    await until(async () => (await readStatus()).tags.unsure).toBe(0);
    await page.keyboard.press('Control+z');
    await until(async () => (await readStatus()).tags.rejected).toBe(0);
  });

  test('the exported file holds exactly the accepted pixels', async () => {
    await page.getByRole('navigation').getByRole('button', { name: 'Export' }).click();
    await page.getByTestId('export').getByRole('button', { name: 'Export', exact: true }).click();
    const report = page.locator('[data-testid=export-report][data-state=done]');
    await report.waitFor();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      report.getByRole('link', { name: /instances\.json/ }).click(),
    ]);
    const file = instances.parse(JSON.parse(await readFile(await download.path(), 'utf8')));
    expect(file.annotations).toHaveLength(accepted.length);
    const names = new Map(file.categories.map(({ id, name }) => [id, name]));
    const exported = file.annotations.map(({ category_id, segmentation }) => ({
      text: names.get(category_id) ?? '',
      bits: bitmapFromRle(decodeMask(segmentation)).data,
    }));
    for (const { text, shown } of accepted)
      expect(exported.some((mask) => mask.text === text && Buffer.compare(mask.bits, shown) === 0)).toBe(
        true,
      );
  });
});
