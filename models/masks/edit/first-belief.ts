import { resizeBilinear } from '../bilinear.ts';
import type { HeatMap } from '../types.ts';
import { growRegion } from './grow-region.ts';
import type { Likeness } from './likeness.ts';
import { logistic, logOdds, squared } from './odds.ts';
import type { Clicks, Seeds } from './seeds.ts';
import type { WorkingPicture } from './working-picture.ts';

/** From each source that there is, their log-odds added; null without any. */
export function believeFirst(
  working: WorkingPicture,
  { box, prior }: Clicks,
  seeds: Seeds & { readonly likeness: Likeness },
): Float32Array | null {
  const sources: Float32Array[] = [];
  const heat = prior === undefined ? null : normaliseHeat(prior, working);
  if (heat !== null) sources.push(heat);
  if (box !== undefined) sources.push(believeInBox(seeds.closed, working));
  if (seeds.positive.length > 0) {
    // Where there is nothing else to go by it has to be believed; a thing in a box has parts that look different.
    const sure = sources.length === 0 ? 0.8 : 0.6;
    sources.push(
      Float32Array.from(growFromEach(working, seeds), (inside) => (inside === 1 ? sure : 1 - sure)),
    );
  }
  if (sources.length === 0) return null;
  return Float32Array.from(seeds.closed, (isClosed, at) => {
    if (isClosed !== 0) return 0.02;
    const odds = sources.reduce((sum, source) => sum + logOdds(bounded(source[at] ?? 0)), 0);
    return bounded(logistic(odds));
  });
}

const bounded = (belief: number): number => Math.min(0.98, Math.max(0.02, belief));

/** Each click has a region of its own, so that another one never takes away what was found. */
function growFromEach(working: WorkingPicture, seeds: Seeds & { readonly likeness: Likeness }): Uint8Array {
  const region = new Uint8Array(seeds.closed.length);
  for (const start of seeds.positive) {
    const grown = growRegion({ ...working, ...seeds, positive: [start] });
    for (const [at, inside] of grown.entries()) if (inside === 1) region[at] = 1;
  }
  return region;
}

/** How steeply belief rises with the heat, about the middle between its least and its most. */
const steepness = 6;

/** Belief from the map stretched over 0…1; null for one that says the same everywhere. */
function normaliseHeat(heat: HeatMap, working: WorkingPicture): Float32Array | null {
  const values = resizeBilinear(heat.data, heat, working);
  const least = values.reduce((a, b) => Math.min(a, b), Infinity);
  const most = values.reduce((a, b) => Math.max(a, b), -Infinity);
  if (!(most > least)) return null;
  return values.map((value) => logistic(steepness * ((value - least) / (most - least) - 0.5)));
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
