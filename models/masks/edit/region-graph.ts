import { colourDistance } from './lab.ts';
import type { Edges } from './max-flow.ts';
import { makeSuperpixels } from './superpixels.ts';
import type { WorkingPicture } from './working-picture.ts';

/** A picture as regions of one colour each, and which of them touch. */
export interface RegionGraph extends Edges {
  /** [cells] the region of each cell of the working picture. */
  readonly labels: Int32Array;
  readonly count: number;
  /** In cells. */
  readonly areas: Float32Array;
  /** [count·3] mean CIELAB. */
  readonly lab: Float32Array;
  /** [count] the middle, in cells. */
  readonly x: Float32Array;
  readonly y: Float32Array;
  /** Of each edge, in sides of cells. */
  readonly lengths: Float32Array;
  /** Of each edge, how far the colours on its sides are apart in CIELAB. */
  readonly contrasts: Float32Array;
}

/** Cells along a region's side. */
const regionSide = 6;

export function buildRegionGraph(working: WorkingPicture): RegionGraph {
  const { labels, count } = makeSuperpixels(working, regionSide);
  const regions = measureRegions(working, labels, count);
  return { labels, count, ...regions, ...joinRegions(working, labels, regions.lab) };
}

function measureRegions({ width, lab: colours }: WorkingPicture, labels: Int32Array, count: number) {
  const areas = new Float32Array(count);
  const [lab, x, y] = [new Float32Array(count * 3), new Float32Array(count), new Float32Array(count)];
  for (const region of labels) areas[region] = (areas[region] ?? 0) + 1;
  for (const [at, region] of labels.entries()) {
    const share = 1 / (areas[region] ?? 1);
    for (let c = 0; c < 3; c++)
      lab[region * 3 + c] = (lab[region * 3 + c] ?? 0) + share * (colours[at * 3 + c] ?? 0);
    x[region] = (x[region] ?? 0) + share * ((at % width) + 0.5);
    y[region] = (y[region] ?? 0) + share * (Math.floor(at / width) + 0.5);
  }
  return { areas, lab, x, y };
}

function joinRegions(
  { width, height, lab: colours }: WorkingPicture,
  labels: Int32Array,
  means: Float32Array,
) {
  const edges = new Map<number, { a: number; b: number; length: number; steps: number }>();
  const touch = (one: number, other: number): void => {
    const [a, b] = [labels[one] ?? 0, labels[other] ?? 0];
    if (a === b) return;
    const key = Math.min(a, b) * labels.length + Math.max(a, b);
    const edge = edges.get(key) ?? { a, b, length: 0, steps: 0 };
    edges.set(key, edge);
    edge.length++;
    edge.steps += colourDistance(colours, one, other);
  };
  for (let at = 0; at < labels.length; at++) {
    if ((at + 1) % width !== 0) touch(at, at + 1);
    if (at + width < width * height) touch(at, at + width);
  }
  const all = [...edges.values()];
  return {
    from: Int32Array.from(all, ({ a }) => a),
    to: Int32Array.from(all, ({ b }) => b),
    lengths: Float32Array.from(all, ({ length }) => length),
    // A soft edge is between the means, a line between things of one colour is at the border alone.
    contrasts: Float32Array.from(
      all,
      ({ a, b, length, steps }) => (colourDistance(means, a, b) + steps / length) / 2,
    ),
  };
}
