/**
 * Small models in exactly the layouts of Segment Anything's exports, for which the clicks really decide: the encoder pools the picture's
 * normalised colours into cells of 4 × 4 pixels, and the decoder's mask is where a cell's colour is like that of a cell that was clicked, and
 * unlike that of a negative click. A wrong normalisation, transposition or scale gives other pixels.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import type { Dim } from '../../../models/graph/dim.ts';
import {
  encodeOnnxModel,
  type AttributeValue,
  type OnnxInitializer,
  type OnnxNode,
  type OnnxValue,
} from '../../../models/runtime/onnx-proto.ts';

export const side = 128;
export const grid = 32;
const cell = side / grid;
const cells = grid * grid;
/** Squared distance of normalised colours up to which a cell is like the clicked one. */
const likeness = 0.5;
/** Stands for never and for always. */
const far = 1000;

export const toyLayouts = ['sam', 'transformers', 'transformers2', 'sam2', 'efficient'] as const;
export type ToyLayout = (typeof toyLayouts)[number];

class Graph {
  readonly nodes: OnnxNode[] = [];
  readonly initializers: OnnxInitializer[] = [];

  op(
    opType: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, AttributeValue>> = {},
    output = `t${this.nodes.length}`,
  ): string {
    this.nodes.push({ opType, inputs, output, attributes });
    return output;
  }

  floats(values: readonly number[], shape: readonly number[] = [values.length]): string {
    return this.#add('float32', shape, Float32Array.from(values));
  }

  integers(values: readonly number[], shape: readonly number[] = [values.length]): string {
    return this.#add('int64', shape, BigInt64Array.from(values, BigInt));
  }

  scalar(value: number): string {
    return this.floats([value], []);
  }

  encode(inputs: readonly OnnxValue[], outputs: readonly OnnxValue[]): Uint8Array {
    return encodeOnnxModel({ nodes: this.nodes, initializers: this.initializers, inputs, outputs });
  }

  #add(type: 'float32' | 'int64', shape: readonly number[], values: Float32Array | BigInt64Array): string {
    const name = `c${this.initializers.length}`;
    const data = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    this.initializers.push({ name, type, shape, data });
    return name;
  }
}

const float = (name: string, shape: readonly Dim[]): OnnxValue => ({ name, type: 'float32', shape });

const pool = (graph: Graph, input: string, size: number, output: string): string =>
  graph.op('AveragePool', [input], { kernel_shape: [size, size], strides: [size, size] }, output);

/** The input again, after that many products of matrices, which are large where the picture is all but white. */
function dawdle(graph: Graph, input: string, rounds: number): string {
  const mean = graph.op('ReduceMean', [input], { keepdims: 0 });
  const isBright = graph.op('Cast', [graph.op('Greater', [mean, graph.scalar(1.5)])], { to: 7 });
  const length = graph.op('Add', [graph.op('Mul', [isBright, graph.integers([4000])]), graph.integers([1])]);
  let matrix = graph.op('Expand', [mean, graph.op('Concat', [length, length], { axis: 0 })]);
  for (let round = 0; round < rounds; round++)
    matrix = graph.op('Softmax', [graph.op('MatMul', [matrix, matrix])], { axis: 1 });
  const nothing = graph.op('Mul', [graph.op('ReduceMean', [matrix], { keepdims: 0 }), graph.scalar(0)]);
  return graph.op('Add', [input, nothing]);
}

const pictureInput: Readonly<Record<ToyLayout, string>> = {
  sam: 'x',
  transformers: 'pixel_values',
  transformers2: 'pixel_values',
  sam2: 'image',
  efficient: 'batched_images',
};

