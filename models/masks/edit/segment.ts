import { resizeBilinear } from '../bilinear.ts';
import type { Bitmap, BoundingBox, HeatMap } from '../types.ts';
import { energyOf, fitColours } from './colour-model.ts';
import type { ColourModel } from './colour-model.ts';
import { floodFrom } from './flood.ts';
import { growRegion } from './grow-region.ts';
import { measureLikeness } from './likeness.ts';
import { walk } from './random-walk.ts';
import { refineBorder } from './refine-border.ts';
import type { Point, RgbaPixels } from './types.ts';
import { shrinkToLab } from './working-picture.ts';
import type { WorkingPicture } from './working-picture.ts';

/** What a person has said about the object, in pixels of the picture. */
export interface Clicks {
  readonly positive: readonly Point[];
  readonly negative: readonly Point[];
  /** The object lies in it. */
  readonly box?: BoundingBox;
  /** What the machine has said: a heat map of any grid over the whole picture. */
  readonly prior?: HeatMap;
}

/** What is known at the working size, by cell. */
interface Seeds {
  readonly positive: readonly number[];
  readonly negative: readonly number[];
  /** Not 0 outside of the box. */
  readonly closed: Uint8Array;
}

const longSide = 256;
const rounds = 3;
const sweeps = 20;
const objectColours = 5;
const groundColours = 6;
/** How much a pixel's colour counts against its neighbours. */
const strength = 0.15;
/** How surely colours alone may speak, as log-odds, and how much of the first belief stays with them. */
const surest = 3;
const firstShare = 0.7;

/**
 * The object that the clicks mean, without learnt weights. A first belief (the heat map, the box, a region grown from the clicks)
 * gives colour models of object and background; a random walk that goes along and not across edges joins both; again with the better models;
 * then the border alone at the picture's own size. Empty where nothing says what is meant. The picture's cost is one look at each pixel.
 */
export function segmentByClicks(picture: RgbaPixels, clicks: Clicks): Bitmap {
  const working = shrinkToLab(picture, longSide);
  const seeds = findSeeds(picture, working, clicks);
  const likeness = measureLikeness(working.lab, working);
  const first = believeFirst(working, clicks, { ...seeds, likeness });
  const mask = {
    width: picture.width,
    height: picture.height,
    data: new Uint8Array(picture.width * picture.height),
  };
  if (first === null) return mask;
  const fixed = seeds.closed.slice();
  for (const at of [...seeds.positive, ...seeds.negative]) fixed[at] = 1;
  const belief = first.slice();
  settle(belief, seeds);
  let judge = (_lab: Float32Array, _at: number): number => 0.5;
  for (let round = 0; round < rounds; round++) {
    const object = fitColours(working.lab, belief.map(squared), objectColours);
    const ground = fitColours(
      working.lab,
      belief.map((value) => squared(1 - value)),
      groundColours,
    );
    if (object === null || ground === null) break;
    judge = (lab, at) => logistic(clampOdds(oddsOf(object, ground, lab, at)));
    const prior = belief.map((_, at) => {
      const odds = clampOdds(oddsOf(object, ground, working.lab, at * 3));
      return logistic(odds + firstShare * logOdds(first[at] ?? 0));
    });
    walk({ ...working, likeness, prior, strength, fixed }, belief, sweeps);
  }
  keepMeant(belief, working, { ...seeds, first });
  return refineBorder(picture, { working, belief, judge, strength });
}

const squared = (value: number): number => value * value;
const logistic = (odds: number): number => 1 / (1 + Math.exp(-odds));
const logOdds = (belief: number): number => Math.log(belief / (1 - belief));
const clampOdds = (odds: number): number => Math.min(surest, Math.max(-surest, odds));

const oddsOf = (object: ColourModel, ground: ColourModel, lab: Float32Array, at: number): number =>
  energyOf(ground, lab, at) - energyOf(object, lab, at);

function settle(belief: Float32Array, { positive, negative, closed }: Seeds): void {
  for (const at of closed.keys()) if (closed[at] !== 0) belief[at] = 0;
  for (const at of positive) belief[at] = 1;
  for (const at of negative) belief[at] = 0;
}

function findSeeds(picture: RgbaPixels, { width, height }: WorkingPicture, clicks: Clicks): Seeds {
  const [scaleX, scaleY] = [width / picture.width, height / picture.height];
  const cellsOf = (points: readonly Point[]): number[] =>
    points.flatMap(({ x, y }) => {
      const [cx, cy] = [Math.floor(x * scaleX), Math.floor(y * scaleY)];
      return cx >= 0 && cy >= 0 && cx < width && cy < height ? [cy * width + cx] : [];
    });
  const closed = new Uint8Array(width * height);
  const { box } = clicks;
  if (box !== undefined) {
    const isIn = (cell: number, scale: number, [from, size]: readonly [number, number]): boolean =>
      (cell + 0.5) / scale >= Math.min(from, from + size) &&
      (cell + 0.5) / scale <= Math.max(from, from + size);
    for (const at of closed.keys()) {
      const isInside =
        isIn(at % width, scaleX, [box.x, box.width]) &&
        isIn(Math.floor(at / width), scaleY, [box.y, box.height]);
      if (!isInside) closed[at] = 1;
    }
  }
  const negative = cellsOf(clicks.negative);
  const positive = cellsOf(clicks.positive).filter((at) => !negative.includes(at) && closed[at] === 0);
  return { positive, negative, closed };
}

