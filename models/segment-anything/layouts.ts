/**
 * The layouts of common exports, told by the names of their inputs and outputs:
 *
 * - `sam`: SAM's own export script and what keeps to it (MobileSAM, samexporter). The encoder has one input, whatever its name, and one
 *   output [1, 256, 64, 64]; a picture goes in as [1, 3, side, side], normalised and padded, or as [height, width, 3] of 0…255, which the
 *   graph then normalises and pads itself.
 * - `transformers`: Hugging Face's optimum and transformers.js, `vision_encoder` and `prompt_encoder_mask_decoder`.
 * - `sam2`: SAM 2 as samexporter writes it, with features of high resolution beside the embedding.
 */
import type { OnnxHeader, OnnxPort } from '../runtime/onnx-header.ts';

export const layoutNames = ['sam', 'transformers', 'sam2'] as const;
export type LayoutName = (typeof layoutNames)[number];

export interface Layout {
  readonly title: string;
  /** All that the decoder takes. */
  readonly decoderInputs: readonly string[];
  /** Of the decoder's outputs: the logits of the masks on a small grid, and how well each fits. */
  readonly logits: string;
  readonly scores: string;
  /** What the encoder hands on; null where its one output may have any name, and is handed on as `image_embeddings`. */
  readonly encoderOutputs: readonly string[] | null;
  /** Stretched to the square, instead of resized to its longest side and padded at the right and the bottom. */
  readonly stretches: boolean;
  /** Takes the corners of a box as points with the labels 2 and 3. */
  readonly takesBox: boolean;
  /** A point that is none, with the label −1, belongs to clicks without a box. The others add it themselves. */
  readonly needsPadding: boolean;
  /** The input for the logits of a former mask. */
  readonly takesMask: boolean;
}

export const layouts: Readonly<Record<LayoutName, Layout>> = {
  sam: {
    title: 'SAM',
    decoderInputs: [
      ...['image_embeddings', 'point_coords', 'point_labels', 'mask_input', 'has_mask_input', 'orig_im_size'],
    ],
    // Not `masks`: the script freezes the crop of the picture that it was traced with into the graph.
    logits: 'low_res_masks',
    scores: 'iou_predictions',
    encoderOutputs: null,
    ...{ stretches: false, takesBox: true, needsPadding: true, takesMask: true },
  },
  transformers: {
    title: 'SAM of transformers',
    decoderInputs: ['image_embeddings', 'image_positional_embeddings', 'input_points', 'input_labels'],
    logits: 'pred_masks',
    scores: 'iou_scores',
    encoderOutputs: ['image_embeddings', 'image_positional_embeddings'],
    ...{ stretches: false, takesBox: false, needsPadding: false, takesMask: false },
  },
  sam2: {
    title: 'SAM 2',
    decoderInputs: [
      ...['image_embed', 'high_res_feats_0', 'high_res_feats_1'],
      ...['point_coords', 'point_labels', 'mask_input', 'has_mask_input'],
    ],
    logits: 'masks',
    scores: 'iou_predictions',
    encoderOutputs: ['image_embed', 'high_res_feats_0', 'high_res_feats_1'],
    ...{ stretches: true, takesBox: true, needsPadding: false, takesMask: true },
  },
};

/** Which half of which layout a graph is; null for any other graph. */
export type Half = { readonly half: 'encoder' | 'decoder'; readonly layout: LayoutName };

export function recogniseHalf(header: OnnxHeader): Half | null {
  const [inputs, outputs] = [namesOf(header.inputs), namesOf(header.outputs)];
  for (const layout of layoutNames) {
    const { decoderInputs, logits, scores, encoderOutputs } = layouts[layout];
    const takes = decoderInputs.every((name) => inputs.has(name)) && inputs.size === decoderInputs.length;
    if (takes && outputs.has(logits) && outputs.has(scores)) return { half: 'decoder', layout };
    const gives =
      encoderOutputs === null
        ? header.outputs.length === 1 && isEmbedding(header.outputs[0])
        : encoderOutputs.every((name) => outputs.has(name));
    if (inputs.size === 1 && gives && isPicture(header.inputs[0])) return { half: 'encoder', layout };
  }
  return null;
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
