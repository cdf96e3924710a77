/** A small training whose answer is known: y = x·w + b for hidden w and b, by least squares. */
import { addGradients } from '../../../models/graph/gradient.ts';
import { buildGraph, type Node } from '../../../models/graph/node.ts';
import { add, input, matMul, mul, reduceMean, sub } from '../../../models/graph/ops.ts';
import { createUniform } from '../../../models/random.ts';
import { OnnxSession } from '../../../models/runtime/onnx.ts';
import { writeOnnxModel } from '../../../models/runtime/onnx-writer.ts';
import type { FloatTensor } from '../../../models/runtime/session.ts';
import type { TrainingData } from '../../../models/train/index.ts';

const width = 4;
const hidden = [1, -2, 3, 0.5, 0.25];

export async function openRegression(): Promise<OnnxSession> {
  const w = input('w', 'float32', [width, 1]) as Node<'Input'>;
  const b = input('b', 'float32', [1]) as Node<'Input'>;
  const error = sub(add(matMul(input('x', 'float32', ['n', width]), w), b), input('y', 'float32', ['n', 1]));
  const forward = buildGraph({
    loss: reduceMean(mul(error, error), [0, 1]),
    bias: reduceMean(error, [0, 1]),
  });
  const graph = addGradients(forward, 'loss', [w, b]);
  const model = writeOnnxModel(graph, () => new Uint8Array());
  return OnnxSession.create(graph, model, { provider: 'cpu', threads: 1 });
}

export const startOfRegression = (): Record<string, FloatTensor> => ({
  w: { data: new Float32Array(width), shape: [width, 1] },
  b: { data: new Float32Array(1), shape: [1] },
});

/** The pairs, with noise that is drawn anew for each step, as an augmentation is. */
export function regressionData(items = 23, noise = 0.01): TrainingData {
  const uniform = createUniform(77);
  const xs = Array.from({ length: items }, () => Array.from({ length: width }, uniform));
  return {
    items,
    identity: 'regression',
    feeds: (indices, random) => {
      const rows = indices.map((index) => xs[index] ?? []);
      const ys = rows.map((row) =>
        row.reduce((sum, x, place) => sum + x * (hidden[place] ?? 0), hidden[width] ?? 0),
      );
      return {
        x: { data: Float32Array.from(rows.flat()), shape: [rows.length, width] },
        y: { data: Float32Array.from(ys, (y) => y + noise * random()), shape: [rows.length, 1] },
      };
    },
  };
}

export const answer = Float32Array.from(hidden);

/** Every value of all tensors, as text that differs where a bit does. */
export const bitsOf = (tensors: Readonly<Record<string, FloatTensor>>): string =>
  Object.values(tensors)
    .map(({ data }) => Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('hex'))
    .join();
