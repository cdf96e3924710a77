import { PytorchFile } from './pytorch.ts';
import type { WeightsReader } from './reader.ts';
import { SafetensorsFile } from './safetensors.ts';
import { ShardedWeights } from './sharded.ts';
import { WeightsError } from './weights-error.ts';

async function openSingle(path: string): Promise<WeightsReader> {
  if (path.endsWith('.safetensors')) return SafetensorsFile.open(path);
  if (/\.(bin|pth|pt)$/.test(path)) return PytorchFile.open(path);
  throw new WeightsError(
    path,
    'weights are read from .safetensors, .bin, .pt and .pth files and from an .index.json.',
  );
}

/**
 * Opens weights in any format that we read, told by the file's name, and checks all that describes them before anything is allocated for them.
 * Throws a WeightsError, or a TagmaskError `no-weights` where there is no such file.
 */
export async function openWeightsFile(path: string): Promise<WeightsReader> {
  return path.endsWith('.index.json') ? ShardedWeights.open(path, openSingle) : openSingle(path);
}
