/**
 * A brush on a large picture with many masks: `npm run build`, then `node bench/brush.ts [SIDE] [MASKS]` (4096 and 50). Chromium draws with
 * real mouse events in the mask editor, fitted and at 1 : 1, and tells for each frame how long the window's own code ran (events and animation
 * callbacks), how far the frames lay apart, and what processor time the page's tasks took: that is the same however busy the machine is. The
 * project is made in a folder of its own, and removed.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { chromium } from 'playwright';
import type { Page } from 'playwright';
import sharp from 'sharp';
import { z } from 'zod';

import { paintStroke } from '../models/masks/edit/index.ts';
import { encodeMask, rleFromBitmap } from '../models/masks/index.ts';
import type { EncodedMask } from '../models/masks/index.ts';
import { addressOf, startCli } from '../test/run-cli.ts';

const side = Number(process.argv[2] ?? 4096);
const masks = Number(process.argv[3] ?? 50);
const strokes = 12;
const movesAStroke = 60;
/** The target of docs/architecture.md's editor: 60 frames a second. */
const targetMs = 16;

/** Runs in the page: what the window's code costs between two frames. */
const watch = `(() => {
  const frames = (globalThis.frames = { work: [], apart: [], ups: [] });
  let work = 0;
  const timed = (run, list) => function (...args) {
    const start = performance.now();
    try { return run.apply(this, args); } finally {
      const took = performance.now() - start;
      work += took;
      if (list) list.push(took);
    }
  };
  const add = EventTarget.prototype.addEventListener;
  EventTarget.prototype.addEventListener = function (type, listener, options) {
    const isPointer = type.startsWith('pointer') && typeof listener === 'function';
    return add.call(this, type, isPointer ? timed(listener, type === 'pointerup' ? frames.ups : null) : listener, options);
  };
  const ask = globalThis.requestAnimationFrame.bind(globalThis);
  globalThis.requestAnimationFrame = (callback) => ask(timed(callback));
  let before = 0;
  const look = (now) => {
    if (globalThis.drawing && before !== 0) {
      frames.apart.push(now - before);
      frames.work.push(work);
    }
    work = 0;
    before = now;
    ask(look);
  };
  ask(look);
})()`;

interface Frames {
  readonly work: readonly number[];
  readonly apart: readonly number[];
  readonly ups: readonly number[];
}

function describe(name: string, values: readonly number[]): string {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number): string =>
    (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN).toFixed(1);
  return `${name}: ${sorted.length} times, median ${at(0.5)} ms, p95 ${at(0.95)} ms, most ${at(1)} ms`;
}

const traced = z.object({
  traceEvents: z.array(
    z.looseObject({ name: z.string(), pid: z.number(), tid: z.number(), tdur: z.number().optional() }),
  ),
});

/** Milliseconds of processor time of each task of the page's own thread. */
function taskTimes(trace: Buffer): readonly number[] {
  const { traceEvents } = traced.parse(JSON.parse(trace.toString('utf8')));
  const threadOf = ({ pid, tid }: { readonly pid: number; readonly tid: number }) => `${pid} ${tid}`;
  // The thread on which events of the page are handled.
  const own = traceEvents.find(({ name }) => name === 'EventDispatch');
  if (own === undefined) throw new Error('The trace has no event of the page.');
  return traceEvents
    .filter((event) => event.name === 'RunTask' && threadOf(event) === threadOf(own))
    .map(({ tdur = 0 }) => tdur / 1000);
}

/** A ring somewhere on the picture, another for each number. */
function ring(number: number): EncodedMask {
  const bitmap = { width: side, height: side, data: new Uint8Array(side * side) };
  const [x, y] = [((number * 7919) % 80) / 100 + 0.1, ((number * 104_729) % 80) / 100 + 0.1];
  const points = Array.from({ length: 40 }, (_, at) => ({
    x: (x + 0.08 * Math.cos(at / 6)) * side,
    y: (y + 0.08 * Math.sin(at / 6)) * side,
  }));
  paintStroke(bitmap, points, { radius: side / 60, shape: 'round', value: 1 });
  return encodeMask(rleFromBitmap(bitmap));
}

async function writeDataset(folder: string): Promise<void> {
  const noise = { type: 'gaussian', mean: 128, sigma: 30 } as const;
  await sharp({ create: { width: side, height: side, channels: 3, background: 'grey', noise } })
    .jpeg()
    .toFile(join(folder, 'large.jpg'));
  const words = Array.from(
    { length: masks + 1 },
    (_, at) => `thing${String.fromCharCode(97 + (at % 26))}${at}`,
  );
  writeFileSync(join(folder, 'large.txt'), words.join(' '));
}

