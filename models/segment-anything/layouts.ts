/**
 * The layouts of common exports, told by the names of their inputs and outputs:
 *
 * - `sam`: SAM's own export script and what keeps to it (MobileSAM, samexporter). The encoder has one input, whatever its name, and one
 *   output [1, 256, 64, 64]; a picture goes in as [1, 3, side, side], normalised and padded, or as [height, width, 3] of 0…255, which the
 *   graph then normalises and pads itself.
 * - `transformers`: SAM by Hugging Face's optimum and transformers.js, `vision_encoder` and `prompt_encoder_mask_decoder`.
 * - `transformers2`: SAM 2 by the same.
 * - `sam2`: SAM 2 as samexporter writes it, with features of high resolution beside the embedding.
 * - `efficient`: EfficientSAM's own script. It normalises by itself, and takes no more than six points.
 */
import type { OnnxHeader, OnnxPort } from '../runtime/onnx-header.ts';

export const layoutNames = ['sam', 'transformers', 'transformers2', 'sam2', 'efficient'] as const;
export type LayoutName = (typeof layoutNames)[number];

export interface Layout {
  /** All that the decoder takes. */
  readonly decoderInputs: readonly string[];
  /** Of the decoder's outputs: the masks as logits on a small grid, the best first of those that an export may have, and how well each mask fits. */
  readonly logits: readonly string[];
  readonly scores: string;
  /** Null where it may have any name. */
  readonly encoderInput: string | null;
  /** What the encoder hands on; null where its one output may have any name, and is handed on as `image_embeddings`. */
  readonly encoderOutputs: readonly string[] | null;
  /** `unit` is 0…1; else the colours are brought to mean 0 and deviation 1. */
  readonly pixels: 'normalised' | 'unit';
  /** Stretched to the square, instead of resized to its longest side and padded at the right and the bottom. */
  readonly stretches: boolean;
  /** A box goes in as its corners, points with the labels 2 and 3, or as an input of its own. */
  readonly box: 'corners' | 'input' | 'none';
  /** A point that is none, with the label −1, belongs to clicks without a box. The others add it themselves. */
  readonly needsPadding: boolean;
  readonly mostPoints: number;
  /** The input for the logits of a former mask. */
  readonly takesMask: boolean;
}

const usual = {
  encoderInput: null,
  pixels: 'normalised',
  stretches: true,
  needsPadding: false,
  mostPoints: Infinity,
  takesMask: false,
} as const;

export const layouts: Readonly<Record<LayoutName, Layout>> = {
  sam: {
    ...usual,
    decoderInputs: [
      ...['image_embeddings', 'point_coords', 'point_labels', 'mask_input', 'has_mask_input', 'orig_im_size'],
    ],
    // Not `masks`: the script freezes the crop of the picture that it was traced with into the graph.
    logits: ['low_res_masks'],
    scores: 'iou_predictions',
    encoderOutputs: null,
    ...{ stretches: false, box: 'corners', needsPadding: true, takesMask: true },
  },
  transformers: {
    ...usual,
    decoderInputs: ['image_embeddings', 'image_positional_embeddings', 'input_points', 'input_labels'],
    logits: ['pred_masks'],
    scores: 'iou_scores',
    encoderOutputs: ['image_embeddings', 'image_positional_embeddings'],
    ...{ stretches: false, box: 'none' },
  },
  transformers2: {
    ...usual,
    decoderInputs: [
      ...['image_embeddings.0', 'image_embeddings.1', 'image_embeddings.2'],
      ...['input_points', 'input_labels', 'input_boxes'],
    ],
    logits: ['pred_masks'],
    scores: 'iou_scores',
    encoderOutputs: ['image_embeddings.0', 'image_embeddings.1', 'image_embeddings.2'],
    box: 'input',
  },
  sam2: {
    ...usual,
    decoderInputs: [
      ...['image_embed', 'high_res_feats_0', 'high_res_feats_1'],
      ...['point_coords', 'point_labels', 'mask_input', 'has_mask_input'],
    ],
    // Some resize the masks, and hand out what they were resized from beside them.
    logits: ['low_res_masks', 'masks'],
    scores: 'iou_predictions',
    encoderOutputs: ['image_embed', 'high_res_feats_0', 'high_res_feats_1'],
    ...{ box: 'corners', takesMask: true },
  },
  efficient: {
    ...usual,
    decoderInputs: ['image_embeddings', 'batched_point_coords', 'batched_point_labels', 'orig_im_size'],
    logits: ['output_masks'],
    scores: 'iou_predictions',
    encoderInput: 'batched_images',
    encoderOutputs: ['image_embeddings'],
    ...{ pixels: 'unit', box: 'corners', mostPoints: 6 },
  },
};

/** Which half of which layout a graph is; null for any other graph. */
export type Half = { readonly half: 'encoder' | 'decoder'; readonly layout: LayoutName };

export function recogniseHalf(header: OnnxHeader): Half | null {
  const decoder = layoutNames.find((layout) => isDecoder(header, layouts[layout]));
  if (decoder !== undefined) return { half: 'decoder', layout: decoder };
  const encoders = layoutNames.filter((layout) => isEncoder(header, layouts[layout]));
  // What says more of itself is meant.
  const encoder = encoders.find((layout) => layouts[layout].encoderOutputs !== null) ?? encoders[0];
  return encoder === undefined ? null : { half: 'encoder', layout: encoder };
}

function isDecoder({ inputs, outputs }: OnnxHeader, { decoderInputs, logits, scores }: Layout): boolean {
  const [taken, given] = [namesOf(inputs), namesOf(outputs)];
  const takesAll = taken.size === decoderInputs.length && decoderInputs.every((name) => taken.has(name));
  return takesAll && given.has(scores) && logits.some((name) => given.has(name));
}

function isEncoder({ inputs, outputs }: OnnxHeader, { encoderInput, encoderOutputs }: Layout): boolean {
  const [picture] = inputs;
  if (inputs.length !== 1 || !isPicture(picture)) return false;
  if (encoderInput !== null && picture?.name !== encoderInput) return false;
  if (encoderOutputs === null) return outputs.length === 1 && isEmbedding(outputs[0]);
  const given = namesOf(outputs);
  return (
    encoderOutputs.every((name) => given.has(name)) && (encoderInput !== null || encoderOutputs.length > 1)
  );
}

const namesOf = (ports: readonly OnnxPort[]): ReadonlySet<string> => new Set(ports.map(({ name }) => name));

/** [batch, 3, height, width] or [height, width, 3]. */
function isPicture(port: OnnxPort | undefined): boolean {
  const shape = port?.shape ?? [];
  if (shape.length === 3) return (shape[2] ?? 3) === 3;
  return shape.length === 4 && (shape[1] ?? 3) === 3;
}

/** [batch, channels, height, width]. */
const isEmbedding = (port: OnnxPort | undefined): boolean => port?.shape?.length === 4;
