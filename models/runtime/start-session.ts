/** Starts a graph on the runtime that a candidate belongs to. */
import { TagmaskError } from '../errors.ts';
import type { Graph } from '../graph/node.ts';
import type { Candidate } from './devices.ts';
import { OnnxSession } from './onnx.ts';
import type { GraphSession } from './session.ts';
import { startBackend, startTensorFlow, type TensorFlow } from './tensorflow-backend.ts';
import { TensorFlowSession, type ReadWeight } from './tensorflow.ts';

/** A graph in the forms that the runtimes take. */
export interface CompiledGraph {
  readonly graph: Graph;
  /** What writeOnnxModel made of it: a file's path (external weights lie beside it) or bytes. */
  readonly model: string | Uint8Array;
  readonly readWeight: ReadWeight;
}

export interface StartOptions {
  readonly candidate: Candidate;
  readonly threads: number;
}

/** TensorFlow.js as the candidate wants it; null for a candidate of ONNX Runtime. */
export async function findTensorFlow(candidate: Candidate): Promise<TensorFlow | null> {
  if (candidate === 'tensorflow') return startTensorFlow();
  if (candidate !== 'tensorflow-gpu') return null;
  const tensorFlow = await startBackend('tfjs-node-gpu');
  if (tensorFlow.hasGpu) return tensorFlow;
  throw new TagmaskError('unavailable', 'no-graphics-card', 'TensorFlow finds no graphics card.');
}

/** Rejects with what the candidate lacks. */
export async function startSession(
  { graph, model, readWeight }: CompiledGraph,
  { candidate, threads }: StartOptions,
): Promise<GraphSession> {
  const tensorFlow = await findTensorFlow(candidate);
  if (tensorFlow !== null) return TensorFlowSession.create(tensorFlow, graph, readWeight);
  if (candidate === 'tensorflow' || candidate === 'tensorflow-gpu')
    throw new TagmaskError('internal', 'runtime', `${candidate} gave no runtime.`);
  return OnnxSession.create(graph, model, { provider: candidate, threads });
}
