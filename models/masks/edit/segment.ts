import type { Bitmap } from '../types.ts';
import { keepMeant } from './keep-meant.ts';
import { locate, locateByHints } from './location.ts';
import type { Clicked } from './location.ts';
import { refineBorder } from './refine-border.ts';
import { cutObject, priceBorders, scoreBorder } from './region-cut.ts';
import type { Cuttable } from './region-cut.ts';
import { buildRegionGraph } from './region-graph.ts';
import type { RegionGraph } from './region-graph.ts';
import { measureLikeness } from './region-likeness.ts';
import { closeOutside, findSeeds } from './seeds.ts';
import type { Clicks, Seed } from './seeds.ts';
import type { RgbaPixels } from './types.ts';
import { shrinkToLab } from './working-picture.ts';
import type { WorkingPicture } from './working-picture.ts';

export type { Clicks } from './seeds.ts';

const longSide = 256;
/** How far clicks reach, of the long side: with hints, and the guesses at an object's size without. */
const reachWithHints = [0.25];
const reaches = [0.2, 0.35];

/** What is known of a picture before anything is said about it. */
export interface StudiedPicture extends Cuttable {
  readonly picture: RgbaPixels;
  readonly working: WorkingPicture;
}

/** One look at each pixel; the rest does not grow with the picture. */
export function studyPicture(picture: RgbaPixels): StudiedPicture {
  const working = shrinkToLab(picture, longSide);
  const graph = buildRegionGraph(working);
  const likeness = measureLikeness(graph, working);
  return { picture, working, graph, likeness, borderCosts: priceBorders(graph) };
}

/**
 * The object that the clicks mean, without learnt weights: the cheapest cut through a graph of regions, by what clicks, box and heat map say of the place and by what
 * colours say; then the border alone at the picture's own size. Of several guesses at the size that with the best border is taken. What has been
 * clicked is as it was clicked. Empty where nothing says what is meant.
 */
export function findObject(studied: StudiedPicture, clicks: Clicks): Bitmap {
  const { picture, working, graph } = studied;
  const seeds = findSeeds(picture, working, clicks);
  const clicked = clickedRegions(seeds, graph);
  const closed = closeOutside(clicks.box, picture, working);
  const inBox = clicks.box === undefined ? null : closed;
  const hints = locateByHints({ prior: clicks.prior, closed: inBox, clicked }, working, graph);
  const isMeant = hints !== null || seeds.some(({ positive }) => positive);
  const side = isMeant ? cutBest(studied, hints, clicked) : new Uint8Array(graph.count);
  const inside = Uint8Array.from(graph.labels, (region, cell) =>
    closed[cell] === 0 ? (side[region] ?? 0) : 0,
  );
  const fixed = closed.slice();
  settle(seeds, { ...studied, inside, fixed });
  const mask = refineBorder(picture, { working, inside, fixed });
  // Two clicks may share a cell; none shares its pixel.
  for (const { pixel, positive } of seeds) mask.data[pixel] = positive ? 1 : 0;
  return mask;
}

/** `findObject` for a picture that is asked about once. */
export const segmentByClicks = (picture: RgbaPixels, clicks: Clicks): Bitmap =>
  findObject(studyPicture(picture), clicks);

function clickedRegions(seeds: readonly Seed[], { labels }: RegionGraph): Clicked {
  const regionsOf = (wanted: boolean): number[] => [
    ...new Set(seeds.filter(({ positive }) => positive === wanted).map(({ cell }) => labels[cell] ?? 0)),
  ];
  return { positive: regionsOf(true), negative: regionsOf(false) };
}

function cutBest(studied: StudiedPicture, hints: Float32Array | null, clicked: Clicked): Uint8Array {
  const { working, graph } = studied;
  const locateWithin = locate(hints, clicked, graph);
  let [best, most]: [Uint8Array, number] = [new Uint8Array(graph.count), -1];
  for (const reach of hints === null ? reaches : reachWithHints) {
    const location = locateWithin(reach * Math.max(working.width, working.height));
    const side = keepMeant(cutObject(studied, location, clicked), graph, { ...clicked, hints });
    const score = scoreBorder(studied, side);
    if (score > most) [best, most] = [side, score];
  }
  return best;
}

/** In a region that has clicks of both kinds each cell goes with the nearest; a clicked cell stays what it is. */
function settle(
  seeds: readonly Seed[],
  {
    graph,
    working,
    inside,
    fixed,
  }: StudiedPicture & { readonly inside: Uint8Array; readonly fixed: Uint8Array },
): void {
  const { width } = working;
  const squaredAway = (one: number, other: number): number =>
    ((one % width) - (other % width)) ** 2 + (Math.floor(one / width) - Math.floor(other / width)) ** 2;
  const byRegion = Map.groupBy(seeds, ({ cell }) => graph.labels[cell] ?? 0);
  for (const [cell, region] of graph.labels.entries()) {
    const own = byRegion.get(region);
    if (own === undefined || new Set(own.map(({ positive }) => positive)).size < 2) continue;
    const nearest = own.reduce((a, b) => (squaredAway(b.cell, cell) < squaredAway(a.cell, cell) ? b : a));
    inside[cell] = nearest.positive ? 1 : 0;
  }
  for (const { cell, positive } of seeds) {
    inside[cell] = positive ? 1 : 0;
    fixed[cell] = 1;
  }
}
