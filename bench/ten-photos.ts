/**
 * From a wrong proposal to a good mask on ten photos: `TAGMASK_BROWSER=… node bench/ten-photos.ts COCO_CC [--several] [--shots DIR]`, COCO_CC a folder with `image/`,
 * `instances.json` and `tags.json`. The first ten photos whose caption names one thing (`--several`: several as one word) of 1 % to 60 % of the picture that
 * the starter's proposal misses (IoU under 0.5) are opened in the mask editor in Chromium. A scripted person who knows the truth draws a box around the thing, clicks where
 * the mask is most wrong, and draws around what is still wrong once a click brings little, at the pace below. Prints what the database then holds: pixels against COCO's, and the time that the editor recorded.
 */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, parse } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';

import Database from 'better-sqlite3';

import { readHeat } from '../db/queries/heat.ts';
import { fillPolygon, segmentByClicks, type Point } from '../models/masks/edit/index.ts';
import {
  areaOf,
  bitmapFromRle,
  boundingBoxOf,
  cutHeat,
  iouOf,
  noCleanUp,
  rleFromBitmap,
  splitIntoParts,
  subtractMasks,
  uniteMasks,
  type Bitmap,
  type Rle,
} from '../models/masks/index.ts';
import { MaskEditor, readTag } from '../test/e2e/mask-editor.ts';
import { launchBrowser, serve } from '../test/e2e/window.ts';
import { runCli } from '../test/run-cli.ts';
import { nextClick, type Click } from './click-to-mask/next-click.ts';
import { readPixels } from './click-to-mask/objects.ts';
import { simplify, traceOutline } from './click-to-mask/outline.ts';
import { readInstances, type CocoPhoto } from './coco-photos.ts';

/**
 * The scripted person. Milliseconds: to find the word's thing in a new picture, to judge a mask and go to the next place, only to go there, and for a key.
 * `line` is the hand's speed along an edge, in screen pixels a second.
 */
const pace = { find: 1500, judge: 1200, point: 600, key: 300, line: 200 };
/** What is aimed at is a little more than what is good, since a hand does not follow exactly: it strays by `slack` picture pixels. */
const [wanted, good, aimed, slack] = [10, 0.85, 0.88, 2];
/** A click that brings less IoU than this is the last one: what is left is drawn. */
const leastGain = 0.04;
/** Of a word's pixels that one part must hold for a box around it, and of the box that they must fill: else they are drawn around at once. */
const [mainPart, leastFill] = [0.8, 1 / 3];

interface TaggedPhoto {
  readonly image_id: number;
  readonly caption: string;
  readonly relevant: readonly { readonly word: string; readonly categories: readonly string[] }[];
}

interface Task {
  readonly photo: CocoPhoto;
  readonly word: string;
  readonly truth: Rle;
}

const {
  positionals: [folder = ''],
  values: { several, shots },
} = parseArgs({
  allowPositionals: true,
  options: { several: { type: 'boolean', default: false }, shots: { type: 'string' } },
});

/** The first word of a caption that names a thing, or several, of a fair size. */
async function findTask(photo: CocoPhoto, { relevant }: TaggedPhoto): Promise<Task | null> {
  const objects = await photo.objects();
  for (const { word, categories } of relevant) {
    const named = objects.filter(({ category, isCrowd }) => categories.includes(category) && !isCrowd);
    const [first, ...others] = named.map(({ mask }) => mask);
    if (first === undefined || others.length > 0 !== several) continue;
    const truth = uniteMasks(first, ...others);
    const share = areaOf(truth) / (photo.width * photo.height);
    if (share > 0.01 && share < 0.6) return { photo, word: word.toLowerCase(), truth };
  }
  return null;
}

interface Proposal {
  readonly pictureId: number;
  readonly mask: Rle;
}

/** What the newest run proposes for a word. */
function readProposal(db: Database.Database, { photo, word }: Task): Proposal | null {
  const select = db.prepare<
    [string, string],
    { id: number; threshold: number; width: number; height: number; heat: Buffer }
  >(
    `SELECT picture.id, threshold, heat_width AS width, heat_height AS height, heat FROM picture
       JOIN tag ON tag.picture_id = picture.id JOIN proposal ON proposal.tag_id = tag.id
     WHERE path = ? AND text = ? ORDER BY run_id DESC`,
  );
  const row = select.get(photo.fileName, word);
  if (row === undefined) return null;
  const cut = { threshold: row.threshold, cleanUp: noCleanUp };
  return { pictureId: row.id, mask: cutHeat(readHeat(row.heat, row), cut, photo) };
}

