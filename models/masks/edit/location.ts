import { resizeBilinear } from '../bilinear.ts';
import type { HeatMap } from '../types.ts';
import { distancesFrom } from './region-distances.ts';
import type { RegionGraph } from './region-graph.ts';
import type { WorkingPicture } from './working-picture.ts';

/** What counts against an object anywhere, before a click. */
const nowhere = -0.5;
/** Outside of the box. */
const shut = -20;
/** Log-odds in the middle of the box, and what is lost to the middle of a side; twice that in the corners. */
const boxMiddle = 2;
const boxFall = 1.5;
/**
 * How steeply log-odds rise with the heat, about the middle between its least and its most: as long as nobody has clicked, and after that. Who clicks says that
 * the map is wrong, and a map that nobody has spoken against shall not come to harm.
 */
const steepness = { untouched: 10, corrected: 6 };
/** Log-odds below which the heat map denies what has been clicked. */
const stray = -2;
/** How much a click counts, and from how many cells on. */
const clickStrength = 3;
const clickCells = 1.5;

/** Regions with a positive and with a negative click; one may have both. */
export interface Clicked {
  readonly positive: readonly number[];
  readonly negative: readonly number[];
}

/** What is known of where the object lies. */
export interface Hints {
  readonly prior: HeatMap | undefined;
  /** [cells] not 0 outside of the box; null without one. */
  readonly closed: Uint8Array | null;
  readonly clicked: Clicked;
}

/**
 * Log-odds of each region for being the object's, by the heat map and the box; null where they say nothing. A map that is cold at every positive click
 * is about something else, and is not listened to.
 */
export function locateByHints(
  { prior, closed, clicked }: Hints,
  working: WorkingPicture,
  graph: RegionGraph,
): Float32Array | null {
  const isUntouched = clicked.positive.length + clicked.negative.length === 0;
  const cells = prior === undefined ? null : stretch(resizeBilinear(prior.data, prior, working));
  const steep = isUntouched ? steepness.untouched : steepness.corrected;
  const heat = cells === null ? null : meanOf(cells, graph).map((value) => steep * (value - 0.5));
  const isStray =
    heat !== null &&
    clicked.positive.length > 0 &&
    clicked.positive.every((region) => (heat[region] ?? 0) < stray);
  const inBox = closed === null ? null : believeInBox(closed, working, graph);
  if (heat === null || isStray) return inBox;
  return inBox === null ? heat : heat.map((odds, region) => odds + (inBox[region] ?? 0));
}

/**
 * Log-odds with the clicks: of two places the nearer one is believed, as the ratio of distances says. Beyond `reach` cells clicks say nothing, and
 * there the hints speak, or nothing is believed.
 */
export function locate(hints: Float32Array | null, clicked: Clicked, graph: RegionGraph) {
  const near = distancesFrom(clicked.positive, graph);
  const far = distancesFrom(clicked.negative, graph);
  return (reach: number): Float32Array =>
    Float32Array.from({ length: graph.count }, (_, region) => {
      const ratio =
        (Math.min(reach, far[region] ?? Infinity) + clickCells) /
        (Math.min(reach, near[region] ?? Infinity) + clickCells);
      return (hints === null ? nowhere : (hints[region] ?? 0)) + clickStrength * Math.log(ratio);
    });
}

/** Over 0…1; null for a map that says the same everywhere. */
function stretch(values: Float32Array): Float32Array | null {
  let [least, most] = [Infinity, -Infinity];
  for (const value of values) [least, most] = [Math.min(least, value), Math.max(most, value)];
  return most > least ? values.map((value) => (value - least) / (most - least)) : null;
}

/** A thing in a box reaches its sides, rarely its corners. Null for a box that holds no cell. */
function believeInBox(
  closed: Uint8Array,
  { width }: WorkingPicture,
  graph: RegionGraph,
): Float32Array | null {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [at, isClosed] of closed.entries()) {
    if (isClosed !== 0) continue;
    const [x, y] = [at % width, Math.floor(at / width)];
    [left, right] = [Math.min(left, x), Math.max(right, x)];
    [top, bottom] = [Math.min(top, y), Math.max(bottom, y)];
  }
  if (right < left) return null;
  const [halfX, halfY] = [(right - left + 1) / 2, (bottom - top + 1) / 2];
  const cells = Float32Array.from(closed, (isClosed, at) => {
    if (isClosed !== 0) return shut;
    const dx = (at % width) - (left + right) / 2;
    const dy = Math.floor(at / width) - (top + bottom) / 2;
    return boxMiddle - boxFall * ((dx / halfX) ** 2 + (dy / halfY) ** 2);
  });
  return meanOf(cells, graph);
}

/** Of each region's cells. */
function meanOf(cells: Float32Array, { labels, areas, count }: RegionGraph): Float32Array {
  const means = new Float32Array(count);
  for (const [at, region] of labels.entries())
    means[region] = (means[region] ?? 0) + (cells[at] ?? 0) / (areas[region] ?? 1);
  return means;
}
