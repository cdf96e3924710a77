import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import sharp from 'sharp';
import type { Browser } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { dilate, fillHole, fillRectangle, paintStroke } from '../../models/masks/edit/index.ts';
import { areaOf, invertMask, iouOf, rleFromBitmap } from '../../models/masks/index.ts';
import type { Bitmap, Rle } from '../../models/masks/index.ts';
import { MaskEditor, readMask, type Place } from './mask-editor.ts';
import { launchBrowser, makeHome, serve, type Served } from './window.ts';

const side = 8192;
const square = { x: 2048, y: 5120, width: 1024, height: 1024 };
const empty = (): Bitmap => ({ width: side, height: side, data: new Uint8Array(side * side) });

let dataset: string;
let removeHome: () => Promise<void>;
let server: Served;
let browser: Browser;
let editor: MaskEditor;

const stored = () => readMask(dataset, 'large.png', 'ball').mask;
const until = (look: () => unknown) => expect.poll(look, { timeout: 60_000, interval: 200 });
const untilStored = (expected: Rle) => until(() => stored()?.runs).toEqual(expected.runs);

/** A red square on blue. */
async function writeLargePicture(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const { width, height, x: left, y: top } = square;
  const red = await sharp({ create: { width, height, channels: 3, background: '#c81e1e' } })
    .png()
    .toBuffer();
  await sharp({ create: { width: side, height: side, channels: 3, background: '#1e3cb4' } })
    .composite([{ input: red, left, top }])
    .png({ compressionLevel: 1 })
    .toFile(join(folder, 'large.png'));
  await writeFile(join(folder, 'large.txt'), 'one ball');
}

beforeAll(async () => {
  const { home, remove } = await makeHome();
  removeHome = remove;
  dataset = join(home, 'pictures');
  await writeLargePicture(dataset);
  browser = await launchBrowser();
  const page = await (await browser.newContext({ viewport: { width: 1280, height: 800 } })).newPage();
  editor = new MaskEditor(page, { width: side, height: side });
  server = await serve([dataset, '--port', '0'], home);
});

afterAll(async () => {
  await browser.close();
  await server.end('SIGTERM');
  await removeHome();
});

/** Nobody opens a picture whose import has only just begun. */
const tagsOfPicture = (): Promise<unknown> =>
  editor.page.evaluate(
    `fetch('/api/pictures/1').then((answer) => answer.ok && answer.json()).then(({ tags = [] }) => tags.map(({ text }) => text).sort())`,
  );

/** Says what is on screen where the picture does not come: two whole runs ended so, and no run of this file alone. */
async function openMasks(): Promise<void> {
  const { page } = editor;
  const seen: string[] = [];
  for (let turn = 0; turn < 4; turn++) {
    await page.reload();
    const image = page.getByTestId('edit-stage').locator('img');
    const comes = await image.waitFor({ timeout: 20_000 }).then(
      () => true,
      () => false,
    );
    if (comes) {
      if (seen.length > 0) process.stderr.write(`The picture came late: ${seen.join('\n')}\n`);
      return;
    }
    seen.push(await page.locator('body').innerText());
  }
  throw new Error(`The picture does not come: ${seen.join('\n')}`);
}

const ring: readonly Place[] = [
  [2000, 1500],
  [6000, 1500],
  [6000, 4500],
  [2000, 4500],
  [2000, 1500],
];

test('a picture of 8,192 × 8,192 is drawn on, changed as a whole and undone, to the pixel', async () => {
  const { page } = editor;
  await page.goto(server.address);
  await until(tagsOfPicture).toEqual(['ball', 'one']);
  await page.goto(`${new URL(page.url()).origin}/#/masks/1`);
  await openMasks();
  await editor.choose('ball');
  await editor.press('b');
  const sizePx = await editor.brushOf(500);
  await editor.press('Shift+Backspace');
  await editor.drag(...ring);
  await until(() => areaOf(stored() ?? rleFromBitmap(empty()))).toBeGreaterThan(0);
  const drawn = stored();
  if (drawn === null) throw new Error('Nothing was stored.');
  const stroke = empty();
  paintStroke(stroke, ring.map(([x, y]) => ({ x, y })), { radius: sizePx / 2, shape: 'round', value: 1 }); // prettier-ignore
  // The screen has fewer pixels than the picture, so the stroke may lie a few of the picture's beside.
  expect(iouOf(drawn, rleFromBitmap(stroke))).toBeGreaterThan(0.97);
  await editor.press('f');
  await editor.drag([4000, 3000]);
  const filled = fillHole(drawn, { x: 4000, y: 3000 });
  expect(areaOf(filled)).toBeGreaterThan(areaOf(drawn));
  await untilStored(filled);
  await editor.press('Shift+i');
  await untilStored(invertMask(filled));
  await editor.press('.');
  await untilStored(dilate(invertMask(filled), 1));
  await editor.press('Control+z');
  await untilStored(invertMask(filled));
  await editor.press('Control+z');
  await untilStored(filled);
  await editor.press('Control+z');
  await untilStored(drawn);
});

test('its colours are those of its own pixels', async () => {
  await editor.press('Shift+Backspace', 'w');
  await editor.page.locator('[data-testid=edit-stage][data-colours=true]').waitFor();
  await editor.drag([2500, 5500]);
  const red = empty();
  fillRectangle(red, square, 1);
  await untilStored(rleFromBitmap(red));
});
