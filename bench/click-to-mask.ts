/**
 * What clicks, boxes and heat maps make of objects, without a model: `node bench/click-to-mask.ts FOLDER [--half tune|report] [--limit N] [--only maps|clicks]`,
 * FOLDER with COCO's `image/` and `instances.json`, or scenes in the released layout. Heat maps are true masks on the patches of a CLIP of 224
 * pixels, right or spoilt, because weights of a real one are not at hand. Of photos every other one is for choosing (`tune`), the rest for reporting.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { inputSize } from '../models/clip/input-size.ts';
import {
  findObject,
  studyPicture,
  type Clicks,
  type RgbaPixels,
  type StudiedPicture,
} from '../models/masks/edit/index.ts';
import {
  bitmapFromRle,
  boundingBoxOf,
  iouOf,
  maskFromHeat,
  rleFromBitmap,
  type Rle,
} from '../models/masks/index.ts';
import { boundaryF } from '../models/metrics/index.ts';
import { blobNames, makeBlob } from './click-to-mask/blobs.ts';
import { nextClick, type Click } from './click-to-mask/next-click.ts';
import { readCoco, readPixels, readScenes } from './click-to-mask/objects.ts';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    half: { type: 'string' },
    limit: { type: 'string', default: '1000' },
    only: { type: 'string' },
  },
});
const mostClicks = 10;
const reported = [1, 2, 3, 5, 10];
/** Worse by more than this is harm. */
const harm = 0.05;

class Mean {
  #sum = 0;
  #count = 0;
  add(value: number): void {
    this.#sum += value;
    this.#count++;
  }
  get value(): number {
    return this.#sum / Math.max(1, this.#count);
  }
}

const table = new Map<string, Map<string, Mean>>();
function note(row: string, column: string, value: number): void {
  const columns = table.get(row) ?? new Map<string, Mean>();
  table.set(row, columns);
  const mean = columns.get(column) ?? new Mean();
  columns.set(column, mean);
  mean.add(value);
}

function timed<Result>(row: string, act: () => Result): Result {
  const start = performance.now();
  const result = act();
  note(row, 'ms', performance.now() - start);
  return result;
}

const find = (picture: StudiedPicture, clicks: Clicks): Rle =>
  rleFromBitmap(timed('a call', () => findObject(picture, clicks)));

/** How good a mask is, and by how much better than the map that it comes from. */
function noteMask(row: string, { truth, mask, before }: { truth: Rle; mask: Rle; before?: Rle }): void {
  const iou = iouOf(truth, mask);
  note(row, 'IoU', 100 * iou);
  note(row, 'boundaryF', 100 * boundaryF(bitmapFromRle(truth), bitmapFromRle(mask)));
  if (before === undefined) return;
  const old = iouOf(truth, before);
  note(row, 'mapIoU', 100 * old);
  note(row, 'mapF', 100 * boundaryF(bitmapFromRle(truth), bitmapFromRle(before)));
  note(row, 'better', iou > old + harm ? 100 : 0);
  note(row, 'harmed', iou < old - harm ? 100 : 0);
}

/** From the mask that the first saying gives, clicks at the worst place. */
function noteClicks(
  row: string,
  picture: StudiedPicture,
  { truth, prior }: { truth: Rle; prior?: Clicks['prior'] },
): void {
  const target = bitmapFromRle(truth);
  const said: Click[] = [];
  const clicks = (): Clicks => ({
    positive: said.filter(({ positive }) => positive),
    negative: said.filter(({ positive }) => !positive),
    ...(prior === undefined ? {} : { prior }),
  });
  let found: Rle = prior === undefined ? emptyLike(truth) : find(picture, clicks());
  const needed = new Map([
    [80, prior !== undefined && iouOf(truth, found) >= 0.8 ? 0 : mostClicks],
    [85, prior !== undefined && iouOf(truth, found) >= 0.85 ? 0 : mostClicks],
  ]);
  for (let count = 1; count <= mostClicks; count++) {
    const click = nextClick(target, bitmapFromRle(found));
    if (click !== null) {
      said.push(click);
      found = find(picture, clicks());
    }
    const iou = iouOf(truth, found);
    if (reported.includes(count)) note(row, `${count}`, 100 * iou);
    for (const [level, least] of needed) if (iou >= level / 100 && least > count) needed.set(level, count);
  }
  for (const [level, count] of needed) note(row, `NoC@${level}`, count);
  for (const [level, count] of needed) note(row, `≤4@${level}`, count <= 4 ? 100 : 0);
}

const emptyLike = ({ width, height }: Rle): Rle => ({ width, height, runs: Uint32Array.of(width * height) });

const [folder = ''] = positionals;
const isCoco = existsSync(join(folder, 'instances.json'));
const all = isCoco ? await readCoco(folder) : readScenes(folder);
const scenes = all.filter(
  (_, at) => values.half === undefined || (at % 2 === 0) === (values.half === 'tune'),
);
const objects = scenes.flatMap((scene) => scene.truths.map((truth) => ({ scene, truth })));
const every = Math.max(1, objects.length / Number(values.limit));
const chosen = objects.filter((_, at) => Math.floor(at / every) !== Math.floor((at - 1) / every));
let [file, picture]: [string, StudiedPicture | null] = ['', null];
for (const [seed, { scene, truth }] of chosen.entries()) {
  if (picture === null || file !== scene.file) {
    const pixels: RgbaPixels = await readPixels(scene.file, scene.size);
    picture = timed('a picture', () => studyPicture(pixels));
    file = scene.file;
  }
  const grid = inputSize(scene.size, { shortSide: 14, patch: 1, maxLong: 42 });
  if (values.only !== 'clicks') {
    for (const name of blobNames) {
      const prior = makeBlob(name, truth, { grid, seed });
      const before = maskFromHeat(prior, 0.5, scene.size);
      noteMask(`map ${name}`, { truth, before, mask: find(picture, { positive: [], negative: [], prior }) });
    }
    noteMask('box', {
      truth,
      mask: find(picture, { positive: [], negative: [], box: boundingBoxOf(truth) }),
    });
  }
  if (values.only !== 'maps') {
    noteClicks('clicks', picture, { truth });
    noteClicks('map spill + clicks', picture, { truth, prior: makeBlob('spill', truth, { grid, seed }) });
    noteClicks('map half + clicks', picture, { truth, prior: makeBlob('half', truth, { grid, seed }) });
  }
}
console.log(`${chosen.length} objects in ${scenes.length} pictures`);
for (const [row, columns] of table)
  console.log(
    row.padEnd(20),
    [...columns].map(([name, mean]) => `${name} ${mean.value.toFixed(1)}`).join('  '),
  );
