import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { Calibration } from '../clip/types.ts';
import { readClipConfig } from '../clip/config.ts';
import { writeFolderAtomically } from '../weights/atomic-folder.ts';
import { writeSafetensors } from '../weights/write-safetensors.ts';
import { byteVocabulary, describeByteTokenizer } from './byte-tokenizer.ts';
import { drawWeights } from './weights.ts';

/** Small enough to be made and run in a moment. A byte a token makes texts long, hence the context. */
const config = {
  architectures: ['CLIPModel'],
  model_type: 'clip',
  projection_dim: 64,
  text_config: {
    vocab_size: byteVocabulary,
    hidden_size: 64,
    intermediate_size: 256,
    num_hidden_layers: 2,
    num_attention_heads: 2,
    max_position_embeddings: 256,
    hidden_act: 'quick_gelu',
  },
  vision_config: {
    hidden_size: 64,
    intermediate_size: 256,
    num_hidden_layers: 2,
    num_attention_heads: 2,
    image_size: 224,
    patch_size: 16,
    hidden_act: 'quick_gelu',
  },
};

const preprocessor = {
  do_resize: true,
  size: { shortest_edge: 224 },
  crop_size: { height: 224, width: 224 },
  resample: 3,
  image_mean: [0.48145466, 0.4578275, 0.40821073],
  image_std: [0.26862954, 0.26130258, 0.27577711],
};

/** Cosines of random embeddings lie around 0: the mask begins at 0.1, which most words reach somewhere and none everywhere. */
const calibration: Calibration = { w: 10, b: -1, threshold: 0.5, floor: 0.05, templateSet: 'bare' };

const toJson = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

async function fillFolder(folder: string, seed: number): Promise<void> {
  await writeFile(join(folder, 'config.json'), toJson(config));
  await writeFile(join(folder, 'preprocessor_config.json'), toJson(preprocessor));
  await writeFile(join(folder, 'tokenizer.json'), toJson(describeByteTokenizer()));
  await writeFile(join(folder, 'tagmask.json'), toJson({ trained: false, seed, calibration }));
  await writeSafetensors(join(folder, 'model.safetensors'), drawWeights(await readClipConfig(folder), seed));
}

const exists = async (path: string): Promise<boolean> =>
  (await stat(path).catch(() => undefined)) !== undefined;

/**
 * Makes a small CLIP from a seed, in Hugging Face's layout, the same bytes for the same seed. It has learnt nothing: it lets everything else
 * be tried until there are weights, and its `tagmask.json` says `trained: false`. A folder that is already there is left as it is;
 * a folder that appears is complete.
 */
export async function makeUntrainedClip(folder: string, seed: number): Promise<void> {
  if (await exists(folder)) return;
  try {
    await writeFolderAtomically(folder, (temporary) => fillFolder(temporary, seed));
  } catch (error) {
    if (await exists(folder)) return; // another process was faster
    throw error;
  }
}
