import type { RegionGraph } from './region-graph.ts';
import { addUp } from './region-likeness.ts';
import type { Likeness } from './region-likeness.ts';

/** How surely colours alone may speak, as log-odds. */
const surest = 2;
/** Cells of object and of ground that every colour is taken to have: a colour that hardly occurs says little. */
const doubt = 10;
/**
 * How much of the difference in size is taken out: at 1 a colour is compared by its share of object and of ground, which makes objects too large,
 * at 0 by its number of cells, which makes them vanish before a large ground.
 */
const fairness = 0.65;

/** What a region's colour says of being the object's, as log-odds, asking all regions that are like it what they are believed to be (0…1). */
export function weighColours(
  { areas }: RegionGraph,
  { pairs, totals }: Likeness,
  belief: Float32Array,
): Float32Array {
  const object = areas.map((area, region) => area * (belief[region] ?? 0));
  const sum = (weights: Float32Array): number => weights.reduce((total, weight) => total + weight, 0);
  const size = sum(object);
  const balance = fairness * Math.log((sum(areas) - size + doubt) / (size + doubt));
  return addUp(pairs, object).map((inObject, region) => {
    const inGround = Math.max(0, (totals[region] ?? 0) - inObject);
    const odds = Math.log((inObject + doubt) / (inGround + doubt)) + balance;
    return Math.min(surest, Math.max(-surest, odds));
  });
}
