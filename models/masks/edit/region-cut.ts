import { weighColours } from './colour-evidence.ts';
import type { Clicked } from './location.ts';
import { cutCheapest } from './max-flow.ts';
import type { RegionGraph } from './region-graph.ts';
import type { Likeness } from './region-likeness.ts';

const rounds = 3;
/** How much a cell's own evidence counts against a side of a cell on the border. */
const evidenceShare = 0.3;
/** What a border costs along no edge at all, and what is left along the strongest. */
const flatCost = 1;
const leastCost = 0.02;
/** How much of the evidence stays in a region's belief beside the cut. */
const softness = 0.3;
/** What has been clicked is cut off at no price. */
const certain = 1e6;

/** What of a picture every cut needs. */
export interface Cuttable {
  readonly graph: RegionGraph;
  readonly likeness: Likeness;
  /** What it costs to cut each edge. */
  readonly borderCosts: Float32Array;
}

/** exp(−|Δ|²/mean |Δ|²): edges count by the picture's own contrast (Boykov and Jolly, "Interactive Graph Cuts", 2001). */
export function priceBorders({ lengths, contrasts }: RegionGraph): Float32Array {
  let [squares, length] = [0, 0];
  for (const [edge, contrast] of contrasts.entries()) {
    squares += (lengths[edge] ?? 0) * contrast ** 2;
    length += lengths[edge] ?? 0;
  }
  const beta = squares > 0 ? length / squares : 0;
  return contrasts.map(
    (contrast, edge) => (lengths[edge] ?? 0) * (flatCost * Math.exp(-beta * contrast ** 2) + leastCost),
  );
}

/**
 * Object and ground by turns from their colours and the cheapest border between them (Rother, Kolmogorov and Blake, "GrabCut", 2004). → 1 for the
 * regions of the object.
 * @param location log-odds of each region by its place
 */
export function cutObject(
  { graph, likeness, borderCosts }: Cuttable,
  location: Float32Array,
  clicked: Clicked,
): Uint8Array {
  // A region with clicks of both kinds is nobody's.
  const objects = clicked.positive.filter((region) => !clicked.negative.includes(region));
  const grounds = clicked.negative.filter((region) => !clicked.positive.includes(region));
  const fix = (values: Float32Array, object: number, ground: number): Float32Array => {
    for (const region of objects) values[region] = object;
    for (const region of grounds) values[region] = ground;
    return values;
  };
  let belief = fix(location.map(logistic), 1, 0);
  let side: Uint8Array = new Uint8Array(graph.count);
  for (let round = 0; round < rounds; round++) {
    const odds = weighColours(graph, likeness, belief).map((colour, at) => colour + (location[at] ?? 0));
    const gains = odds.map((value, at) => evidenceShare * (graph.areas[at] ?? 0) * value);
    side = cutCheapest(graph, borderCosts, fix(gains, certain, -certain));
    belief = fix(
      odds.map((value, at) => (1 - softness) * (side[at] ?? 0) + softness * logistic(value)),
      1,
      0,
    );
  }
  return side;
}

/** How much of the object's border lies on edges, 0…1. */
export function scoreBorder({ graph, borderCosts }: Cuttable, side: Uint8Array): number {
  let [cost, length] = [0, 0];
  for (const [edge, from] of graph.from.entries()) {
    if (side[from] === side[graph.to[edge] ?? 0]) continue;
    cost += borderCosts[edge] ?? 0;
    length += graph.lengths[edge] ?? 0;
  }
  return length === 0 ? 0 : 1 - cost / length;
}

const logistic = (odds: number): number => 1 / (1 + Math.exp(-odds));
