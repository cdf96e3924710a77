import { copyFile, constants, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { z } from 'zod';

import { parseJson, readOptional } from '../clip/read-json.ts';
import { writeFolderAtomically } from '../weights/atomic-folder.ts';
import type { WeightsReader } from '../weights/reader.ts';
import { streamSafetensors } from '../weights/write-safetensors.ts';
import type { LoraAdapter } from './adapter.ts';
import { mergeAdapter } from './merge.ts';

/** What a model folder may have beside its weights: for us, and for Python's transformers. */
const companions = [
  'config.json', 'preprocessor_config.json', 'tokenizer.json', 'tagmask.json',
  'tokenizer_config.json', 'special_tokens_map.json', 'vocab.json', 'merges.txt',
] as const; // prettier-ignore

async function copyIfThere(from: string, to: string): Promise<void> {
  try {
    await copyFile(from, to, constants.COPYFILE_FICLONE);
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || error.code !== 'ENOENT') throw error;
  }
}

async function describe(baseFolder: string, temporary: string, about: object): Promise<void> {
  const name = 'tagmask.json';
  const ofBase = await readOptional(baseFolder, name);
  const said = ofBase === undefined ? {} : parseJson(join(baseFolder, name), ofBase, z.looseObject({}));
  await writeFile(join(temporary, name), `${JSON.stringify({ ...said, ...about }, null, 2)}\n`);
}

export interface MergedFolder {
  /** Of the base model. */
  readonly baseFolder: string;
  /** The base's, open. */
  readonly weights: WeightsReader;
  readonly adapter: LoraAdapter;
  /** Must not be there yet. */
  readonly folder: string;
  /** What tagmask.json says beside what the base's says. */
  readonly about?: object;
}

/**
 * Writes base and adapter as one model folder, in fp32 because the adapter's steps are smaller than those of 16 bits. The weights go
 * through a piece at a time. Whole numbers (old files' position ids) are left out: no network reads them.
 */
export async function writeMergedFolder({
  baseFolder,
  weights,
  adapter,
  folder,
  about,
}: MergedFolder): Promise<void> {
  const merged = mergeAdapter(weights, adapter);
  const floats = [...merged.tensors.values()].filter(({ type }) => ['F32', 'F16', 'BF16'].includes(type));
  const tensors = floats.map(
    ({ name, shape }) => [name, { shape, chunks: () => merged.chunks(name) }] as const,
  );
  await writeFolderAtomically(folder, async (temporary) => {
    for (const name of companions) await copyIfThere(join(baseFolder, name), join(temporary, name));
    if (about !== undefined) await describe(baseFolder, temporary, about);
    await streamSafetensors(join(temporary, 'model.safetensors'), Object.fromEntries(tensors));
  });
}
