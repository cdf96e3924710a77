import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { readClipConfig } from '../models/clip/config.ts';
import { makeUntrainedClip } from '../models/untrained/index.ts';
import { drawWeights } from '../models/untrained/weights.ts';
import { writeSafetensors } from '../models/weights/write-safetensors.ts';

/** A model with random weights in the sizes of openai/clip-vit-base-patch16. The tokenizer takes bytes, in a vocabulary of CLIP's size. */
export async function makeLargeModel(folder: string, blocks = 12): Promise<void> {
  await makeUntrainedClip(folder, 1);
  const depth = { num_hidden_layers: blocks };
  const towers = { text_config: depth, vision_config: { ...depth, patch_size: 16 } };
  writeFileSync(
    join(folder, 'config.json'),
    JSON.stringify({ model_type: 'clip', projection_dim: 512, ...towers }),
  );
  rmSync(join(folder, 'model.safetensors'));
  await writeSafetensors(join(folder, 'model.safetensors'), drawWeights(await readClipConfig(folder), 1));
}
