/**
 * What a TTD step is measured with, for any program that reads safetensors and JSON:
 * `node bench/step-files.ts FOLDER [--blocks 12] [--batch 4] [--prompts 1] [--rounds 4] [--pad-to 77]`.
 * `model/` is a CLIP of ViT-B/16's size with random weights, `start.safetensors` the LoRA tensors and the pictures, `step.json` texts and settings.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { readClipConfig, type ClipConfig } from '../models/clip/config.ts';
import { findDenseVariant } from '../models/dense/index.ts';
import type { Graph } from '../models/graph/node.ts';
import { addLora, drawLora, type LoraLayer } from '../models/lora/index.ts';
import { createUniform } from '../models/random.ts';
import { buildTtdGraph } from '../models/ttd/index.ts';
import { writeSafetensors, type TensorToWrite } from '../models/weights/write-safetensors.ts';
import { makeLargeModel } from './large-model.ts';

const ttd = { w: 10, b: -2.5, lambda: 1, tau: 0.5, rank: 16, alpha: 32, learningRate: 1e-4, threads: 2 };

export type StepPlan = typeof ttd & {
  readonly vision: ClipConfig['vision'];
  readonly text: ClipConfig['text'];
  readonly batch: number;
  readonly rounds: number;
  /** Length that PyTorch pads texts to; null for the longest. */
  readonly padTo: number | null;
  readonly captions: readonly (readonly number[])[];
  /** Of each picture its words, of each word its prompts. */
  readonly words: readonly (readonly (readonly (readonly number[])[])[])[];
};

/** The step's losses with LoRA on q and v of every block of both towers. */
export function buildStep({ vision, text, ...settings }: StepPlan): {
  graph: Graph;
  layers: readonly LoraLayer[];
} {
  const network = { vision, text, dense: findDenseVariant('maskclip') };
  // A floor that no cosine is below: the other side has none.
  const losses = buildTtdGraph(network, { ...settings, floor: -1, distance: 'l2', normalisation: 'min-max' });
  return addLora(losses, { targets: ['q_proj', 'v_proj'], rank: settings.rank, alpha: settings.alpha });
}

const [start, end] = [49406, 49407];
const wordsInCaption = 11;

/** A token a word, as CLIP's tokenizer gives common ones; every third word is one that many captions have. */
function drawTexts(batch: number, prompts: number): Pick<StepPlan, 'captions' | 'words'> {
  const isCommon = (place: number): boolean => place % 3 === 0;
  const token = (index: number, place: number): number =>
    isCommon(place) ? 320 + place : 1000 + 97 * index + place;
  const promptOf = (word: number, prompt: number): number[] =>
    prompts === 1 ? [start, word, end] : [start, 320, 1125 + prompt, 539, 320, word, 269, end]; // a photo of a ….
  const all = Array.from({ length: batch }, (_, index) => Array.from({ length: wordsInCaption }, (__, place) => token(index, place))); // prettier-ignore
  return {
    captions: all.map((words) => [start, ...words, end]),
    words: all.map((words) =>
      words.map((word) => Array.from({ length: prompts }, (_, prompt) => promptOf(word, prompt))),
    ),
  };
}

/** B drawn too: from zeros nothing would flow to A. */
function drawStart(plan: StepPlan): Record<string, TensorToWrite> {
  const uniform = createUniform(3);
  const tensors: Record<string, TensorToWrite> = drawLora(buildStep(plan).layers, 2);
  for (const { b } of buildStep(plan).layers)
    tensors[b.attributes.name]?.data.forEach((_, i, all) => (all[i] = 0.02 * uniform()));
  const { imageSide, channels } = plan.vision;
  const shape = [plan.batch, channels, imageSide, imageSide];
  const pixels = Float32Array.from({ length: plan.batch * channels * imageSide ** 2 }, uniform);
  return { ...tensors, pixels: { data: pixels, shape } };
}

async function makeStepFiles(folder: string, options: Readonly<Record<string, string>>): Promise<void> {
  const numberOf = (name: string, fallback: number): number => Number(options[name] ?? fallback);
  await makeLargeModel(join(folder, 'model'), numberOf('blocks', 12));
  const { vision, text } = await readClipConfig(join(folder, 'model'));
  const batch = numberOf('batch', 4);
  const plan: StepPlan = {
    ...ttd, vision, text, batch, rounds: numberOf('rounds', 4), padTo: numberOf('pad-to', 0) || null,
    ...drawTexts(batch, numberOf('prompts', 1)),
  }; // prettier-ignore
  await writeSafetensors(join(folder, 'start.safetensors'), drawStart(plan));
  writeFileSync(join(folder, 'step.json'), JSON.stringify(plan));
}

if (import.meta.main) {
  const text = { type: 'string' } as const;
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { blocks: text, batch: text, prompts: text, rounds: text, 'pad-to': text },
  });
  const [folder] = positionals;
  if (folder === undefined) throw new Error('Name the folder to write: node bench/step-files.ts FOLDER.');
  await makeStepFiles(folder, values);
}
