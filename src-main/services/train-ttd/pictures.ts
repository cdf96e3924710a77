/** Pictures as the network takes them, decoded when a batch needs them and let go after it. */
import { basename } from 'node:path';

import {
  inputSize,
  normalisePixels,
  type InputSize,
  type PixelStatistics,
} from '../../../models/clip/index.ts';
import { TagmaskError } from '../../../models/errors.ts';
import type { FloatTensor } from '../../../models/runtime/session.ts';
import { decodeRgb } from '../../media/decode.ts';
import { sniffPicture } from '../../media/open-picture.ts';
import type { Pair } from './pair.ts';

/** Attention costs the square of the patches; pre-labelling has the same limit. */
const longestAspect = 3;

export interface PictureInput extends PixelStatistics {
  /** Short side in pixels. */
  readonly side: number;
  readonly patch: number;
}

/** The one size for a batch's pictures, with the mean of their aspects: pictures of one shape are not distorted at all. */
export function batchSize(pairs: readonly Pair[], { side, patch }: PictureInput): InputSize {
  const logs = pairs.map(({ width, height }) => Math.log(width / height));
  const aspect = Math.exp(logs.reduce((sum, log) => sum + log, 0) / Math.max(1, logs.length));
  const displayed = { width: 1000 * aspect, height: 1000 };
  return inputSize(displayed, { shortSide: side, patch, maxLong: longestAspect * side });
}

/**
 * RGB bytes of the picture that the training began with.
 * @throws TagmaskError `picture-changed`, and as decoding does
 */
export async function readPixels(
  { file, sizeBytes, modifiedMs }: Pair,
  size: InputSize,
): Promise<Uint8Array> {
  const data = await decodeRgb(file, size);
  const now = await sniffPicture(file); // after decoding: what has changed meanwhile is seen as well
  if (now.sizeBytes === sizeBytes && now.modifiedMs === modifiedMs) return data;
  const sentence = `${basename(file)} has changed since the training began.`;
  throw new TagmaskError('conflict', 'picture-changed', sentence);
}

/** [B, 3, H, W] */
export function stackPixels(
  pictures: readonly Uint8Array[],
  size: InputSize,
  statistics: PixelStatistics,
): FloatTensor {
  const area = 3 * size.width * size.height;
  const data = new Float32Array(pictures.length * area);
  pictures.forEach((rgb, index) => data.set(normalisePixels(rgb, size, statistics), index * area));
  return { data, shape: [pictures.length, 3, size.height, size.width] };
}
