/**
 * Operators that TensorFlow.js has not, or not as ONNX means them, composed from those that it has on every backend: matrix products
 * with broadcast batches, convolution with the channels second, softmax along any axis, layer normalisation, resizing.
 */
import type { Tensor4D } from '@tensorflow/tfjs-core';

import type { Attributes } from '../graph/node.ts';
import { interpolationMatrix } from '../graph/interpolation.ts';
import type { Call, Tensor, TensorFlowLibrary } from './tensorflow-types.ts';

type Pair = readonly [Tensor, Tensor];

const product = (sizes: readonly number[]): number => sizes.reduce((a, b) => a * b, 1);

/**
 * TensorFlow.js repeats the batches of the shorter side from the front, whatever their axes, which is right only where both have the
 * same or one has a single one: [2, 1] against [2, 3] would silently be paired wrongly.
 */
function broadcastBatches(tf: TensorFlowLibrary, [a, b]: Pair, batch: readonly number[]): Pair {
  const [sizesA, sizesB] = [a.shape.slice(0, -2), b.shape.slice(0, -2)];
  const simple = sizesA.join() === sizesB.join() || product(sizesA) === 1 || product(sizesB) === 1;
  if (simple) return [a, b];
  const spread = (x: Tensor): Tensor => tf.broadcastTo(x, [...batch, ...x.shape.slice(-2)]);
  return [spread(a), spread(b)];
}

export function matMul(tf: TensorFlowLibrary, [a, b]: Pair, shape: readonly number[]): Tensor {
  const [depth, columns] = b.shape.slice(-2) as [number, number];
  // One product of a tall matrix is several times faster than one a picture.
  if (b.rank === 2)
    return tf.reshape(tf.matMul(tf.reshape(a, [-1, depth]), tf.reshape(b, [depth, columns])), [...shape]);
  const [left, right] = broadcastBatches(tf, [a, b], shape.slice(0, -2));
  const flat = (x: Tensor): Tensor => tf.reshape(x, [product(x.shape.slice(0, -2)), ...x.shape.slice(-2)]);
  return tf.reshape(tf.matMul(flat(left), flat(right)), [...shape]);
}

export function conv(
  tf: TensorFlowLibrary,
  [x, kernel]: Pair,
  { strides, pads }: Attributes['Conv'],
): Tensor {
  const [top, side] = pads;
  const channelsLast = tf.transpose<Tensor4D>(x as Tensor4D, [0, 2, 3, 1]); // [B, H, W, in]
  const padded = tf.pad(channelsLast, [[0, 0], [top, top], [side, side], [0, 0]]); // prettier-ignore
  const filter = tf.transpose<Tensor4D>(kernel as Tensor4D, [2, 3, 1, 0]); // [kh, kw, in, out]
  return tf.transpose(tf.conv2d(padded, filter, [...strides], 'valid'), [0, 3, 1, 2]);
}

/** The library's own takes the last axis alone. */
export function softmax(tf: TensorFlowLibrary, x: Tensor, axis: number): Tensor {
  const resolved = axis < 0 ? axis + x.rank : axis;
  if (resolved === x.rank - 1) return tf.softmax(x);
  const order = x.shape.map((_, index) => index);
  [order[resolved], order[x.rank - 1]] = [x.rank - 1, resolved];
  return tf.transpose(tf.softmax(tf.transpose(x, order)), order);
}

/** (x − mean) / √(variance + ε)·scale + bias over the last axis (Ba et al. 2016, formula 4). */
export function layerNormalization(
  tf: TensorFlowLibrary,
  [x, scale, bias]: readonly [Tensor, Tensor, Tensor],
  epsilon: number,
): Tensor {
  const { mean, variance } = tf.moments(x, -1, true);
  const normal = tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, epsilon)));
  return tf.add(tf.mul(normal, scale), bias);
}

/** x·Φ(x), Φ the normal distribution's (Hendrycks and Gimpel 2016). */
export const gelu = (tf: TensorFlowLibrary, x: Tensor): Tensor =>
  tf.mul(x, tf.mul(tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1), 0.5));

/** Rows first, then columns: each is a product with the matrix of one axis. */
export function resize(tf: TensorFlowLibrary, x: Tensor, { attributes, shape }: Call<'Resize'>): Tensor {
  const { mode, scales } = attributes;
  const [height, width] = x.shape.slice(2) as [number, number];
  const [newHeight, newWidth] = shape.slice(2) as [number, number];
  const vertical = interpolationMatrix(mode, { from: height, to: newHeight, scale: scales?.[2] }); // [H, h]
  const horizontal = interpolationMatrix(mode, { from: width, to: newWidth, scale: scales?.[3] }); // [W, w]
  const planes = tf.reshape(x, [-1, height, width]); // [B·C, h, w]
  const tall = tf.matMul(tf.tensor3d(vertical, [1, newHeight, height]), planes); // [B·C, H, w]
  const rows = tf.reshape(tall, [-1, width]);
  return tf.reshape(tf.matMul(rows, tf.tensor2d(horizontal, [newWidth, width]), false, true), [...shape]);
}

/** Rows that name the same place add up. */
export const scatterAdd = (
  tf: TensorFlowLibrary,
  [indices, updates]: Pair,
  shape: readonly number[],
): Tensor => tf.scatterND(tf.reshape(indices, [indices.size, 1]), updates, [...shape]);
