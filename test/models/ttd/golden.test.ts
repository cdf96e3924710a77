import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { readClipConfig } from '../../../models/clip/config.ts';
import { readTokenizer } from '../../../models/clip/tokenizer.ts';
import { findDenseVariant } from '../../../models/dense/index.ts';
import { addGradients, gradientName } from '../../../models/graph/gradient.ts';
import type { Graph } from '../../../models/graph/node.ts';
import { addLora, loraParameters } from '../../../models/lora/index.ts';
import { takeOutput, type Feeds, type FloatTensor, type Outputs } from '../../../models/runtime/session.ts';
import { buildTtdGraph, packBatch, type DistanceName } from '../../../models/ttd/index.ts';
import type { TensorToWrite } from '../../../models/weights/write-safetensors.ts';
import { golden, hasShared, sharedNote } from '../../shared.ts';
import { readAllTensors, relativeError } from '../clip/model-folder.ts';
import { runtimes } from './runtimes.ts';

interface Case {
  readonly distance: DistanceName;
  readonly lambda: number;
  readonly tau: number;
  readonly rank: number;
  readonly alpha: number;
  readonly caption: string;
  readonly words: readonly string[];
  readonly scores_pixel: readonly number[];
  readonly normalised: readonly number[];
  readonly selected: readonly boolean[];
  readonly L_distill: number;
  readonly L_tag: number;
  readonly L: number;
}

/** Both compute in fp32: 5e-6 was the largest difference seen. */
const tolerance = 1e-4;

const upToEnd = (ids: readonly number[]): readonly number[] => ids.slice(0, ids.indexOf(ids.at(-1) ?? 0) + 1);

/** `l2.lora.vision.0.q.A` → what our graph calls it. */
function parameterName(name: string): string {
  const [, tower = '', layer = '', part = '', matrix = ''] =
    /(vision|text)\.(\d+)\.([qv])\.([AB])$/.exec(name) ?? [];
  return `${tower}_model.encoder.layers.${layer}.self_attn.${part}_proj.lora_${matrix}`;
}

describe.skipIf(!hasShared)(`the reference TTD step${sharedNote}`, () => {
  let folder: string;
  let reference: Record<string, TensorToWrite>;
  let pixels: FloatTensor;
  let positions: FloatTensor;
  const cases = hasShared
    ? (JSON.parse(readFileSync(golden('ttd.json'), 'utf8')) as { cases: Case[] }).cases
    : [];
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'tagmask-ttd-'));
    reference = await readAllTensors(golden('ttd.safetensors'));
    const square = (await readAllTensors(golden('clip.safetensors')))['pixels_square'];
    const [, ...sides] = square?.shape ?? [];
    const one = sides.reduce((product, side) => product * side, 1);
    pixels = { data: (square?.data ?? new Float32Array()).slice(0, one), shape: [1, ...sides] };
    const weights = await readAllTensors(golden('model/model.safetensors'));
    positions = weights['vision_model.embeddings.position_embedding.weight'] ?? pixels;
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  async function buildStep({ distance, lambda, tau, rank, alpha }: Case): Promise<Graph> {
    const config = await readClipConfig(golden('model'));
    const network = { ...config, dense: findDenseVariant('maskclip') };
    // The reference has no floor: a cosine is never below −1.
    const options = { w: 10, b: -2.5, distance, lambda, tau, floor: -1, normalisation: 'min-max' } as const;
    const graph = buildTtdGraph(network, options);
    const lora = addLora(graph, { targets: ['q_proj', 'v_proj'], rank, alpha });
    return addGradients(lora.graph, 'loss', loraParameters(lora.layers));
  }

  async function feedsOf({ distance, caption, words }: Case): Promise<Feeds> {
    const tokenize = await readTokenizer(golden('model'), { context: 77, vocabulary: 49408 });
    const tokens = (text: string): readonly number[] => upToEnd(tokenize(text));
    const lora = Object.entries(reference).filter(([name]) => name.startsWith(`${distance}.lora.`));
    return {
      pixels,
      positions,
      ...packBatch([{ caption: tokens(caption), words: words.map((word) => [tokens(word)]) }]),
      ...Object.fromEntries(lora.map(([name, tensor]) => [parameterName(name), tensor])),
    };
  }

  const number = (outputs: Outputs, name: string): number => takeOutput(outputs, name).data[0] ?? NaN;

  describe.each(runtimes)('on $name', ({ run }) => {
    test.each(cases)('losses, choice and every LoRA gradient, distance $distance', async (example) => {
      const graph = await buildStep(example);
      const outputs = await run(graph, await feedsOf(example), {
        cacheFolder: join(folder, 'cache'),
        model: golden('model'),
      });
      const close = (name: string, expected: readonly number[]): void =>
        expect(relativeError(takeOutput(outputs, name).data, Float32Array.from(expected)), name).toBeLessThan(
          tolerance,
        );
      close('scores', example.scores_pixel);
      close('normalised', example.normalised);
      expect([...takeOutput(outputs, 'relevant').data]).toEqual(example.selected.map(Number));
      close('distill', [example.L_distill]);
      close('tag', [example.L_tag]);
      close('loss', [example.L]);
      expect(number(outputs, 'chosen')).toBeCloseTo(
        example.selected.filter(Boolean).length / example.words.length,
      );

      const gradients = Object.keys(reference).filter((name) => name.startsWith(`${example.distance}.grad.`));
      expect(gradients).toHaveLength(28);
      for (const name of gradients) {
        const ours = outputs[gradientName(parameterName(name))]?.data;
        const theirs = reference[name]?.data ?? new Float32Array();
        // maskclip's last block has no queries: nothing of the graph depends on them.
        if (theirs.every((value) => value === 0)) expect(ours, name).toBeUndefined();
        else expect(relativeError(ours ?? new Float32Array(), theirs), name).toBeLessThan(tolerance);
      }
    });
  });
});
