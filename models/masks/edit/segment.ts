import type { Bitmap } from '../types.ts';
import { energyOf, fitColours } from './colour-model.ts';
import { believeFirst } from './first-belief.ts';
import { keepMeant } from './keep-meant.ts';
import { measureLikeness } from './likeness.ts';
import { logistic, logOdds, squared } from './odds.ts';
import { walk } from './random-walk.ts';
import { refineBorder } from './refine-border.ts';
import { findSeeds, findSurroundings } from './seeds.ts';
import type { Clicks } from './seeds.ts';
import type { RgbaPixels } from './types.ts';
import { shrinkToLab } from './working-picture.ts';

export type { Clicks } from './seeds.ts';

const longSide = 256;
const rounds = 3;
const sweeps = 20;
const objectColours = 5;
const groundColours = 6;
/** How much a pixel's colour counts against its neighbours. */
const strength = 0.05;
/** How surely colours alone may speak, as log-odds, and how much of the first belief stays with them. */
const surest = 2;
const firstShare = 1.2;

/** What a colour says of being the object's, as log-odds: lab [·3] and its place there. */
type Judge = (lab: Float32Array, at: number) => number;

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
  const { width, height } = picture;
  if (first === null) return { width, height, data: new Uint8Array(width * height) };
  const near = findSurroundings(first, working, seeds);
  const belief = first.map((value, at) => (near[at] === 0 || seeds.closed[at] !== 0 ? 0 : value));
  const fixed = near.map((isNear, at) => (isNear === 0 || seeds.closed[at] !== 0 ? 1 : 0));
  for (const at of [...seeds.positive, ...seeds.negative]) fixed[at] = 1;
  for (const at of seeds.positive) belief[at] = 1;
  for (const at of seeds.negative) belief[at] = 0;
  let judge: Judge = () => 0;
  for (let round = 0; round < rounds; round++) {
    judge = judgeByColours(working.lab, belief, near) ?? judge;
    const prior = first.map((value, at) =>
      logistic(judge(working.lab, at * 3) + firstShare * logOdds(value)),
    );
    walk({ ...working, likeness, prior, strength, fixed }, belief, sweeps);
  }
  keepMeant(belief, working, { ...seeds, first });
  return refineBorder(picture, { working, belief, fixed, judge, strength });
}

/** Null where there is only object or only background. */
function judgeByColours(lab: Float32Array, belief: Float32Array, near: Uint8Array): Judge | null {
  const object = fitColours(lab, belief.map(squared), objectColours);
  const others = belief.map((value, at) => (near[at] === 0 ? 0 : squared(1 - value)));
  const ground = fitColours(lab, others, groundColours);
  if (object === null || ground === null) return null;
  return (colours, at) => {
    const odds = energyOf(ground, colours, at) - energyOf(object, colours, at);
    return Math.min(surest, Math.max(-surest, odds));
  };
}