interface Work {
  /** As the person's eye sees it; worked out here by what the window calls too. */
  readonly found: Bitmap;
  readonly clicks: number;
  readonly outlines: number;
}

const iouWith = (truth: Rle, found: Bitmap): number => iouOf(truth, rleFromBitmap(found));

/** Where one thing is meant: a box around it, then clicks where the mask is most wrong. */
async function clickUntilGood(editor: MaskEditor, { photo, truth }: Task): Promise<Work> {
  const [pixels, target, box] = [
    await readPixels(join(folder, 'image', photo.fileName), photo),
    bitmapFromRle(truth),
    boundingBoxOf(truth),
  ];
  const said: Click[] = [];
  const find = (): Bitmap => {
    const [positive = [], negative = []] = [true, false].map((kind) =>
      said.filter((one) => one.positive === kind),
    );
    return segmentByClicks(pixels, { positive, negative, box });
  };
  await wait(pace.key);
  await editor.press('c');
  await wait(pace.judge);
  await editor.drag([box.x, box.y], [box.x + box.width, box.y + box.height]);
  let found = find();
  for (let [before, now] = [0, iouWith(truth, found)]; now < good && now > before + leastGain;) {
    const click = nextClick(target, found);
    if (click === null) break;
    await wait(pace.judge);
    const { x, y } = await editor.onScreen([click.x, click.y]);
    await editor.page.mouse.click(x, y, { button: click.positive ? 'left' : 'right' });
    said.push(click);
    found = find();
    [before, now] = [now, iouWith(truth, found)];
  }
  await wait(pace.judge);
  await editor.press('Enter');
  return { found, clicks: said.length, outlines: 0 };
}

/** The wrong parts, the largest first, until what is left is good. */
function listRepairs(truth: Rle, found: Rle): readonly { part: Rle; adds: boolean }[] {
  const wrong = [
    ...splitIntoParts(subtractMasks(truth, found)).map((part) => ({ part, adds: true })),
    ...splitIntoParts(subtractMasks(found, truth)).map((part) => ({ part, adds: false })),
  ].sort((a, b) => areaOf(b.part) - areaOf(a.part));
  let mended = found;
  const needed = wrong.findIndex(({ part, adds }) => {
    mended = adds ? uniteMasks(mended, part) : subtractMasks(mended, part);
    return iouOf(truth, mended) >= aimed;
  });
  return wrong.slice(0, needed + 1);
}

const lengthOf = (outline: readonly Point[]): number =>
  outline.reduce((sum, { x, y }, at) => {
    const before = outline.at(at - 1) ?? { x, y };
    return sum + Math.hypot(x - before.x, y - before.y);
  }, 0);

/** Draws around what is wrong, or around the whole thing anew where that is the shorter way. */
async function drawUntilGood(editor: MaskEditor, { truth }: Task, work: Work): Promise<Work> {
  const outlineOf = (part: Rle): Point[] => simplify(traceOutline(bitmapFromRle(part)), slack);
  const [repairs, anew] = [rleFromBitmap(work.found), emptyOf(truth)].map((from) =>
    listRepairs(truth, from).map(({ part, adds }) => ({ outline: outlineOf(part), adds })),
  );
  const wayOf = (parts: readonly { outline: Point[] }[] = []): number =>
    parts.reduce((sum, { outline }) => sum + lengthOf(outline) + (pace.judge * pace.line) / 1000, 0);
  const isAnew = wayOf(anew) < wayOf(repairs);
  const found: Bitmap = isAnew
    ? bitmapFromRle(emptyOf(truth))
    : { ...work.found, data: work.found.data.slice() };
  if (isAnew) await editor.press('Shift+Backspace');
  await wait(pace.key);
  await editor.press('l');
  const parts = (isAnew ? anew : repairs) ?? [];
  for (const [at, { outline, adds }] of parts.entries()) {
    // What is wrong has been seen before the first.
    await wait(at === 0 ? pace.point : pace.judge);
    await trace(editor, outline, adds);
    fillPolygon(found, outline, adds ? 1 : 0);
  }
  return { ...work, found, outlines: parts.length };
}

const emptyOf = ({ width, height }: Rle): Rle => ({ width, height, runs: Uint32Array.of(width * height) });

