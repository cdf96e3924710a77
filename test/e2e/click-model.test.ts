import { rename } from 'node:fs/promises';
import { join } from 'node:path';

import type { Browser } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';

import type { Bitmap } from '../../models/masks/index.ts';
import { writeToyModel } from '../models/segment-anything/toy-models.ts';
import { MaskEditor, readTag, writePicture, type Painting } from './mask-editor.ts';
import { launchBrowser, makeHome, serve, type Served } from './window.ts';

const size = { width: 120, height: 80 };
const isIn = (left: number) => (x: number, y: number) => x >= left && x < left + 30 && y >= 30 && y < 60;
const isRed = isIn(75);
const isAlsoRed = isIn(15);
/** Two red squares on blue, which an algorithm without weights takes for two objects, and the toy model for one. */
const painting: Painting = (x, y) => (isRed(x, y) || isAlsoRed(x, y) ? [200, 30, 30] : [30, 60, 180]);

let home: string;
let removeHome: () => Promise<void>;
let dataset: string;
let server: Served;
let browser: Browser;
let editor: MaskEditor;

const model = () => join(home, 'data/models/toy');
const stored = () => readTag(dataset, 'a.png', 'ball').bitmap;
const until = (look: () => unknown) => expect.poll(look, { timeout: 60_000 });
const share = ({ data }: Bitmap, inside: (x: number, y: number) => boolean): number => {
  let [both, all] = [0, 0];
  for (const [at, value] of data.entries())
    if (inside(at % size.width, Math.floor(at / size.width)))
      [both, all] = [both + (value === 0 ? 0 : 1), all + 1];
  return both / all;
};
const outside = (x: number, y: number) =>
  !isIn(70)(x, y) && !isIn(80)(x, y) && !isIn(10)(x, y) && !isIn(20)(x, y) && (y < 26 || y > 64);
const clickModel = (state: string) => editor.page.locator(`[data-testid=click-model][data-state=${state}]`);

async function openClickTool(): Promise<void> {
  const { page } = editor;
  await page.goto(server.address);
  await page.goto(`${new URL(page.url()).origin}/#/masks/1`);
  await page.reload();
  await page.getByTestId('edit-stage').locator('img').waitFor();
  await editor.choose('ball');
  await editor.press('c');
  await page.locator('[data-testid=edit-stage][data-colours=true]').waitFor();
}

async function clickAt(x: number, y: number, isObject = true): Promise<void> {
  if (!isObject) await editor.page.keyboard.down('Alt');
  await editor.drag([x, y]);
  if (!isObject) await editor.page.keyboard.up('Alt');
}

beforeAll(async () => {
  ({ home, remove: removeHome } = await makeHome());
  dataset = join(home, 'pictures');
  await writePicture(dataset, { ...size, name: 'a', caption: 'one ball', painting });
  writeToyModel(model(), 'sam');
  browser = await launchBrowser();
  const page = await (await browser.newContext({ viewport: { width: 1280, height: 800 } })).newPage();
  editor = new MaskEditor(page, size);
  server = await serve([dataset, '--port', '0', '--as', 'Ada'], home);
});

afterAll(async () => {
  await browser.close();
  await server.end('SIGTERM');
  await removeHome();
});

test('clicks go through the model, and each further one corrects it', async () => {
  await editor.page.goto(server.address);
  await until(() => {
    try {
      return readTag(dataset, 'a.png', 'ball').state;
    } catch {
      return null;
    }
  }).toBe('undecided');
  await openClickTool();
  await clickModel('ready').getByText('with toy').waitFor();
  await clickAt(90, 45);
  await editor.press('Enter');
  await until(() => share(stored(), isRed) > 0.7 && share(stored(), isAlsoRed) > 0.7).toBe(true);
  expect(share(stored(), outside)).toBe(0);
  await clickAt(90, 45);
  await clickAt(30, 20, false);
  await clickAt(30, 45, false);
  await editor.press('Enter');
  await until(() => share(stored(), isAlsoRed)).toBe(0);
});

test('S makes objects of the heat map through the model', async () => {
  await editor.press('Shift+Backspace');
  await until(() => stored().data.every((value) => value === 0)).toBe(true);
  // The run that makes the heat map may still be going on.
  const snap = async (): Promise<boolean> => {
    await editor.press('s');
    await editor.saved();
    return stored().data.some((value) => value !== 0);
  };
  await expect.poll(snap, { timeout: 60_000, interval: 1000 }).toBe(true);
  expect(readTag(dataset, 'a.png', 'ball').state).toBe('accepted');
});

test('without the model the same clicks find an object all the same', async () => {
  await rename(model(), join(home, 'elsewhere'));
  await openClickTool();
  await clickModel('none').getByText('without a model').waitFor();
  await clickAt(90, 45);
  await editor.press('Enter');
  await until(() => share(stored(), isRed) > 0.7 && share(stored(), isAlsoRed) === 0).toBe(true);
});

test('a model that is broken is said to be, once, and clicks go on', async () => {
  writeToyModel(model(), 'sam', { tighter: NaN });
  await openClickTool();
  await clickModel('ready').waitFor();
  await clickAt(90, 45);
  await editor.page.getByText('values that are no numbers').first().waitFor();
  await clickModel('failed').waitFor();
  await editor.press('Enter');
  await editor.saved();
  expect(share(stored(), isRed)).toBeGreaterThan(0.7);
});

test('the settings show it, and whether clicking uses it', async () => {
  const { page } = editor;
  await page.goto(`${new URL(page.url()).origin}/#/settings`);
  const line = page.locator('[data-testid=model][data-model=toy]');
  await line.getByText('for clicking', { exact: true }).waitFor();
  await line.getByText('Segment Anything, for Click to mask').waitFor();
  await line.getByRole('button', { name: 'Click without it' }).click();
  await line.getByRole('button', { name: 'Use for clicking' }).click();
  await line.getByText('for clicking', { exact: true }).waitFor();
});
