import type { Clicked } from './location.ts';
import type { RegionGraph } from './region-graph.ts';

/** A part without a click stays where it weighs at least this share of the heaviest. */
const leastPart = 1 / 4;

/**
 * The object without the parts that nothing has asked for: with a click in them they stay, else by how much of them the hints (log-odds by
 * region) believe; without hints none does.
 */
export function keepMeant(
  side: Uint8Array,
  graph: RegionGraph,
  { positive, hints }: Pick<Clicked, 'positive'> & { readonly hints: Float32Array | null },
): Uint8Array {
  const part = joinParts(side, graph);
  const weights = new Float32Array(graph.count);
  for (const [region, of] of part.entries()) {
    if (side[region] === 0 || hints === null) continue;
    const belief = 1 / (1 + Math.exp(-(hints[region] ?? 0)));
    weights[of] = (weights[of] ?? 0) + belief * (graph.areas[region] ?? 0);
  }
  const heaviest = weights.reduce((most, weight) => Math.max(most, weight), 0);
  const clicked = new Set(positive.map((region) => part[region]));
  return side.map((inside, region) => {
    const of = part[region] ?? region;
    const isMeant = clicked.has(of) || (heaviest > 0 && (weights[of] ?? 0) >= leastPart * heaviest);
    return inside !== 0 && isMeant ? 1 : 0;
  });
}

/** Of each region the number of the part of the object that it belongs to (union-find). */
function joinParts(side: Uint8Array, { from, to, count }: RegionGraph): Int32Array {
  const parent = Int32Array.from({ length: count }, (_, region) => region);
  const rootOf = (region: number): number => {
    let root = region;
    while (parent[root] !== root) {
      parent[root] = parent[parent[root] ?? 0] ?? 0;
      root = parent[root] ?? 0;
    }
    return root;
  };
  for (const [edge, one] of from.entries()) {
    const other = to[edge] ?? 0;
    if (side[one] !== 0 && side[other] !== 0) parent[rootOf(one)] = rootOf(other);
  }
  return parent.map((_, region) => rootOf(region));
}
