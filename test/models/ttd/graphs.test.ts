import { describe, expect, test } from 'vitest';

import { inputsOf } from '../../../models/graph/node.ts';
import { gradientName } from '../../../models/graph/gradient.ts';
import { buildTtdGraphs, type SidedLora, type TtdPlan } from '../../../models/ttd/index.ts';

const tower = { width: 32, layers: 2, heads: 2, mlpWidth: 64, activation: 'quick_gelu', epsilon: 1e-5, embedDim: 16 } as const; // prettier-ignore
const lora: SidedLora = { targets: ['q_proj', 'v_proj'], sides: 'both', rank: 2, alpha: 4 };

const planOf = (changes: Partial<SidedLora> = {}, losses: Partial<TtdPlan['losses']> = {}): TtdPlan => ({
  config: {
    vision: { ...tower, imageSide: 32, patch: 16, channels: 3 },
    text: { ...tower, vocabulary: 50, context: 16 },
  },
  dense: 'maskclip',
  losses: { w: 10, b: 0, distance: 'l2', lambda: 1, tau: 0.5, floor: -1, normalisation: 'min-max', ...losses }, // prettier-ignore
  lora: { ...lora, ...changes },
});

const modulesOf = (plan: TtdPlan): string[] => buildTtdGraphs(plan).layers.map(({ module }) => module);

describe('the graphs of a TTD training', () => {
  test('train both towers, or one of them', () => {
    const both = modulesOf(planOf());
    // MaskCLIP's patches do not use the queries of the last block.
    expect(both).toHaveLength(7);
    expect(modulesOf(planOf({ sides: 'image' }))).toEqual(both.filter((name) => name.startsWith('vision_model'))); // prettier-ignore
    expect(modulesOf(planOf({ sides: 'text' }))).toEqual(
      both.filter((name) => name.startsWith('text_model')),
    );
  });

  test('train the last block’s queries too where the whole picture counts: for the anchor, or to choose words', () => {
    expect(modulesOf(planOf({}, { anchor: { weight: 1, scale: 10 } }))).toHaveLength(8);
    // Scores have no gradient, but the layer is in the graph.
    expect(modulesOf(planOf({}, { choosesByPicture: true }))).toHaveLength(8);
  });

  test('refuse a target that no layer has, and one that the chosen side lacks', () => {
    expect(() => modulesOf(planOf({ targets: ['q_proj', 'w_proj'] }))).toThrow('"w_proj"');
    expect(() => modulesOf(planOf({ targets: ['visual_projection'], sides: 'text' }))).toThrow(
      'The text tower has no layer visual_projection',
    );
  });

  test('have a gradient of each matrix in the step, and none where only losses are asked for', () => {
    const { step, losses, layers } = buildTtdGraphs(planOf({}, { hasDecisions: true, anchor: { weight: 1, scale: 10 } })); // prettier-ignore
    const names = layers.flatMap(({ a, b }) => [a, b]).map(({ attributes }) => gradientName(attributes.name));
    expect(Object.keys(step.outputs).sort()).toEqual([...names, 'anchor', 'chosen', 'distill', 'loss', 'tag'].sort()); // prettier-ignore
    expect(Object.keys(losses.outputs).sort()).toEqual([
      'anchor',
      'captionMaps',
      'chosen',
      'distill',
      'loss',
      'pseudo',
      'tag',
    ]);
    const inputs = inputsOf(step).map(({ attributes }) => attributes.name);
    expect(inputs).toEqual(expect.arrayContaining(['verdicts', 'masks', 'hasMask']));
  });
});
