import { expect, test } from 'vitest';

import { cutCheapest } from '../../../../models/masks/edit/max-flow.ts';
import { randomFrom } from '../random.ts';

/** What a cut costs: the gains that are missed, and the edges between its sides. */
function costOf(side: ArrayLike<number>, graph: ReturnType<typeof drawGraph>): number {
  const { edges, capacities, gains } = graph;
  const missed = gains.reduce((sum, gain, node) => sum + Math.max(0, side[node] === 1 ? -gain : gain), 0);
  return capacities.reduce(
    (sum, capacity, edge) =>
      side[edges.from[edge] ?? 0] === side[edges.to[edge] ?? 0] ? sum : sum + capacity,
    missed,
  );
}

/** Eighths, so that sums are exact. */
function drawGraph(random: () => number, nodes: number) {
  const count = Math.floor(random() * nodes * 2);
  const node = () => Math.floor(random() * nodes);
  return {
    edges: { from: Int32Array.from({ length: count }, node), to: Int32Array.from({ length: count }, node) },
    capacities: Float32Array.from({ length: count }, () => Math.floor(random() * 16) / 8),
    gains: Float32Array.from({ length: nodes }, () => Math.floor(random() * 33 - 16) / 8),
  };
}

test('no other cut is cheaper', () => {
  const random = randomFrom(51);
  for (let round = 0; round < 150; round++) {
    const nodes = 1 + Math.floor(random() * 8);
    const graph = drawGraph(random, nodes);
    const all = Array.from({ length: 2 ** nodes }, (_, bits) =>
      costOf(
        Array.from({ length: nodes }, (__, node) => (bits >> node) & 1),
        graph,
      ),
    );
    const side = cutCheapest(graph.edges, graph.capacities, graph.gains);
    expect(costOf(side, graph)).toBe(Math.min(...all));
  }
});

test('a node that is certain pulls its neighbours along until the edges are too thin', () => {
  const edges = { from: Int32Array.of(0, 1, 2), to: Int32Array.of(1, 2, 3) };
  const side = cutCheapest(edges, Float32Array.of(3, 3, 0.5), Float32Array.of(1e9, -1, -1, -1));
  expect([...side]).toEqual([1, 1, 1, 0]);
});

test('nothing to cut is all on the sink’s side', () => {
  const none = { from: new Int32Array(), to: new Int32Array() };
  expect([...cutCheapest(none, new Float32Array(), new Float32Array(3))]).toEqual([0, 0, 0]);
  expect([...cutCheapest(none, new Float32Array(), new Float32Array())]).toEqual([]);
});
