/** A model's folder is a CLIP's, or that of a LoRA adapter, which is a model together with the CLIP that it was trained on. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { AdapterError, checkBase, hashMerged, type LoraAdapter } from '../lora/adapter.ts';
import { adapterConfigName, readAdapter } from '../lora/adapter-folder.ts';
import { mergeAdapter } from '../lora/merge.ts';
import type { WeightsReader } from '../weights/reader.ts';
import { hashWeights } from '../weights/weights-hash.ts';
import { readCalibration, type ModelState } from './calibration.ts';
import { openWeights } from './weights-file.ts';

export interface ModelSource {
  readonly folder: string;
  /** Has the network's description and the tokenizer: an adapter's base, else the folder itself. */
  readonly baseFolder: string;
  readonly adapter: LoraAdapter | null;
}

/** A merged model that was written as a whole has its adapter's files beside its own, and is a CLIP. */
export const isAdapterFolder = (folder: string): boolean =>
  existsSync(join(folder, adapterConfigName)) && !existsSync(join(folder, 'config.json'));

/**
 * @param base of an adapter: the folder of its base
 * @throws TagmaskError `no-base`, and what is wrong with the adapter's files
 */
export async function readModelSource(folder: string, base?: string): Promise<ModelSource> {
  if (!isAdapterFolder(folder)) return { folder, baseFolder: folder, adapter: null };
  const adapter = await readAdapter(folder);
  if (base !== undefined) return { folder, baseFolder: base, adapter };
  throw new AdapterError(
    'no-base',
    `${folder} is an adapter: it needs the folder of its base ${JSON.stringify(adapter.base.name)}.`,
  );
}

/** What the folder says itself, else what its base says. */
export async function readSourceCalibration({
  folder,
  baseFolder,
  adapter,
}: ModelSource): Promise<ModelState> {
  const ofBase = await readCalibration(baseFolder);
  return adapter === null ? ofBase : readCalibration(folder, ofBase);
}

export interface SourceWeights {
  /** To be closed. */
  readonly weights: WeightsReader;
  /** Of the weights as they are read, an adapter's merged in. */
  readonly sha256: string;
}

/** @throws WeightsError, and AdapterError `wrong-base` where the adapter was trained on other weights */
export async function openSourceWeights(
  { baseFolder, adapter }: ModelSource,
  cacheFolder: string,
): Promise<SourceWeights> {
  const weights = await openWeights(baseFolder);
  try {
    const sha256 = await hashWeights(weights.paths, cacheFolder);
    if (adapter === null) return { weights, sha256 };
    checkBase(adapter, weights, sha256);
    return { weights: mergeAdapter(weights, adapter), sha256: hashMerged(sha256, adapter) };
  } catch (error) {
    await weights.close();
    throw error;
  }
}

/** SHA-256 of the weights as they would be read. Throws as `openSourceWeights` does. */
export async function hashSource(source: ModelSource, cacheFolder: string): Promise<string> {
  const { weights, sha256 } = await openSourceWeights(source, cacheFolder);
  await weights.close();
  return sha256;
}
