import { describe, expect, test } from 'vitest';

import { packTexts } from '../../../models/clip/pack-texts.ts';
import { buildTextGraph, encodePackedTexts, packedTextInputs } from '../../../models/clip/text.ts';
import { buildGraph, weightsOf } from '../../../models/graph/node.ts';
import { createUniform } from '../../../models/random.ts';
import { runOnce } from '../../../models/runtime/onnx.ts';
import { takeOutput } from '../../../models/runtime/session.ts';
import { makeRandom } from '../../random.ts';
import { relativeError } from './model-folder.ts';

const shape = {
  width: 16, layers: 3, heads: 2, mlpWidth: 32, activation: 'quick_gelu', epsilon: 1e-5, vocabulary: 50, context: 20, embedDim: 8,
} as const; // prettier-ignore

function drawTexts(count: number, seed: number): number[][] {
  const random = makeRandom(seed);
  return Array.from({ length: count }, () => [
    48,
    ...Array.from({ length: random(18) }, () => random(48)),
    49,
  ]);
}

describe('texts packed side by side', () => {
  test('have the embeddings that each has alone, in their order', async () => {
    const uniform = createUniform(1);
    const [single, packed] = [
      buildTextGraph(shape),
      buildGraph({ embeds: encodePackedTexts(packedTextInputs(), shape) }),
    ];
    const weights = new Map(
      weightsOf(single).map(({ attributes }) => {
        const size = attributes.shape.reduce((product, side) => product * side, 1);
        return [attributes.name, Float32Array.from({ length: size }, () => uniform() * 0.7)] as const;
      }),
    );
    const texts = drawTexts(40, 2);
    const feeds = packTexts(texts);
    expect(feeds.ids.shape[0]).toBeGreaterThan(2);
    const together = takeOutput(await runOnce(packed, { ...feeds }, weights), 'embeds');
    expect(together.shape).toEqual([40, 8]);
    for (const [index, text] of texts.entries()) {
      const ids = { data: BigInt64Array.from(text, BigInt), shape: [1, text.length] };
      const alone = takeOutput(await runOnce(single, { ids }, weights), 'embeds').data;
      expect(relativeError(together.data.subarray(index * 8, index * 8 + 8), alone)).toBeLessThan(1e-5);
    }
  });

  test('waste little: rows differ by no more than a text', () => {
    const texts = drawTexts(200, 3);
    const total = texts.reduce((sum, { length }) => sum + length, 0);
    const [rows = 0, length = 0] = packTexts(texts).ids.shape;
    expect(rows * length).toBeLessThan(total * 1.05);
  });

  test('one text alone is a row of its own length', () => {
    expect(packTexts([[48, 1, 49]])).toEqual({
      ids: { data: BigInt64Array.of(48n, 1n, 49n), shape: [1, 3] },
      starts: { data: BigInt64Array.of(0n, 0n, 0n), shape: [1, 3] },
      ends: { data: BigInt64Array.of(2n), shape: [1] },
    });
  });
});