/** At the pace of a hand that follows an edge; with Alt what is enclosed goes. */
async function trace(editor: MaskEditor, outline: readonly Point[], adds: boolean): Promise<void> {
  const { page } = editor;
  if (!adds) await page.keyboard.down('Alt');
  const places = await Promise.all(outline.map(({ x, y }) => editor.onScreen([x, y])));
  const [first] = places;
  if (first === undefined) return;
  await page.mouse.move(first.x, first.y);
  await page.mouse.down();
  const start = performance.now();
  let way = 0;
  for (const [at, place] of places.entries()) {
    const before = places[at - 1] ?? place;
    way += Math.hypot(place.x - before.x, place.y - before.y);
    await wait(Math.max(0, start + (1000 * way) / pace.line - performance.now()));
    await page.mouse.move(place.x, place.y);
  }
  await page.mouse.up();
  if (!adds) await page.keyboard.up('Alt');
}

const spentOn = (db: Database.Database, pictureId: number): number =>
  db
    .prepare<[number], { ms: number }>(
      `SELECT coalesce(sum(elapsed_ms), 0) AS ms FROM action
       WHERE id IN (SELECT action_id FROM decision JOIN tag ON tag.id = tag_id WHERE picture_id = ?)`,
    )
    .get(pictureId)?.ms ?? 0;

const home = mkdtempSync(join(tmpdir(), 'tagmask-photos-'));
const dataset = join(home, 'photos');
mkdirSync(dataset);
const tagged = new Map(
  (JSON.parse(readFileSync(join(folder, 'tags.json'), 'utf8')) as readonly TaggedPhoto[]).map((one) => [
    one.image_id,
    one,
  ]),
);
const tasks: Task[] = [];
for (const photo of readInstances(folder)) {
  const caption = tagged.get(photo.id);
  const task = caption === undefined ? null : await findTask(photo, caption);
  if (caption === undefined || task === null) continue;
  tasks.push(task);
  cpSync(join(folder, 'image', photo.fileName), join(dataset, photo.fileName));
  writeFileSync(join(dataset, `${parse(photo.fileName).name}.txt`), caption.caption);
}
try {
  await runCli(['prelabel', dataset, '--preset', 'fast'], home);
  const server = await serve([dataset, '--port', '0', '--as', 'Ada'], home);
  const browser = await launchBrowser();
  const db = new Database(join(dataset, '.tagmask/project.sqlite'), { readonly: true });
  try {
    const page = await (await browser.newContext({ viewport: { width: 1280, height: 800 } })).newPage();
    await page.goto(server.address);
    await page.getByTestId('stage').waitFor();
    const wrong = tasks.flatMap((task) => {
      const proposal = readProposal(db, task);
      return proposal === null || iouOf(task.truth, proposal.mask) >= 0.5 ? [] : [{ ...task, proposal }];
    });
    console.log('photo             word        proposal   clicks outlines   stored   seconds');
    for (const task of wrong.slice(0, wanted)) {
      const { photo, word, truth, proposal } = task;
      const editor = new MaskEditor(page, photo);
      await page.goto(`${new URL(page.url()).origin}/#/masks/${proposal.pictureId}`);
      await page.getByText(photo.fileName).waitFor();
      await page.getByTestId('edit-stage').locator('img').waitFor();
      await editor.choose(word);
      await wait(pace.find);
      const [largest] = splitIntoParts(truth);
      const box = boundingBoxOf(truth);
      const isOne =
        largest !== undefined &&
        areaOf(largest) >= mainPart * areaOf(truth) &&
        areaOf(truth) >= leastFill * box.width * box.height;
      const clicked = isOne
        ? await clickUntilGood(editor, task)
        : { found: bitmapFromRle(proposal.mask), clicks: 0, outlines: 0 };
      const isGood = iouWith(truth, clicked.found) >= good;
      const { clicks, outlines } = isGood ? clicked : await drawUntilGood(editor, task, clicked);
      await editor.saved();
      if (shots !== undefined)
        await page.screenshot({ path: join(shots, `${parse(photo.fileName).name}.png`) });
      const stored = rleFromBitmap(readTag(dataset, photo.fileName, word).bitmap);
      const [before, after] = [proposal.mask, stored].map((mask) => iouOf(truth, mask).toFixed(2));
      const seconds = (spentOn(db, proposal.pictureId) / 1000).toFixed(1);
      console.log(
        `${photo.fileName}  ${word.padEnd(10)}  ${before?.padStart(8)} ${String(clicks).padStart(8)} ${String(outlines).padStart(8)} ${after?.padStart(8)} ${seconds.padStart(9)}`,
      );
    }
  } finally {
    db.close();
    await browser.close();
    await server.end('SIGTERM');
  }
} finally {
  rmSync(home, { recursive: true, force: true });
}
