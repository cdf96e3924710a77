import type { RegionGraph } from './region-graph.ts';

/** The contrast, in CIELAB, whose crossing makes a way twice as long. */
const hurdle = 10;

/**
 * How far each region is from the nearest of the starts, in cells, along ways that are longer where they cross edges (Bai and Sapiro, "A Geodesic Framework
 * for Fast Interactive Image and Video Segmentation and Matting", 2007); Infinity without any. Ways are few steps long: they are relaxed there and back until
 * nothing changes.
 */
export function distancesFrom(starts: readonly number[], graph: RegionGraph): Float64Array {
  const { from, to, x, y, contrasts } = graph;
  const costs = Float64Array.from(contrasts, (contrast, edge) => {
    const [a, b] = [from[edge] ?? 0, to[edge] ?? 0];
    const length = Math.hypot((x[a] ?? 0) - (x[b] ?? 0), (y[a] ?? 0) - (y[b] ?? 0));
    return length * (1 + contrast / hurdle);
  });
  // Doubles: a sum that was rounded up would be undercut by itself, for ever.
  const distances = new Float64Array(graph.count).fill(Infinity);
  for (const start of starts) distances[start] = 0;
  let hasChanged = true;
  const relax = (edge: number): void => {
    const [a, b, cost] = [from[edge] ?? 0, to[edge] ?? 0, costs[edge] ?? 0];
    const [near, far] = (distances[a] ?? 0) < (distances[b] ?? 0) ? [a, b] : [b, a];
    const distance = (distances[near] ?? 0) + cost;
    if (distance >= (distances[far] ?? 0)) return;
    distances[far] = distance;
    hasChanged = true;
  };
  while (hasChanged) {
    hasChanged = false;
    for (let edge = 0; edge < costs.length; edge++) relax(edge);
    for (let edge = costs.length - 1; edge >= 0; edge--) relax(edge);
  }
  return distances;
}
