/**
 * The mask editor on a large picture: `npm run build`, then `node bench/large-picture.ts [SIDE]` (8192). Chromium does with real events what a
 * person does, one step after the other, and tells of each how long it took until it was stored, the longest time that the window
 * stood still, and what the page's process then holds. The project is made in a folder of its own, and removed.
 */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { chromium } from 'playwright';
import type { Page } from 'playwright';
import sharp from 'sharp';

import { MaskEditor } from '../test/e2e/mask-editor.ts';
import { addressOf, startCli } from '../test/run-cli.ts';

const side = Number(process.argv[2] ?? 8192);

/** Runs in the page: how long the window stood still, and whether a frame has come since. */
const watch = `new PerformanceObserver((list) => {
  for (const { duration } of list.getEntries()) (globalThis.stills ??= []).push(duration);
}).observe({ type: 'longtask' })`;

/** Soft clouds with the noise of a camera: a picture that compresses and floods like a photo. */
async function writeDataset(folder: string): Promise<void> {
  const noise = { type: 'gaussian', mean: 128, sigma: 60 } as const;
  const small = await sharp({ create: { width: 24, height: 24, channels: 3, background: 'grey', noise } })
    .png()
    .toBuffer();
  const clouds = await sharp(small).resize(side, side, { kernel: 'cubic' }).raw().toBuffer();
  for (let at = 0; at < clouds.length; at++)
    clouds[at] = Math.min(255, Math.max(0, (clouds[at] ?? 0) + ((at * 7919) % 7) - 3));
  await sharp(clouds, { raw: { width: side, height: side, channels: 3 } })
    .jpeg({ quality: 85 })
    .toFile(join(folder, 'large.jpg'));
  writeFileSync(join(folder, 'large.txt'), 'one cloud beside one wall');
}

/** Megabytes that the browser's processes hold by themselves, the largest first. */
function heldBy(browserPid: number): readonly number[] {
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const parent = /^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${name}/status`, 'utf8'))?.[1];
        const kilobytes = /^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${name}/smaps_rollup`, 'utf8'))?.[1];
        return [{ pid: Number(name), parent: Number(parent), held: Number(kilobytes ?? 0) / 1024 }];
      } catch {
        return [];
      }
    });
  const family = new Set([browserPid]);
  for (let size = 0; size !== family.size;) {
    size = family.size;
    for (const { pid, parent } of children) if (family.has(parent)) family.add(pid);
  }
  return children
    .filter(({ pid }) => family.has(pid))
    .map(({ held }) => Math.round(held))
    .sort((a, b) => b - a);
}

const home = mkdtempSync(join(tmpdir(), 'tagmask-large-'));
const folder = join(home, 'pictures');
mkdirSync(folder);
await writeDataset(folder);
const server = startCli(['serve', folder, '--port', '0'], home);
const executablePath = process.env['TAGMASK_BROWSER'];
const browserServer = await chromium.launchServer({
  chromiumSandbox: process.getuid?.() !== 0,
  ...(executablePath === undefined ? {} : { executablePath }),
});
const browser = await chromium.connect(browserServer.wsEndpoint());

async function step(page: Page, name: string, act: () => Promise<unknown>): Promise<void> {
  await page.evaluate('globalThis.stills = []');
  const start = performance.now();
  await act();
  await page.getByTestId('save-state').getByText('All verdicts saved').waitFor();
  await page.evaluate('new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go)))');
  const took = performance.now() - start;
  await page.waitForTimeout(1500);
  const stills = (await page.evaluate('globalThis.stills')) as number[];
  const longest = Math.max(0, ...stills);
  const late = stills.filter((ms) => ms > 100).length;
  const held = heldBy(browserServer.process().pid ?? 0);
  console.log(
    `${name.padEnd(28)} ${took.toFixed(0).padStart(6)} ms, still ${longest.toFixed(0).padStart(5)} ms (${late} over 100), ` +
      `page ${held[0] ?? 0} MB, browser ${held.reduce((sum, one) => sum + one, 0)} MB`,
  );
}