/** From each source that there is, their log-odds added; null without any. */
function believeFirst(
  working: WorkingPicture,
  { box, prior }: Clicks,
  seeds: Seeds & { readonly likeness: ReturnType<typeof measureLikeness> },
): Float32Array | null {
  const sources: Float32Array[] = [];
  const heat = prior === undefined ? null : normaliseHeat(prior, working);
  if (heat !== null) sources.push(heat);
  if (box !== undefined) sources.push(believeInBox(seeds.closed, working));
  if (seeds.positive.length > 0) {
    const region = growRegion({ ...working, ...seeds });
    // Where there is nothing else to go by it has to be believed; a thing in a box has parts that look different.
    const sure = sources.length === 0 ? 0.8 : 0.6;
    sources.push(Float32Array.from(region, (inside) => (inside === 1 ? sure : 1 - sure)));
  }
  if (sources.length === 0) return null;
  return Float32Array.from(seeds.closed, (isClosed, at) => {
    if (isClosed !== 0) return 0.02;
    const odds = sources.reduce((sum, source) => sum + logOdds(bounded(source[at] ?? 0)), 0);
    return bounded(logistic(odds));
  });
}

const bounded = (belief: number): number => Math.min(0.98, Math.max(0.02, belief));

/** The map stretched over 0…1; null for one that says the same everywhere. */
function normaliseHeat(heat: HeatMap, working: WorkingPicture): Float32Array | null {
  const values = resizeBilinear(heat.data, heat, working);
  const least = values.reduce((a, b) => Math.min(a, b), Infinity);
  const most = values.reduce((a, b) => Math.max(a, b), -Infinity);
  return most > least ? values.map((value) => (value - least) / (most - least)) : null;
}

/** A thing in a box reaches its sides, rarely its corners. */
function believeInBox(closed: Uint8Array, { width }: WorkingPicture): Float32Array {
  const open = [...closed.keys()].filter((at) => closed[at] === 0);
  const xs = open.map((at) => at % width);
  const ys = open.map((at) => Math.floor(at / width));
  const bounds = (values: readonly number[]): readonly [middle: number, half: number] => {
    const least = values.reduce((a, b) => Math.min(a, b), Infinity);
    const most = values.reduce((a, b) => Math.max(a, b), -Infinity);
    return [(least + most) / 2, (most - least + 1) / 2];
  };
  const [[mx, hx], [my, hy]] = [bounds(xs), bounds(ys)];
  return Float32Array.from(closed, (_, at) => {
    const away = squared(((at % width) - mx) / hx) + squared((Math.floor(at / width) - my) / hy);
    return away < 0.7 ? 0.75 : away < 1.1 ? 0.55 : 0.25;
  });
}

/** Takes the object's belief from the parts that nothing has asked for: those without a click, or else the small ones. */
function keepMeant(
  belief: Float32Array,
  working: WorkingPicture,
  { positive, first }: Seeds & { readonly first: Float32Array },
): void {
  const kept = new Uint8Array(belief.length);
  const seen = new Uint8Array(belief.length);
  const parts: { readonly cells: readonly number[]; readonly weight: number }[] = [];
  const starts = positive.length > 0 ? positive : [...belief.keys()];
  for (const start of starts) {
    if (seen[start] !== 0 || (belief[start] ?? 0) < 0.5) continue;
    const place = { x: start % working.width, y: Math.floor(start / working.width) };
    const spans = floodFrom(working, place, { belongs: (at) => (belief[at] ?? 0) >= 0.5, diagonal: true });
    const cells = spans.flatMap(({ y, from, to }) =>
      Array.from({ length: to - from }, (_, x) => y * working.width + from + x),
    );
    for (const at of cells) seen[at] = 1;
    parts.push({ cells, weight: cells.reduce((sum, at) => sum + (first[at] ?? 0), 0) });
  }
  const heaviest = parts.reduce((most, { weight }) => Math.max(most, weight), 0);
  for (const { cells, weight } of parts) {
    if (positive.length === 0 && weight < heaviest / 4) continue;
    for (const at of cells) kept[at] = 1;
  }
  for (const at of belief.keys()) if (kept[at] === 0) belief[at] = Math.min(belief[at] ?? 0, 0.49);
}
