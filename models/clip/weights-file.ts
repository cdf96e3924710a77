import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { openWeightsFile } from '../weights/open-weights.ts';
import type { WeightsReader } from '../weights/reader.ts';
import { hashWeights } from '../weights/weights-hash.ts';
import { describeMissing } from './missing-file.ts';
import { ModelFolderError } from './read-json.ts';

/**
 * The names that Hugging Face's library writes weights under, in the order in which it looks for them itself: safetensors first, which
 * hold nothing but tensors.
 */
export const weightsNames: readonly string[] = [
  'model.safetensors',
  'model.safetensors.index.json',
  'pytorch_model.bin',
  'pytorch_model.bin.index.json',
];

/** Opens a model's weights. Throws a WeightsError, or where there are none a sentence that names what the folder has instead. */
export async function openWeights(folder: string): Promise<WeightsReader> {
  const name = weightsNames.find((candidate) => existsSync(join(folder, candidate)));
  if (name !== undefined) return openWeightsFile(join(folder, name));
  throw new ModelFolderError(folder, describeMissing(folder, 'model.safetensors'));
}

/**
 * SHA-256 of a model's weights, whose description is checked first: a file that is half there is said to be so, and not by its hash.
 * Throws as `openWeights` does.
 */
export async function hashModel(folder: string, cacheFolder: string): Promise<string> {
  const weights = await openWeights(folder);
  await weights.close();
  return hashWeights(weights.paths, cacheFolder);
}