/** Waits for what a step shows in the panel, since a step that takes seconds is not yet waiting to be saved. */
async function areaChanges(page: Page, act: () => Promise<unknown>): Promise<void> {
  const facts = page.getByTestId('mask-facts').locator('[data-area]');
  const before = await facts.getAttribute('data-area');
  await act();
  await page.locator(`[data-testid=mask-facts] [data-area]:not([data-area="${before ?? ''}"])`).waitFor();
}

try {
  const page = await (await browser.newContext({ viewport: { width: 1600, height: 1000 } })).newPage();
  page.setDefaultTimeout(120_000);
  await page.addInitScript({ content: watch });
  await page.goto(await addressOf(server));
  const isImported = `fetch('/api/pictures/1').then((answer) => answer.ok)`;
  while ((await page.evaluate(isImported)) !== true) await page.waitForTimeout(500);
  const editor = new MaskEditor(page, { width: side, height: side });
  const share = (x: number, y: number) => [x * side, y * side] as const;
  const changes = (act: () => Promise<unknown>) => () => areaChanges(page, act);
  console.log(`${side} × ${side} pixels`);
  await page.goto(`${new URL(page.url()).origin}/#/masks/1`);
  await step(page, 'open', async () => {
    await page.reload();
    await page.getByTestId('edit-stage').locator('img').waitFor();
    await editor.choose('cloud');
  });
  await editor.press('b');
  await editor.brushOf(400);
  const ring = [0.3, 0.35, 0.6, 0.7].map((at) => share(at, at));
  await step(
    page,
    'brush',
    changes(() => editor.drag(...ring, share(0.7, 0.3), share(0.3, 0.3))),
  );
  await step(
    page,
    'fill a hole',
    changes(() => editor.press('f').then(() => editor.drag(share(0.6, 0.4)))),
  );
  await step(page, 'click outside with fill', () => editor.drag(share(0.05, 0.9)));
  await step(
    page,
    'dilate',
    changes(() => editor.press('.')),
  );
  await step(
    page,
    'erode',
    changes(() => editor.press(',')),
  );
  await step(
    page,
    'invert',
    changes(() => editor.press('Shift+i')),
  );
  await step(
    page,
    'dilate inverted',
    changes(() => editor.press('.')),
  );
  await step(
    page,
    'undo',
    changes(() => editor.press('Control+z')),
  );
  await step(
    page,
    'redo',
    changes(() => editor.press('Control+Shift+z')),
  );
  await step(
    page,
    'remove an island',
    changes(() => editor.press('i').then(() => editor.drag(share(0.05, 0.9)))),
  );
  await step(page, 'take up the wand', async () => {
    await editor.press('w');
    await page.locator('[data-testid=edit-stage][data-colours=true]').waitFor();
  });
  await step(
    page,
    'wand',
    changes(() => editor.drag(share(0.2, 0.2))),
  );
  await step(
    page,
    'wand, everywhere',
    changes(() => editor.press('k').then(() => editor.drag(share(0.8, 0.8)))),
  );
  await step(
    page,
    'undo of the wand',
    changes(() => editor.press('Control+z')),
  );
  await editor.press('g');
  await step(
    page,
    'smart brush',
    changes(() => editor.drag(share(0.5, 0.5), share(0.55, 0.55))),
  );
  await editor.press('c');
  await step(page, 'click', async () => {
    await editor.drag(share(0.15, 0.7));
    await page.waitForTimeout(6000);
  });
  await step(
    page,
    'click, stored',
    changes(() => editor.press('Enter')),
  );
  await step(
    page,
    'clear',
    changes(() => editor.press('Shift+Backspace')),
  );
  await step(page, 'another tag', () => editor.choose('wall'));
  await step(page, 'and back', () => editor.choose('cloud'));
  await step(page, '1 : 1', () => editor.press('b', 'z').then(() => page.waitForTimeout(4000)));
  const box = await page.getByTestId('edit-stage').boundingBox();
  await step(page, 'brush at 1 : 1', changes(async () => {
    const [x, y] = [(box?.x ?? 0) + 300, (box?.y ?? 0) + 300];
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x + 500, y + 200, { steps: 60 });
    await page.mouse.up();
  })); // prettier-ignore
} finally {
  await browserServer.close();
  server.kill('SIGTERM');
  await new Promise((resolve) => server.once('close', resolve));
  rmSync(home, { recursive: true, force: true });
}
