/**
 * TensorFlow.js against ONNX Runtime on the blocks of ViT-B/16, for the record: `node bench/tensorflow.ts [blocks]` (12 unless told), 197
 * tokens, random weights. Takes the best backend that is there: wasm unless a native package is installed. Both take turns.
 */
import { createBlock, runBlock, type TowerShape } from '../models/clip/block.ts';
import { buildGraph, type Node } from '../models/graph/node.ts';
import { input } from '../models/graph/ops.ts';
import { createUniform, deriveSeed } from '../models/random.ts';
import { defaultThreads } from '../models/runtime/onnx.ts';
import { writeOnnxModel } from '../models/runtime/onnx-writer.ts';
import { startSession } from '../models/runtime/start-session.ts';
import { startTensorFlow } from '../models/runtime/tensorflow-backend.ts';

const blocks = Number(process.argv[2] ?? 12);
const rounds = 3;
const shape: TowerShape = {
  width: 768,
  layers: blocks,
  heads: 12,
  mlpWidth: 3072,
  activation: 'quick_gelu',
  epsilon: 1e-5,
};

let x: Node = input('x', 'float32', ['B', 197, shape.width]);
for (let index = 0; index < blocks; index++) x = runBlock(x, createBlock('vision_model', index, shape));
const graph = buildGraph({ y: x });

const drawn = new Map<string, Float32Array>();
function readWeight({ attributes: { name, shape: sizes } }: Node<'Weight'>): Float32Array {
  const uniform = createUniform(deriveSeed(1, name));
  const data =
    drawn.get(name) ??
    Float32Array.from({ length: sizes.reduce((a, b) => a * b, 1) }, () => uniform() * 0.05);
  drawn.set(name, data);
  return data;
}
const model = writeOnnxModel(graph, (weight) => new Uint8Array(readWeight(weight).buffer));
const threads = defaultThreads();
const compiled = { graph, model, readWeight };
const sessions = {
  onnxruntime: await startSession(compiled, { candidate: 'cpu', threads }),
  tensorflow: await startSession(compiled, { candidate: 'tensorflow', threads }),
};

const tokens = { data: Float32Array.from({ length: 197 * 768 }, createUniform(2)), shape: [1, 197, 768] };
const seconds: Record<keyof typeof sessions, number[]> = { onnxruntime: [], tensorflow: [] };
for (let round = 0; round <= rounds; round++) {
  for (const name of ['onnxruntime', 'tensorflow'] as const) {
    const start = performance.now();
    await sessions[name].run({ x: tokens });
    if (round > 0) seconds[name].push((performance.now() - start) / 1000); // the first run warms up
  }
}
const best = (name: keyof typeof sessions): number => Number(Math.min(...seconds[name]).toFixed(3));
const { backend } = await startTensorFlow();
console.log(
  JSON.stringify({
    blocks,
    threads,
    backend,
    onnxruntime: best('onnxruntime'),
    tensorflow: best('tensorflow'),
  }),
);
