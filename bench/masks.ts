/**
 * Time to make masks from heat maps, encode them and measure them: `node bench/masks.ts`. The time of a mask should grow with the
 * picture's width alone, not with its area. The clean-up's is told beside it: all of it, and all but smoothing.
 */
import {
  areaOf,
  boundingBoxOf,
  cutHeat,
  encodeMask,
  maskFromHeat,
  noCleanUp,
  quantiseHeat,
} from '../models/masks/index.ts';
import type { HeatMap } from '../models/masks/index.ts';
import { createUniform } from '../models/random.ts';

const masks = 50;
const threshold = 0.4;
const grid = { width: 28, height: 28 };

/** A few soft hills, as a heat map of a real model has. */
function drawHeat(seed: number): Float32Array {
  const uniform = createUniform(seed);
  const hills = Array.from({ length: 3 }, () => ({
    x: 14 + 14 * uniform(),
    y: 14 + 14 * uniform(),
    spread: 8 + 6 * uniform(),
  }));
  return Float32Array.from({ length: grid.width * grid.height }, (_, cell) => {
    const [x, y] = [cell % grid.width, Math.floor(cell / grid.width)];
    return Math.max(...hills.map((hill) => Math.exp(-((x - hill.x) ** 2 + (y - hill.y) ** 2) / hill.spread)));
  });
}

const heats = Array.from({ length: masks }, (_, seed) => quantiseHeat(drawHeat(seed), grid));
/** The median of some rounds over all heat maps, in milliseconds a mask. */
function time(work: (heat: HeatMap) => void): number {
  const times = Array.from({ length: 5 }, () => {
    const start = process.cpuUsage();
    for (const heat of heats) work(heat);
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1000 / masks;
  });
  return Number((times.sort((a, b) => a - b)[2] ?? NaN).toFixed(3));
}

const parts = { ...noCleanUp, smallestPart: 2, fillHoles: 2 };
for (const side of [512, 1024, 2048, 4096]) {
  const size = { width: side, height: side };
  const msPerMask = time((heat) => {
    const mask = maskFromHeat(heat, threshold, size);
    encodeMask(mask);
    areaOf(mask);
    boundingBoxOf(mask);
  });
  const cut = time((heat) => void maskFromHeat(heat, threshold, size));
  const withParts = time((heat) => void cutHeat(heat, { threshold, cleanUp: parts }, size));
  const withAll = time((heat) => void cutHeat(heat, { threshold, cleanUp: { ...parts, smooth: 10 } }, size));
  console.log(JSON.stringify({ picture: `${side}×${side}`, msPerMask, cut, withParts, withAll }));
}