/** Takes [1, 3, side, side]. `rounds` of something expensive make it slow on white pictures. */
export function toyEncoder(layout: ToyLayout, rounds = 0): Uint8Array {
  const graph = new Graph();
  const name = pictureInput[layout];
  const input = rounds === 0 ? name : dawdle(graph, name, rounds);
  const inputs = [float(name, [1, 3, side, side])];
  const usual = float('image_embeddings', [1, 3, grid, grid]);
  switch (layout) {
    case 'sam':
      pool(graph, input, cell, usual.name);
      return graph.encode(inputs, [usual]);
    case 'transformers':
      pool(graph, input, cell, usual.name);
      graph.op('Neg', [usual.name], {}, 'image_positional_embeddings');
      return graph.encode(inputs, [usual, float('image_positional_embeddings', [1, 3, grid, grid])]);
    case 'efficient': {
      const shifted = graph.op('Sub', [input, graph.floats([0.485, 0.456, 0.406], [1, 3, 1, 1])]);
      pool(
        graph,
        graph.op('Div', [shifted, graph.floats([0.229, 0.224, 0.225], [1, 3, 1, 1])]),
        cell,
        usual.name,
      );
      return graph.encode(inputs, [usual]);
    }
    case 'sam2':
      return encodePyramid(graph, { inputs, input }, ['high_res_feats_0', 'high_res_feats_1', 'image_embed']);
    case 'transformers2':
      return encodePyramid(graph, { inputs, input }, [
        'image_embeddings.0',
        'image_embeddings.1',
        'image_embeddings.2',
      ]);
  }
}

const pyramid = (names: readonly string[]): OnnxValue[] =>
  names.map((name, level) => float(name, [1, 3, side >> level, side >> level]));

/** Features of three sizes, the embedding last. */
function encodePyramid(
  graph: Graph,
  { inputs, input }: { inputs: readonly OnnxValue[]; input: string },
  names: readonly string[],
): Uint8Array {
  for (const [level, name] of names.entries()) pool(graph, input, 1 << level, name);
  return graph.encode(inputs, pyramid(names));
}

/** Takes [height, width, 3] of 0…255, and normalises and pads by itself. */
export function toyEncoderOfRows(): Uint8Array {
  const graph = new Graph();
  const inputs = [float('input_image', ['height', 'width', 3])];
  const shifted = graph.op('Sub', ['input_image', graph.floats([123.675, 116.28, 103.53])]);
  const scaled = graph.op('Div', [shifted, graph.floats([58.395, 57.12, 57.375])]);
  const planes = graph.op('Transpose', [scaled], { perm: [2, 0, 1] });
  const missing = graph.op('Sub', [graph.integers([3, side, side]), graph.op('Shape', [planes])]);
  const pads = graph.op('Concat', [graph.integers([0, 0, 0]), missing], { axis: 0 });
  const padded = graph.op('Pad', [planes, pads]);
  pool(graph, graph.op('Unsqueeze', [padded, graph.integers([0])]), cell, 'image_embeddings');
  return graph.encode(inputs, [float('image_embeddings', [1, 3, grid, grid])]);
}

