/** config.json and preprocessor_config.json of a Hugging Face CLIP. Files leave out what has Hugging Face's default value. */
import { join } from 'node:path';

import { z } from 'zod';

import { ModelFolderError, parseJson, readRequired } from './read-json.ts';
import type { TextShape } from './text.ts';
import type { VisionShape } from './vision.ts';

const size = (fallback: number, most = 1_000_000): z.ZodDefault<z.ZodInt> =>
  z.int().positive().max(most).default(fallback);

const tower = {
  hidden_act: z.enum(['quick_gelu', 'gelu'], 'only quick_gelu and gelu are known').default('quick_gelu'),
  layer_norm_eps: z.number().positive().default(1e-5),
  // The graph is built before the weights can contradict; the largest CLIPs have 48.
  num_hidden_layers: size(12, 256),
};

const textSchema = z.object({
  ...tower,
  hidden_size: size(512),
  intermediate_size: size(2048),
  num_attention_heads: size(8),
  vocab_size: size(49408),
  max_position_embeddings: size(77),
});

const visionSchema = z.object({
  ...tower,
  hidden_size: size(768),
  intermediate_size: size(3072),
  num_attention_heads: size(12),
  num_channels: z.literal(3).default(3),
  image_size: size(224),
  patch_size: size(32),
});

/** Old files have a second `…_dict` of each tower. Where there is one, Hugging Face reads that alone, with its defaults for the rest. */
const configSchema = z
  .object({
    model_type: z.string(),
    projection_dim: size(512),
    text_config: textSchema.nullish(),
    text_config_dict: textSchema.nullish(),
    vision_config: visionSchema.nullish(),
    vision_config_dict: visionSchema.nullish(),
  })
  .transform(({ model_type, projection_dim, ...towers }) => ({
    model_type,
    projection_dim,
    text_config: towers.text_config_dict ?? towers.text_config ?? textSchema.parse({}),
    vision_config: towers.vision_config_dict ?? towers.vision_config ?? visionSchema.parse({}),
  }));

const channels = z.tuple([z.number(), z.number(), z.number()]);
const preprocessorSchema = z.object({
  do_normalize: z.literal(true, 'only models whose input is normalised are known').default(true),
  image_mean: channels.default([0.48145466, 0.4578275, 0.40821073]),
  image_std: channels
    .refine((values) => values.every((value) => value > 0), 'must be above 0')
    .default([0.26862954, 0.26130258, 0.27577711]),
});

export interface ClipConfig {
  readonly vision: VisionShape;
  readonly text: TextShape;
  readonly pixelMean: readonly number[];
  readonly pixelStd: readonly number[];
}

type TowerConfig = z.output<typeof textSchema> | z.output<typeof visionSchema>;

const towerShape = (
  config: TowerConfig,
): Omit<
  VisionShape & TextShape,
  'imageSide' | 'patch' | 'channels' | 'vocabulary' | 'context' | 'embedDim'
> => ({
  width: config.hidden_size,
  layers: config.num_hidden_layers,
  heads: config.num_attention_heads,
  mlpWidth: config.intermediate_size,
  activation: config.hidden_act,
  epsilon: config.layer_norm_eps,
});

/** Reads both files. Throws a ModelFolderError that names file and field. */
export async function readClipConfig(folder: string): Promise<ClipConfig> {
  const file = join(folder, 'config.json');
  const config = parseJson(file, await readRequired(folder, 'config.json'), configSchema);
  if (config.model_type !== 'clip')
    throw new ModelFolderError(
      file,
      `model_type is "${config.model_type}"; only CLIP models ("clip") can be used.`,
    );
  const preprocessorName = 'preprocessor_config.json';
  const preprocessor = parseJson(
    join(folder, preprocessorName),
    await readRequired(folder, preprocessorName),
    preprocessorSchema,
  );
  const { text_config: text, vision_config: vision, projection_dim: embedDim } = config;
  for (const [name, { hidden_size: width, num_attention_heads: heads }] of Object.entries({
    text_config: text,
    vision_config: vision,
  }))
    if (width % heads !== 0)
      throw new ModelFolderError(
        file,
        `${name}.hidden_size ${width} is not a multiple of its ${heads} heads.`,
      );
  if (vision.image_size % vision.patch_size !== 0)
    throw new ModelFolderError(
      file,
      `vision_config.image_size ${vision.image_size} is not a multiple of patch_size ${vision.patch_size}.`,
    );
  return {
    vision: {
      ...towerShape(vision),
      embedDim,
      imageSide: vision.image_size,
      patch: vision.patch_size,
      channels: vision.num_channels,
    },
    text: {
      ...towerShape(text),
      embedDim,
      vocabulary: text.vocab_size,
      context: text.max_position_embeddings,
    },
    pixelMean: preprocessor.image_mean,
    pixelStd: preprocessor.image_std,
  };
}
