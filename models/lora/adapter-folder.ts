/**
 * An adapter's folder as PEFT writes and reads it (huggingface.co/docs/peft, "PEFT checkpoint format"): `adapter_config.json` and
 * `adapter_model.safetensors`, whose keys are those of the wrapped model without the adapter's name. Beside them `tagmask.json`, which PEFT passes
 * over, has the hash of the base's weights.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { z } from 'zod';

import { parseJson, readOptional, readRequired } from '../clip/read-json.ts';
import { writeFolderAtomically } from '../weights/atomic-folder.ts';
import { SafetensorsFile } from '../weights/safetensors.ts';
import { writeSafetensors } from '../weights/write-safetensors.ts';
import type { FloatTensor } from '../runtime/session.ts';
import { AdapterError, pairsOf, type LoraAdapter } from './adapter.ts';

export const adapterConfigName = 'adapter_config.json';
const weightsName = 'adapter_model.safetensors';
const baseName = 'tagmask.json';
const keyPrefix = 'base_model.model.';

const toJson = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** Every field in which PEFT's versions differ is written out, so that none of them puts its own default there. */
function describeAdapter({ base, rank, alpha }: LoraAdapter, modules: readonly string[]): object {
  return {
    peft_type: 'LORA',
    task_type: null,
    auto_mapping: null,
    base_model_name_or_path: base.name,
    revision: null,
    inference_mode: true,
    r: rank,
    lora_alpha: alpha,
    lora_dropout: 0,
    // Whole names: the part of a name would adapt layers as well that were never trained.
    target_modules: modules,
    bias: 'none',
    fan_in_fan_out: false,
    init_lora_weights: true,
    layers_to_transform: null,
    layers_pattern: null,
    rank_pattern: {},
    alpha_pattern: {},
    modules_to_save: null,
    use_rslora: false,
    use_dora: false,
  };
}

/**
 * Writes the folder, which must not be there yet, as a whole.
 * @param about what tagmask.json says beside the base: a calibration, how the adapter was made
 */
export async function writeAdapter(folder: string, adapter: LoraAdapter, about: object = {}): Promise<void> {
  const pairs = pairsOf(adapter);
  const entries = Object.entries(adapter.tensors).map(
    ([name, tensor]) => [`${keyPrefix}${name}.weight`, tensor] as const,
  );
  await writeFolderAtomically(folder, async (temporary) => {
    const config = describeAdapter(
      adapter,
      pairs.map(({ module }) => module),
    );
    await writeFile(join(temporary, adapterConfigName), toJson(config));
    await writeFile(join(temporary, baseName), toJson({ ...about, base: adapter.base }));
    await writeSafetensors(join(temporary, weightsName), Object.fromEntries(entries));
  });
}

const off = z.literal(false, 'only plain LoRA is known').nullish();
const empty = z.record(z.string(), z.never('one rank and one alpha for all layers are known')).nullish();

const configSchema = z.object({
  peft_type: z.literal('LORA', 'only LoRA is known'),
  base_model_name_or_path: z.string().nullish(),
  r: z.int().positive(),
  lora_alpha: z.number().positive(),
  bias: z.literal('none', 'trained biases are not known').nullish(),
  modules_to_save: z.array(z.string()).max(0, 'modules trained as a whole are not known').nullish(),
  rank_pattern: empty,
  alpha_pattern: empty,
  fan_in_fan_out: off,
  lora_bias: off,
  use_rslora: off,
  use_dora: off,
  use_qalora: off,
  layer_replication: z.null('copies of layers are not known').optional(),
});

const baseSchema = z.object({
  base: z.object({
    name: z.string(),
    sha256: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .nullable(),
  }),
});

/** By the names that the graph's inputs have. */
async function readTensors(path: string): Promise<Record<string, FloatTensor>> {
  const file = await SafetensorsFile.open(path);
  try {
    const tensors: Record<string, FloatTensor> = {};
    for (const { name, shape } of file.tensors.values()) {
      const [, parameter] = /^base_model\.model\.(.+\.lora_[AB])\.weight$/.exec(name) ?? [];
      if (parameter === undefined)
        throw new AdapterError('bad-adapter', `${path}: ${name} is no LoRA matrix of a linear layer.`);
      tensors[parameter] = { data: await file.readFloat32(name), shape };
    }
    return tensors;
  } finally {
    await file.close();
  }
}

/** Reads a folder, ours or PEFT's. Throws a TagmaskError that names the file and the field. */
export async function readAdapter(folder: string): Promise<LoraAdapter> {
  const config = parseJson(
    join(folder, adapterConfigName),
    await readRequired(folder, adapterConfigName),
    configSchema,
  );
  const own = await readOptional(folder, baseName);
  const base = own === undefined ? undefined : parseJson(join(folder, baseName), own, baseSchema).base;
  const adapter = {
    rank: config.r,
    alpha: config.lora_alpha,
    base: base ?? { name: config.base_model_name_or_path ?? 'unknown', sha256: null },
    tensors: await readTensors(join(folder, weightsName)),
  };
  pairsOf(adapter);
  return adapter;
}