/** coordinates [n, 2] and labels [n] of floats → logits [cells] */
function likenessToClicks(
  graph: Graph,
  embedding: string,
  points: { coordinates: string; labels: string },
): string {
  const { coordinates, labels } = points;
  const colours = graph.op('Reshape', [embedding, graph.integers([3, cells])]);
  // As SAM: half a pixel leads to a pixel's centre.
  const centres = graph.op('Add', [coordinates, graph.scalar(0.5)]);
  const places = graph.op('Floor', [graph.op('Div', [centres, graph.scalar(cell)])]);
  const inside = graph.op('Clip', [places, graph.scalar(0), graph.scalar(grid - 1)]);
  const flat = graph.op('MatMul', [inside, graph.floats([1, grid], [2, 1])]);
  const index = graph.op('Cast', [graph.op('Squeeze', [flat, graph.integers([1])])], { to: 7 });
  const clicked = graph.op('Unsqueeze', [
    graph.op('Gather', [colours, index], { axis: 1 }),
    graph.integers([2]),
  ]);
  const all = graph.op('Unsqueeze', [colours, graph.integers([1])]);
  const difference = graph.op('Sub', [clicked, all]); // [3, n, cells]
  const squared = graph.op('Mul', [difference, difference]);
  const distance = graph.op('ReduceSum', [squared, graph.integers([0])], { keepdims: 0 });
  const near = graph.op('Neg', [distance]); // [n, cells]
  const only = (label: number): string => {
    const is = graph.op('Equal', [labels, graph.scalar(label)]);
    const cost = graph.op('Where', [is, graph.scalar(0), graph.scalar(-far)]);
    const column = graph.op('Unsqueeze', [cost, graph.integers([1])]);
    return graph.op('ReduceMax', [graph.op('Add', [near, column]), graph.integers([0])], { keepdims: 0 });
  };
  const [positive, negative] = [only(1), only(0)];
  const none = graph.op('Less', [positive, graph.scalar(-far / 2)]);
  const meant = graph.op('Where', [none, graph.scalar(far), positive]);
  const like = graph.op('Add', [meant, graph.scalar(likeness)]);
  const rather = graph.op('Sub', [meant, negative]);
  return graph.op('Min', [like, rather, withinBox(graph, centres, labels)]);
}

/** How far a cell's centre lies within the corners that are labelled 2 and 3; `far` where there are none. [cells] */
function withinBox(graph: Graph, centres: string, labels: string): string {
  const corner = (label: number): string => {
    const is = graph.op('Unsqueeze', [graph.op('Equal', [labels, graph.scalar(label)]), graph.integers([1])]);
    const kept = graph.op('Where', [is, centres, graph.scalar(-far)]);
    return graph.op('ReduceMax', [kept, graph.integers([0])], { keepdims: 1 }); // [1, 2]
  };
  const [first, last] = [corner(2), corner(3)];
  const middles = Array.from({ length: cells }, (_, at) => [
    ((at % grid) + 0.5) * cell,
    (Math.floor(at / grid) + 0.5) * cell,
  ]);
  const places = graph.floats(middles.flat(), [cells, 2]);
  const deep = graph.op('Min', [graph.op('Sub', [places, first]), graph.op('Sub', [last, places])]);
  const least = graph.op('ReduceMin', [deep, graph.integers([1])], { keepdims: 0 });
  const lacking = graph.op('Less', [graph.op('ReduceMax', [last], { keepdims: 0 }), graph.scalar(-far / 2)]);
  return graph.op('Where', [lacking, graph.scalar(far), least]);
}

/** Of the four masks: the single one, and three of which the second is believed in most. */
export const scoresOfFour = [0.95, 0.5, 0.875, 0.75];
/** What a former mask that fills the square would add to a score. */
export const scoreOfFormer = 0.0625;

export interface ToyDecoder {
  /** Added to the logits of all masks but the first two; NaN for a model that is broken. */
  readonly tighter?: number;
  /** SAM 2 with masks at the size of the square, and what they come of beside them. */
  readonly resizes?: boolean;
}

interface Prompted {
  readonly inputs: readonly OnnxValue[];
  readonly coordinates: string;
  readonly labels: string;
}

export function toyDecoder(layout: ToyLayout, options: ToyDecoder = {}): Uint8Array {
  const graph = new Graph();
  switch (layout) {
    case 'sam':
      return decodeSam(graph, options);
    case 'sam2':
      return decodeSam2(graph, options);
    case 'transformers':
    case 'transformers2':
      return decodeTransformers(graph, layout, options);
    case 'efficient':
      return decodeEfficient(graph, options);
  }
}

const embeddingInput = float('image_embeddings', [1, 3, grid, grid]);

