/**
 * The window on a large folder: `npm run build`, then `node bench/window.ts FOLDER`. Chromium opens a folder whose project
 * is new, turns the library around, filters it, then walks through the review by keyboard, all while the import goes on.
 * The project is made in the folder's .tagmask, and removed.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { chromium } from 'playwright';
import type { Page } from 'playwright';

import { addressOf, startCli } from '../test/run-cli.ts';

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('Name the folder: node bench/window.ts FOLDER');
const steps = 40;
/** Things that captions of bench/make-dataset.ts name, each with a first picture of its own. */
const things = ['horse', 'boat', 'bridge', 'bicycle', 'bowl', 'bus', 'giraffe', 'kite', 'umbrella', 'pizza'];
/** The page waits so long after the last letter before it filters (features/library/FilterField.svelte). */
const typingPauseMs = 200;

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
  /** Tiles with pixels: every one that is on screen has its picture decoded, and the first one is another than before. */
  libraryChanges: `(() => {
    const tiles = () => [...document.querySelectorAll('[data-testid=tile]')].filter((tile) => {
      const { top, bottom } = tile.getBoundingClientRect();
      return bottom > 0 && top < innerHeight;
    });
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    window.timeLibrary = async (act) => {
      const before = tiles()[0]?.dataset.picture;
      const start = performance.now();
      act();
      const isOther = () => tiles().length > 0 && tiles()[0].dataset.picture !== before;
      const hasPixels = () => tiles().every((tile) => (tile.querySelector('img')?.naturalWidth ?? 1) > 0);
      while (!isOther() && performance.now() - start < 10_000) await frame();
      await frame();
      const listMs = performance.now() - start;
      while (!(isOther() && hasPixels()) && performance.now() - start < 10_000) await frame();
      await frame();
      return { listMs, pixelsMs: performance.now() - start };
    };
  })()`,
  turnAround: `window.timeLibrary(() => document.querySelector('[data-testid=filter] label + button').click())`,
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

const filterBy = (thing: string): string => `window.timeLibrary(() => {
  const field = document.querySelectorAll('[data-testid=filter] input[type=search]')[1];
  field.value = '${thing}';
  field.dispatchEvent(new Event('input', { bubbles: true }));
})`;

interface LibraryTimes {
  readonly listMs: number;
  readonly pixelsMs: number;
}

/** The same thing again and again: from the key to the list, and to the pixels of its tiles. */
async function timeLibrary(page: Page, name: string, changes: readonly string[]): Promise<void> {
  const times: LibraryTimes[] = [];
  for (const change of changes) {
    times.push((await page.evaluate(change)) as LibraryTimes);
    await page.waitForTimeout(300);
  }
  rows.push({ what: `${name}: list`, ...quantiles(times.map(({ listMs }) => listMs)) });
  rows.push({ what: `${name}: pixels`, ...quantiles(times.map(({ pixelsMs }) => pixelsMs)) });
}

const rows: Record<string, unknown>[] = [];

function quantiles(times: readonly number[]) {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number): number => Math.round(sorted[Math.floor(share * (sorted.length - 1))] ?? NaN);
  return { p50: at(0.5), p95: at(0.95), longest: at(1) };
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
  rows.push({ what: 'next picture', ...quantiles(times) });
}

/** Linux says what a process has held at most. */
function readPeakMb(pid: number | undefined): number | null {
  const status = process.platform === 'linux' ? readFileSync(`/proc/${String(pid)}/status`, 'utf8') : '';
  const peak = /VmHWM:\s+(\d+) kB/.exec(status)?.[1];
  return peak === undefined ? null : Math.round(Number(peak) / 1000);
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
  await page.evaluate(`location.hash = '#/library'`);
  await page.waitForSelector('[data-testid=filter] label + button', { timeout: 60_000 });
  await page.evaluate(scripts.libraryChanges);
  await timeLibrary(page, 'sort', Array<string>(10).fill(scripts.turnAround));
  const filters = things.map(filterBy);
  await timeLibrary(page, `filter, with ${String(typingPauseMs)} ms after typing`, filters);
  await timeReview(page);
  console.table(rows);
  await report(page);
  console.log('engine, peak MB', readPeakMb(served.pid));
} finally {
  await browser.close();
  served.kill('SIGTERM');
  await new Promise((resolve) => served.once('close', resolve));
  rmSync(home, { recursive: true, force: true });
  rmSync(join(folder, '.tagmask'), { recursive: true, force: true });
}
