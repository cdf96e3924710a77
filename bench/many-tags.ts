/**
 * One picture with 5,000 tags and captions of 3,000 words: `npm run build`, then `node bench/many-tags.ts [tags]`. Imports it,
 * asks the engine what the window asks, then walks through its tags in Chromium by keyboard. Everything lies in a
 * temporary folder.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { chromium } from 'playwright';
import type { Page } from 'playwright';
import sharp from 'sharp';

import { importDataset } from '../src-main/services/dataset.ts';
import { getPicture } from '../src-main/services/library.ts';
import { Project } from '../src-main/services/project.ts';
import { decide, undo } from '../src-main/services/review.ts';
import { addressOf, startCli } from '../test/run-cli.ts';
import { timeCalls, watch } from './latency.ts';
import { addRun, propose } from './synthetic.ts';

const tags = Number(process.argv[2] ?? 5000);
const wordsACaption = 3000;
const lineBytes = 5_000_000;
const reviewer = 'bench';

/** Words of letters only, all different: a number in the digits a to j. */
const wordOf = (index: number): string =>
  String(10_000 + index).replaceAll(/\d/g, (digit) => 'abcdefghij'.charAt(Number(digit)));

async function makeFolder(folder: string): Promise<void> {
  mkdirSync(folder);
  const picture = { width: 1280, height: 960, channels: 3, background: '#456' } as const;
  for (const name of ['few.jpg', 'many.jpg', 'new.jpg'])
    await sharp({ create: picture }).jpeg().toFile(join(folder, name));
  const words = Array.from({ length: tags }, (_, index) => wordOf(index));
  const rows = ['few.jpg\ta dog', 'new.jpg\ta cat'];
  for (let at = 0; at < tags; at += wordsACaption)
    rows.push(`many.jpg\t${words.slice(at, at + wordsACaption).join(' ')}`);
  writeFileSync(join(folder, 'captions.tsv'), ['file\tcaption', ...rows, ''].join('\n'));
}

/** A caption file whose one line is larger than any caption may be. */
async function importHugeLine(project: Project, folder: string): Promise<void> {
  writeFileSync(
    join(folder, 'huge.jsonl'),
    `${JSON.stringify({ file: 'few.jpg', caption: 'word '.repeat(lineBytes / 5) })}\n`,
  );
  const { result, ...figures } = await watch(() => importDataset(project, { captionFiles: ['huge.jsonl'] }));
  console.log('import one line of 5 MB', JSON.stringify({ ...figures, errors: result.errors }));
  rmSync(join(folder, 'huge.jsonl'));
}

async function measureEngine(folder: string): Promise<number> {
  const project = Project.open(folder);
  const { result: _, ...figures } = await watch(() => importDataset(project));
  console.log('import', JSON.stringify(figures));
  await importHugeLine(project, folder);
  const { db } = project;
  propose(db, addRun(db), { from: 1, to: tags + 10 });
  const id = Number(db.prepare("SELECT id FROM picture WHERE path = 'many.jpg'").pluck().get());
  const detail = getPicture(project, id);
  const megabytes = Number((JSON.stringify(detail).length / 1e6).toFixed(1));
  const [first] = detail.tags;
  const proposed = detail.tags.filter(({ proposal }) => proposal?.relevant === true);
  const decideOn = (all: readonly { readonly id: number }[]) =>
    decide(project, {
      reviewer,
      decisions: all.map((tag) => ({ tagId: tag.id, verdict: 'accepted' as const })),
    });
  const answers = {
    ...{ tags: detail.tags.length, proposed: proposed.length, megabytes },
    picture: timeCalls(20, () => JSON.stringify(getPicture(project, id))),
    verdict: timeCalls(20, () => decideOn(first === undefined ? [] : [first])),
  };
  console.log('engine, ms', JSON.stringify(answers));
  const { result, ...accepting } = await watch(async () => decideOn(proposed));
  console.log('accept all proposed', JSON.stringify({ changed: result.changed, ...accepting }));
  console.log(
    'picture after it, ms',
    JSON.stringify(timeCalls(5, () => JSON.stringify(getPicture(project, id)))),
  );
  for (let step = 0; step < 21; step += 1) undo(project, { reviewer });
  project.close();
  return id;
}

/** From the key to the frame after the one in which another tag or picture is in focus. Run in the page. */
const timeKey = (key: string): string => `(async () => {
  const where = () => document.querySelector('[data-testid=review]')?.dataset.picture + ' ' +
    document.querySelector('[data-testid=tag][aria-selected=true]')?.dataset.tag;
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  const before = where();
  const start = performance.now();
  document.body.dispatchEvent(new KeyboardEvent('keydown', { key: '${key}', bubbles: true }));
  while (where() === before && performance.now() - start < 10_000) await frame();
  await frame();
  return performance.now() - start;
})()`;

async function timeKeys(page: Page, name: string, keys: readonly string[]): Promise<void> {
  const times: number[] = [];
  for (const key of keys) {
    times.push(Number(await page.evaluate(timeKey(key))));
    await page.waitForTimeout(150);
  }
  times.sort((a, b) => a - b);
  const at = (share: number): number => Math.round(times[Math.floor(share * (times.length - 1))] ?? NaN);
  console.log(name, JSON.stringify({ p50: at(0.5), p95: at(0.95), longest: at(1) }));
}

async function measureWindow(folder: string, home: string, pictureId: number): Promise<void> {
  const executablePath = process.env['TAGMASK_BROWSER'];
  const browser = await chromium.launch({
    chromiumSandbox: process.getuid?.() !== 0,
    ...(executablePath === undefined ? {} : { executablePath }),
  });
  const page = await browser.newPage({ viewport: { width: 1280, height: 720 } });
  const served = startCli(['serve', folder, '--port', '0'], home);
  try {
    const address = await addressOf(served);
    await page.goto(`${address}#/review/${pictureId}`);
    await page.waitForSelector('[data-testid=tag][aria-selected=true]', { timeout: 30_000 });
    await page.waitForTimeout(3000);
    await timeKeys(page, 'next tag, ms', Array<string>(40).fill('ArrowDown'));
    await timeKeys(page, 'verdict and next tag, ms', Array<string>(40).fill('x'));
    await timeKeys(
      page,
      'away and back to the picture, ms',
      Array.from({ length: 6 }, () => ['ArrowLeft', 'ArrowRight']).flat(),
    );
    const figures = `({ elements: document.querySelectorAll('*').length, heapMb: Math.round(performance.memory.usedJSHeapSize / 1e6) })`;
    console.log('page', JSON.stringify(await page.evaluate(figures)));
  } finally {
    await browser.close();
    served.kill('SIGTERM');
    await new Promise((resolve) => served.once('close', resolve));
  }
}

const home = mkdtempSync(join(tmpdir(), 'tagmask-bench-'));
try {
  const folder = join(home, 'photos');
  await makeFolder(folder);
  await measureWindow(folder, home, await measureEngine(folder));
} finally {
  rmSync(home, { recursive: true, force: true });
}