/** → the name of [1, count, grid, grid] */
function offer(
  graph: Graph,
  { embedding, prompted, count }: { embedding: string; prompted: Prompted; count: 3 | 4 },
  { tighter = 0 }: ToyDecoder,
): string {
  const logits = likenessToClicks(graph, embedding, prompted);
  const single = graph.op('Reshape', [logits, graph.integers([1, 1, grid, grid])]);
  const narrow = graph.op('Add', [single, graph.scalar(tighter)]);
  const masks = count === 4 ? [single, single, narrow, narrow] : [single, narrow, narrow];
  return graph.op('Concat', masks, { axis: 1 });
}

const scoresOf = (graph: Graph, count: 3 | 4): string =>
  graph.floats(scoresOfFour.slice(4 - count), [1, count]);

/** Points [1, n, 2], and a former mask, which changes the scores. */
function promptSam(graph: Graph, count: 3 | 4): Prompted {
  const isIn = graph.op('Cast', [graph.op('Greater', ['mask_input', graph.scalar(0)])], { to: 1 });
  const share = graph.op('ReduceMean', [isIn], { keepdims: 0 });
  const former = graph.op('Mul', [graph.op('Mul', [share, 'has_mask_input']), graph.scalar(scoreOfFormer)]);
  graph.op('Add', [scoresOf(graph, count), former], {}, 'iou_predictions');
  return {
    inputs: [
      float('point_coords', [1, 'points', 2]),
      float('point_labels', [1, 'points']),
      float('mask_input', [1, 1, grid, grid]),
      float('has_mask_input', [1]),
    ],
    coordinates: graph.op('Squeeze', ['point_coords', graph.integers([0])]),
    labels: graph.op('Squeeze', ['point_labels', graph.integers([0])]),
  };
}

function decodeSam(graph: Graph, options: ToyDecoder): Uint8Array {
  const prompted = promptSam(graph, 4);
  const masks = offer(graph, { embedding: embeddingInput.name, prompted, count: 4 }, options);
  graph.op('Identity', [masks], {}, 'low_res_masks');
  const size = graph.op('Cast', ['orig_im_size'], { to: 7 });
  const target = graph.op('Concat', [graph.integers([1, 4]), size], { axis: 0 });
  graph.op('Resize', [masks, '', '', target], { mode: 'linear' }, 'masks');
  return graph.encode(
    [embeddingInput, ...prompted.inputs, float('orig_im_size', [2])],
    [
      float('masks', [1, 4, 'h', 'w']),
      float('iou_predictions', [1, 4]),
      float('low_res_masks', [1, 4, grid, grid]),
    ],
  );
}

function decodeSam2(graph: Graph, options: ToyDecoder): Uint8Array {
  const prompted = promptSam(graph, 3);
  const masks = offer(graph, { embedding: 'image_embed', prompted, count: 3 }, options);
  const inputs = [
    ...pyramid(['high_res_feats_0', 'high_res_feats_1', 'image_embed']).reverse(),
    ...prompted.inputs,
  ];
  const scores = float('iou_predictions', [1, 3]);
  if (options.resizes !== true) {
    graph.op('Identity', [masks], {}, 'masks');
    return graph.encode(inputs, [float('masks', [1, 3, grid, grid]), scores]);
  }
  graph.op('Identity', [masks], {}, 'low_res_masks');
  graph.op('Resize', [masks, '', '', graph.integers([1, 3, side, side])], { mode: 'linear' }, 'masks');
  return graph.encode(inputs, [
    float('masks', [1, 3, side, side]),
    scores,
    float('low_res_masks', [1, 3, grid, grid]),
  ]);
}

