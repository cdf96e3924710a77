/**
 * The window on a large folder: `npm run build`, then `node bench/window.ts FOLDER`. Chromium opens a folder whose project
 * is new, then walks through the review by keyboard. The project is made in the folder's .tagmask, and removed.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { chromium } from 'playwright';
import type { Page } from 'playwright';

import { addressOf, startCli } from '../test/run-cli.ts';

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('Name the folder: node bench/window.ts FOLDER');
const steps = 40;

/** Run in the page, which this program's types know nothing of. */
const scripts = {
  hasPicture: `[...document.images].some(({ naturalWidth }) => naturalWidth > 0)`,
  /** Long tasks block the window; the browser counts those above 50 ms. */
  watchLongTasks: `
    window.longTasks = [];
    new PerformanceObserver((list) => window.longTasks.push(...list.getEntries().map(({ duration }) => duration)))
      .observe({ type: 'longtask', buffered: true });`,
  /** From the key to the frame after the one in which the review shows another picture. */
  timeNextPicture: `(async () => {
    const shown = () => document.querySelector('[data-testid=review]')?.dataset.picture;
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    const before = shown();
    const start = performance.now();
    document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight', code: 'ArrowRight', bubbles: true }));
    while (shown() === before && performance.now() - start < 10_000) await frame();
    await frame();
    return performance.now() - start;
  })()`,
  figures: `({
    heapMb: Math.round(performance.memory.usedJSHeapSize / 1e6),
    longestTaskMs: Math.round(Math.max(0, ...window.longTasks)),
  })`,
};

/** From opening the page, which is when the import has just started, to a decoded tile. */
async function timeFirstPicture(page: Page, address: string, servingSince: number): Promise<void> {
  const opened = performance.now();
  await page.goto(address);
  // Asked from here: the page's own policy lets nobody evaluate text inside it.
  while ((await page.evaluate(scripts.hasPicture)) !== true) await page.waitForTimeout(10);
  const now = performance.now();
  const seconds = (since: number): number => Number(((now - since) / 1000).toFixed(2));
  const figures = { fromPage: seconds(opened), fromServing: seconds(servingSince) };
  console.log('first picture, s', JSON.stringify(figures));
}

async function timeReview(page: Page): Promise<void> {
  await page.evaluate(`location.hash = '#/review'`);
  await page.waitForSelector('[data-testid=review][data-picture]', { timeout: 120_000 });
  await page.waitForTimeout(2000);
  const times: number[] = [];
  for (let i = 0; i < steps; i++) {
    times.push(Number(await page.evaluate(scripts.timeNextPicture)));
    await page.waitForTimeout(300);
  }
  times.sort((a, b) => a - b);
  const at = (share: number): number => Math.round(times[Math.floor(share * (steps - 1))] ?? NaN);
  console.log('next picture, ms', JSON.stringify({ p50: at(0.5), p95: at(0.95), longest: at(1) }));
}

const report = async (page: Page): Promise<void> =>
  console.log('page', JSON.stringify(await page.evaluate(scripts.figures)));

const home = mkdtempSync(join(tmpdir(), 'tagmask-bench-'));
rmSync(join(folder, '.tagmask'), { recursive: true, force: true });
const executablePath = process.env['TAGMASK_BROWSER'];
const browser = await chromium.launch({
  chromiumSandbox: process.getuid?.() !== 0,
  ...(executablePath === undefined ? {} : { executablePath }),
});
const page = await browser.newPage({ viewport: { width: 1280, height: 720 } });
await page.addInitScript(scripts.watchLongTasks);
const served = startCli(['serve', folder, '--port', '0'], home);
try {
  const address = await addressOf(served);
  await timeFirstPicture(page, address, performance.now());
  await report(page);
  await timeReview(page);
  await report(page);
} finally {
  await browser.close();
  served.kill('SIGTERM');
  await new Promise((resolve) => served.once('close', resolve));
  rmSync(home, { recursive: true, force: true });
  rmSync(join(folder, '.tagmask'), { recursive: true, force: true });
}
