import type { Size } from '../types.ts';
import type { Likeness } from './likeness.ts';

/** What a step costs: 1 between equal pixels, so much more across an edge. */
const edgeCost = 60;

export const stepCost = (likeness: number): number => 1 + Math.round(edgeCost * Math.max(0, 1 - likeness));

/** Larger than the distance of anything that can be reached. */
export const unreached = 0xffff_ffff;

/** For each pixel the cost of the cheapest way from one of the starts, `unreached` without any. Dijkstra with a list for each cost. */
export function distancesFrom(
  starts: readonly number[],
  likeness: Likeness,
  { width, height }: Size,
): Uint32Array {
  const distances = new Uint32Array(width * height).fill(unreached);
  for (const at of starts) distances[at] = 0;
  const lists: number[][] = Array.from({ length: edgeCost + 2 }, () => []);
  lists[0]?.push(...starts);
  let waiting = starts.length;
  const offer = (at: number, distance: number): void => {
    if (distance >= (distances[at] ?? 0)) return;
    distances[at] = distance;
    lists[distance % lists.length]?.push(at);
    waiting++;
  };
  for (let distance = 0; waiting > 0; distance++) {
    const list = lists[distance % lists.length] ?? [];
    waiting -= list.length;
    for (const at of list) {
      if (distances[at] !== distance) continue;
      const x = at % width;
      if (x > 0) offer(at - 1, distance + stepCost(likeness.right[at - 1] ?? 0));
      if (x < width - 1) offer(at + 1, distance + stepCost(likeness.right[at] ?? 0));
      if (at >= width) offer(at - width, distance + stepCost(likeness.down[at - width] ?? 0));
      if (at + width < width * height) offer(at + width, distance + stepCost(likeness.down[at] ?? 0));
    }
    list.length = 0;
  }
  return distances;
}
