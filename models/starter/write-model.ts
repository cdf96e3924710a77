import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { Calibration } from '../clip/types.ts';
import { scaleNames, type ClipShapes } from '../contrastive/graph.ts';
import type { TowerShape } from '../clip/block.ts';
import type { Parameters } from '../train/index.ts';
import { writeFolderAtomically } from '../weights/atomic-folder.ts';
import { writeSafetensors } from '../weights/write-safetensors.ts';
import { pixelStatistics } from './pixel-statistics.ts';
import { describeVocabulary, type Vocabulary } from './vocabulary.ts';

const toJson = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

const describeTower = ({ width, mlpWidth, layers, heads, activation, epsilon }: TowerShape): object => ({
  hidden_size: width,
  intermediate_size: mlpWidth,
  num_hidden_layers: layers,
  num_attention_heads: heads,
  hidden_act: activation,
  layer_norm_eps: epsilon,
});

/** config.json */
function describeConfig({ vision, text }: ClipShapes, { vocab }: Vocabulary): object {
  return {
    architectures: ['CLIPModel'],
    model_type: 'clip',
    projection_dim: vision.embedDim,
    text_config: {
      ...describeTower(text),
      vocab_size: text.vocabulary,
      max_position_embeddings: text.context,
      bos_token_id: vocab['<|startoftext|>'],
      eos_token_id: vocab['<|endoftext|>'],
    },
    vision_config: { ...describeTower(vision), image_size: vision.imageSide, patch_size: vision.patch },
  };
}

const describePreprocessor = ({ vision: { imageSide } }: ClipShapes): object => ({
  do_resize: true,
  size: { shortest_edge: imageSide },
  crop_size: { height: imageSide, width: imageSide },
  resample: 3,
  image_mean: pixelStatistics.pixelMean,
  image_std: pixelStatistics.pixelStd,
});

export interface TrainedModel {
  readonly shapes: ClipShapes;
  readonly vocabulary: Vocabulary;
  /** The towers' and the scales; the words' scale is not in the weights file but in the calibration. */
  readonly parameters: Parameters;
  readonly calibration: Calibration;
  /** What tagmask.json says about how the model was made, beside the calibration. */
  readonly provenance: Readonly<Record<string, unknown>>;
}

/** Writes a CLIP in Hugging Face's layout, its weights in half precision: a folder that appears is whole. Throws a TagmaskError. */
export async function writeModelFolder(folder: string, model: TrainedModel): Promise<void> {
  const { shapes, vocabulary, parameters, calibration, provenance } = model;
  const ours: readonly string[] = [scaleNames.word, scaleNames.wordBias];
  const names = Object.keys(parameters).filter((name) => !ours.includes(name));
  const tensors = names.sort().flatMap((name) => {
    const tensor = parameters[name];
    return tensor === undefined ? [] : [[name, tensor] as const];
  });
  await writeFolderAtomically(folder, async (temporary) => {
    await writeFile(join(temporary, 'config.json'), toJson(describeConfig(shapes, vocabulary)));
    await writeFile(join(temporary, 'preprocessor_config.json'), toJson(describePreprocessor(shapes)));
    await writeFile(join(temporary, 'tokenizer.json'), toJson(describeVocabulary(vocabulary)));
    await writeFile(
      join(temporary, 'tagmask.json'),
      toJson({ trained: true, knows: 'drawn scenes', calibration, ...provenance }),
    );
    await writeSafetensors(join(temporary, 'model.safetensors'), Object.fromEntries(tensors), 'F16');
  });
}