function decodeTransformers(
  graph: Graph,
  layout: 'transformers' | 'transformers2',
  options: ToyDecoder,
): Uint8Array {
  const inputs = [
    float('input_points', [1, 1, 'points', 2]),
    { name: 'input_labels', type: 'int64' as const, shape: [1, 1, 'points'] },
  ];
  const coordinates = graph.op('Reshape', ['input_points', graph.integers([-1, 2])]);
  const labels = graph.op('Cast', [graph.op('Reshape', ['input_labels', graph.integers([-1])])], { to: 1 });
  const isFirst = layout === 'transformers';
  const prompted = isFirst
    ? { inputs, coordinates, labels }
    : withBoxes(graph, { inputs, coordinates, labels });
  const names = ['image_embeddings.0', 'image_embeddings.1', 'image_embeddings.2'];
  const embeddings = isFirst
    ? [embeddingInput, float('image_positional_embeddings', [1, 3, grid, grid])]
    : pyramid(names);
  const embedding = isFirst ? embeddingInput.name : 'image_embeddings.2';
  const masks = offer(graph, { embedding, prompted, count: 3 }, options);
  graph.op('Unsqueeze', [masks, graph.integers([0])], {}, 'pred_masks');
  graph.op('Unsqueeze', [scoresOf(graph, 3), graph.integers([0])], {}, 'iou_scores');
  return graph.encode(
    [...embeddings, ...prompted.inputs],
    [float('iou_scores', [1, 1, 3]), float('pred_masks', [1, 1, 3, grid, grid])],
  );
}

/** Corners of [1, boxes, 4] beside the points, which may be none. */
function withBoxes(graph: Graph, { inputs, coordinates, labels }: Prompted): Prompted {
  const corners = graph.op('Reshape', ['input_boxes', graph.integers([-1, 2])]);
  const nothing = graph.op('Mul', ['input_boxes', graph.scalar(0)]);
  const marked = graph.op('Add', [nothing, graph.floats([2, 2, 3, 3])]);
  const pairs = graph.op('Reshape', [marked, graph.integers([-1, 2])]);
  const marks = graph.op('Gather', [pairs, graph.integers([0], [])], { axis: 1 });
  return {
    inputs: [...inputs, float('input_boxes', [1, 'boxes', 4])],
    coordinates: graph.op('Concat', [coordinates, corners], { axis: 0 }),
    labels: graph.op('Concat', [labels, marks], { axis: 0 }),
  };
}

/** Points are within `orig_im_size`, [height, width], and masks have that size. */
function decodeEfficient(graph: Graph, options: ToyDecoder): Uint8Array {
  const across = graph.op('Gather', ['orig_im_size', graph.integers([1, 0])], { axis: 0 });
  const scale = graph.op('Div', [graph.scalar(side), graph.op('Cast', [across], { to: 1 })]);
  const points = graph.op('Reshape', ['batched_point_coords', graph.integers([-1, 2])]);
  const prompted = {
    inputs: [
      float('batched_point_coords', [1, 1, 'points', 2]),
      float('batched_point_labels', [1, 1, 'points']),
      { name: 'orig_im_size', type: 'int64' as const, shape: [2] },
    ],
    coordinates: graph.op('Mul', [points, scale]),
    labels: graph.op('Reshape', ['batched_point_labels', graph.integers([-1])]),
  };
  const masks = offer(graph, { embedding: embeddingInput.name, prompted, count: 3 }, options);
  const target = graph.op('Concat', [graph.integers([1, 3]), 'orig_im_size'], { axis: 0 });
  const resized = graph.op('Resize', [masks, '', '', target], { mode: 'linear' });
  graph.op('Unsqueeze', [resized, graph.integers([0])], {}, 'output_masks');
  graph.op('Unsqueeze', [scoresOf(graph, 3), graph.integers([0])], {}, 'iou_predictions');
  return graph.encode(
    [embeddingInput, ...prompted.inputs],
    [float('output_masks', [1, 1, 3, 'h', 'w']), float('iou_predictions', [1, 1, 3])],
  );
}

/** Files by their names below the folder. */
export function writeFiles(folder: string, files: Readonly<Record<string, Uint8Array>>): string {
  for (const [name, bytes] of Object.entries(files)) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, bytes);
  }
  return folder;
}

export const writeToyModel = (folder: string, layout: ToyLayout, options: ToyDecoder = {}): string =>
  writeFiles(folder, { 'one.onnx': toyEncoder(layout), 'two.onnx': toyDecoder(layout, options) });
