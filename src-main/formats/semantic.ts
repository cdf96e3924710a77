/** Label maps as readers of semantic segmentation take them: a PNG a picture whose grey is the class. */
import type { Size } from '../../models/masks/index.ts';
import { encodePng } from './png.ts';
import { paletteOf } from './released-write.ts';

export interface LabelMap extends Size {
  /** Row by row: 0 nothing, from 1 the class, `ignoredLabel` where nobody knows. */
  readonly labels: Uint16Array;
}

/** `classes.json`. The first two are what MMSegmentation calls `metainfo`, and Detectron2 `stuff_classes` and `stuff_colors`. */
export interface SemanticClasses {
  /** By their labels. */
  readonly classes: readonly string[];
  readonly palette: readonly (readonly [red: number, green: number, blue: number])[];
  readonly ignore_index: number;
  readonly bits: 8 | 16;
  readonly tagmask: {
    readonly version: string;
    readonly project: string;
    readonly dataset: string;
    readonly include: string;
  };
}

/** An entry of `pictures.json`, with the fields of a dataset's dict in Detectron2; both files are below the folder of their kind. */
export interface SemanticPicture {
  readonly image_id: number;
  readonly file_name: string;
  readonly sem_seg_file_name: string;
  readonly height: number;
  readonly width: number;
  readonly reviewed: boolean;
}

/** A label map of 8 bits can tell so many classes apart: 0 is none of them, 255 is for pixels to ignore. */
export const mostClassesOf8Bits = 254;
export const mostClasses = 2 ** 16 - 2;

/** What label 0 is called: the second where a class has the first name. */
export const nothingNames: readonly string[] = ['background', '_background_'];

export const bitsFor = (classes: number): 8 | 16 => (classes <= mostClassesOf8Bits ? 8 : 16);
export const ignoredLabel = (bits: 8 | 16): number => 2 ** bits - 1;

const colours = paletteOf(mostClassesOf8Bits);

/** Black for nothing, white for what is ignored; of more than 254 classes several share one. */
export function colourOf(label: number, bits: 8 | 16): readonly [number, number, number] {
  if (label === ignoredLabel(bits)) return [255, 255, 255];
  const index = label === 0 ? 0 : ((label - 1) % mostClassesOf8Bits) + 1;
  const [red = 0, green = 0, blue = 0] = colours.subarray(3 * index, 3 * index + 3);
  return [red, green, blue];
}

/**
 * Grey, not with a palette: Detectron2 turns every label map into grey, which would make colours of indices, and MMSegmentation takes the bytes as
 * they are.
 */
export function encodeLabelMap({ width, height, labels }: LabelMap, bits: 8 | 16): Buffer {
  const data = bits === 8 ? Uint8Array.from(labels) : bigEndian(labels);
  return encodePng({ width, height, data, grey: bits });
}

function bigEndian(labels: Uint16Array): Uint8Array {
  const bytes = new Uint8Array(2 * labels.length);
  labels.forEach((label, at) => {
    bytes[2 * at] = label >> 8;
    bytes[2 * at + 1] = label & 0xff;
  });
  return bytes;
}

/** The same for the eye. */
export function encodeColours({ width, height, labels }: LabelMap, bits: 8 | 16): Buffer {
  if (bits === 8) return encodePng({ width, height, data: Uint8Array.from(labels), palette: colours });
  const data = new Uint8Array(3 * labels.length);
  labels.forEach((label, at) => data.set(colourOf(label, bits), 3 * at));
  return encodePng({ width, height, data });
}