async function acceptMasks(page: Page): Promise<void> {
  for (let number = 0; number < masks; number++) {
    const decide = `(async () => {
      const { tags } = await (await fetch('/api/pictures/1')).json();
      const decisions = [{ tagId: tags[${number + 1}].id, verdict: 'accepted', mask: ${JSON.stringify(ring(number))} }];
      const headers = { 'content-type': 'application/json' };
      const answer = await fetch('/api/decisions', { method: 'POST', headers, body: JSON.stringify({ decisions }) });
      return answer.status;
    })()`;
    const status = await page.evaluate(decide);
    if (status !== 200) throw new Error(`The engine has answered ${String(status)} to mask ${number + 1}.`);
  }
}

async function draw(page: Page, name: string): Promise<void> {
  const box = await page.getByTestId('edit-stage').boundingBox();
  if (box === null) throw new Error('The picture is not on the stage.');
  const categories = ['devtools.timeline', 'disabled-by-default-devtools.timeline'];
  await browser.startTracing(page, { categories });
  await page.evaluate('globalThis.drawing = true; for (const list of Object.values(frames)) list.length = 0');
  for (let stroke = 0; stroke < strokes; stroke++) {
    const y = box.y + box.height * (0.2 + (0.6 * stroke) / strokes);
    await page.mouse.move(box.x + box.width * 0.2, y);
    await page.mouse.down();
    for (let at = 1; at <= movesAStroke; at++)
      await page.mouse.move(box.x + box.width * (0.2 + (0.6 * at) / movesAStroke), y + 30 * Math.sin(at / 4));
    await page.mouse.up();
  }
  await page.evaluate('globalThis.drawing = false');
  const tasks = taskTimes(await browser.stopTracing());
  const { work, apart, ups } = (await page.evaluate('globalThis.frames')) as Frames;
  console.log(`${name}`);
  console.log(`  ${describe('the window’s own work a frame', work)}`);
  console.log(`  ${describe('frames apart', apart)}`);
  console.log(`  ${describe('pointer up, with the mask encoded', ups)}`);
  console.log(`  ${describe('processor time of a task', tasks)}`);
  console.log(`  the longest of them: ${tasks.toSorted((a, b) => b - a).slice(0, 12).map((ms) => ms.toFixed(1)).join(', ')} ms`); // prettier-ignore
  const late = work.filter((ms) => ms > targetMs).length;
  console.log(`  ${late} of ${work.length} frames took more than ${targetMs} ms of work`);
}

const home = mkdtempSync(join(tmpdir(), 'tagmask-brush-'));
const folder = join(home, 'pictures');
mkdirSync(folder);
await writeDataset(folder);
const server = startCli(['serve', folder, '--port', '0'], home);
const executablePath = process.env['TAGMASK_BROWSER'];
const browser = await chromium.launch({
  chromiumSandbox: process.getuid?.() !== 0,
  ...(executablePath === undefined ? {} : { executablePath }),
});
try {
  const page = await (await browser.newContext({ viewport: { width: 1600, height: 1000 } })).newPage();
  page.setDefaultTimeout(300_000);
  await page.addInitScript({ content: watch });
  await page.goto(await addressOf(server));
  const isImported = `fetch('/api/pictures/1')
    .then((answer) => (answer.ok ? answer.json() : { tags: [] }))
    .then(({ tags }) => tags.length > ${masks})`;
  while ((await page.evaluate(isImported)) !== true) await page.waitForTimeout(500);
  await acceptMasks(page);
  await page.goto(`${new URL(page.url()).origin}/#/masks/1`);
  await page.reload();
  await page.getByTestId('edit-stage').locator('img').waitFor();
  await page.locator('[data-testid=tag]').first().click();
  await page.keyboard.press('b');
  for (let at = 0; at < 10; at++) await page.keyboard.press(']');
  await page.waitForTimeout(3000);
  console.log(`${side} × ${side} pixels, ${masks} masks beside the one that is drawn`);
  await draw(page, 'Fitted');
  await page.keyboard.press('z');
  await page.waitForTimeout(1000);
  await draw(page, 'At 1 : 1');
} finally {
  await browser.close();
  server.kill('SIGTERM');
  await new Promise((resolve) => server.once('close', resolve));
  rmSync(home, { recursive: true, force: true });
}
