import { describe, expect, test } from 'vitest';

import { buildTextGraph } from '../../../models/clip/text.ts';
import { buildGraph, inputsOf, weightsOf } from '../../../models/graph/node.ts';
import { add, input, matMul, transposedWeight, weight } from '../../../models/graph/ops.ts';
import { addLora, drawLora, loraParameters } from '../../../models/lora/index.ts';
import { runOnce } from '../../../models/runtime/onnx.ts';

const x = input('x', 'float32', ['n', 3]);
const layer = (from = x, name = 'block.q_proj.weight'): typeof x =>
  matMul(from, transposedWeight(name, [3, 2]));
const scale = { rank: 1, alpha: 2 };

describe('LoRA beside a linear layer', () => {
  test('adds α/rank · x·Aᵀ·Bᵀ', async () => {
    const { graph } = addLora(buildGraph({ y: layer() }), { ...scale, targets: ['q_proj'] });
    const outputs = await runOnce(
      graph,
      {
        x: { data: Float32Array.of(1, 2, 3), shape: [1, 3] },
        'block.q_proj.lora_A': { data: Float32Array.of(1, 0, -1), shape: [1, 3] }, // x·Aᵀ = −2
        'block.q_proj.lora_B': { data: Float32Array.of(10, 100), shape: [2, 1] },
      },
      new Map([['block.q_proj.weight', Float32Array.of(1, 0, 0, 1, 0, 0)]]), // y = (1, 2)
    );
    expect([...(outputs['y']?.data ?? [])]).toEqual([1 - 2 * 2 * 10, 2 - 2 * 2 * 100]);
  });

  test('leaves what it does not touch the very same nodes', () => {
    const other = layer(x, 'block.k_proj.weight');
    const before = buildGraph({ q: layer(), other });
    const { graph } = addLora(before, { ...scale, targets: ['q_proj'] });
    expect(graph.outputs['other']).toBe(other);
    expect(graph.outputs['q']).not.toBe(before.outputs['q']);
    expect(inputsOf(before).map(({ attributes }) => attributes.name)).toEqual(['x']);
  });

  test('is one pair of inputs where two places use one weight', () => {
    const y = add(layer(), layer(input('z', 'float32', ['n', 3])));
    const { graph, layers } = addLora(buildGraph({ y }), { ...scale, targets: ['q_proj'] });
    expect(layers).toHaveLength(1);
    expect(inputsOf(graph).map(({ attributes }) => attributes.name)).toEqual([
      'x', 'block.q_proj.lora_A', 'block.q_proj.lora_B', 'z',
    ]); // prettier-ignore
  });

  test('passes over a product with a matrix that is no linear layer', () => {
    const y = matMul(x, weight('block.q_proj.weight', [3, 2]));
    const graph = buildGraph({ y: add(y, layer(x, 'block.v_proj.weight')) });
    const { layers } = addLora(graph, { ...scale, targets: '.*' });
    expect(layers.map(({ module }) => module)).toEqual(['block.v_proj']);
  });
});

const text = buildTextGraph({
  width: 8, layers: 2, heads: 2, mlpWidth: 16, activation: 'quick_gelu', epsilon: 1e-5,
  vocabulary: 10, context: 5, embedDim: 4,
}); // prettier-ignore
const modulesFor = (targets: string | string[]): string[] =>
  addLora(text, { ...scale, targets }).layers.map(({ module }) => module);

describe('the targets of LoRA', () => {
  test('as names take every module that ends in one of them', () => {
    expect(modulesFor(['q_proj', 'v_proj'])).toEqual(
      [0, 1].flatMap((block) => ['q', 'v'].map((part) => `${at(block)}.${part}_proj`)),
    );
    expect(modulesFor([`${at(1)}.q_proj`, 'text_projection'])).toEqual([
      `${at(1)}.q_proj`,
      'text_projection',
    ]);
  });

  test('as a text are a regular expression for the whole name', () => {
    expect(modulesFor('.*layers\\.1.*\\.fc[12]')).toEqual([1, 2].map((part) => `${block(1)}.mlp.fc${part}`));
    expect(() => modulesFor('q_proj')).toThrow(
      'No linear layer of the network matches the LoRA target "q_proj"',
    );
  });

  test('are refused, with what there is, where one of them takes nothing', () => {
    expect(() => modulesFor(['q_proj', 'querry'])).toThrow(
      'No linear layer of the network matches the LoRA target "querry"; it has q_proj, k_proj, v_proj, out_proj, fc1, fc2, text_projection.',
    );
    expect(() => modulesFor([])).toThrow('No linear layer of the network matches');
    expect(() => modulesFor('(')).toThrow('The LoRA target "(" is not a regular expression');
  });

  test.each([
    [{ rank: 0, alpha: 1 }, 'A LoRA rank of 0 is not a whole number from 1 up.'],
    [{ rank: 1.5, alpha: 1 }, 'A LoRA rank of 1.5 is not a whole number from 1 up.'],
    [{ rank: 1, alpha: NaN }, 'A LoRA alpha of NaN is not a number above 0.'],
  ])('need a rank and an alpha: %j', (bad, message) => {
    expect(() => addLora(text, { ...bad, targets: ['q_proj'] })).toThrow(message);
  });
});

describe('what LoRA starts from', () => {
  const { layers } = addLora(text, { rank: 4, alpha: 8, targets: ['q_proj', 'fc2'] });

  test('has a tensor for each parameter, in its shape: A within ±1/√in, B zero', () => {
    const start = drawLora(layers, 5);
    expect(Object.keys(start)).toEqual(loraParameters(layers).map(({ attributes }) => attributes.name));
    for (const { a, b, module } of layers) {
      expect(start[`${module}.lora_A`]?.shape).toEqual(a.shape);
      expect(start[`${module}.lora_B`]?.shape).toEqual(b.shape);
      const values = [...(start[`${module}.lora_A`]?.data ?? [])];
      const bound = 1 / Math.sqrt(Number(a.shape[1]));
      expect(Math.max(...values.map(Math.abs))).toBeLessThanOrEqual(bound);
      expect(Math.max(...values)).toBeGreaterThan(bound / 2);
      expect(Math.min(...values)).toBeLessThan(-bound / 2);
      expect([...(start[`${module}.lora_B`]?.data ?? [1])].every((value) => value === 0)).toBe(true);
    }
  });

  test('is the same for the same seed, another for another, and another for each layer', () => {
    const a = `${at(0)}.q_proj.lora_A`;
    expect(drawLora(layers, 5)).toEqual(drawLora(layers, 5));
    expect(drawLora(layers, 6)[a]).not.toEqual(drawLora(layers, 5)[a]);
    expect(drawLora(layers, 5)[a]).not.toEqual(drawLora(layers, 5)[`${at(1)}.q_proj.lora_A`]);
    expect(drawLora(layers.slice(1), 5)).toMatchObject(drawLora(layers.slice(1, 2), 5));
  });

  test('leaves no weight of the network out', () => {
    const { graph } = addLora(text, { ...scale, targets: ['q_proj'] });
    const names = (nodes: ReturnType<typeof weightsOf>): string[] =>
      nodes.map(({ attributes }) => attributes.name);
    expect(names(weightsOf(graph))).toEqual(names(weightsOf(text)));
  });
});

function block(index: number): string {
  return `text_model.encoder.layers.${index}`;
}
function at(index: number): string {
  return `${block(index)}.self_attn`;
}
