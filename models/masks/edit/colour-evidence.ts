import type { RegionGraph } from './region-graph.ts';

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
  { count, areas }: RegionGraph,
  likeness: Float32Array,
  belief: Float32Array,
): Float32Array {
  const object = areas.map((area, region) => area * (belief[region] ?? 0));
  const ground = areas.map((area, region) => area * (1 - (belief[region] ?? 0)));
  const sum = (weights: Float32Array): number => weights.reduce((total, weight) => total + weight, doubt);
  const balance = fairness * Math.log(sum(ground) / sum(object));
  return Float32Array.from({ length: count }, (_, region) => {
    let [inObject, inGround] = [doubt, doubt];
    const row = region * count;
    for (let other = 0; other < count; other++) {
      const alike = likeness[row + other] ?? 0;
      inObject += alike * (object[other] ?? 0);
      inGround += alike * (ground[other] ?? 0);
    }
    return Math.min(surest, Math.max(-surest, Math.log(inObject / inGround) + balance));
  });
}
