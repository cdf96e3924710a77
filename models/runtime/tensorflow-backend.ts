/** Starts TensorFlow.js on the best backend that there is. */
import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';

import { reasonOf } from './reason.ts';
import { loadNative } from './tensorflow-native.ts';
import type { TensorFlowLibrary } from './tensorflow-types.ts';

/** Best first: native code with a GPU or without, portable machine code, JavaScript. */
export const backendNames = ['tfjs-node-gpu', 'tfjs-node', 'wasm', 'cpu'] as const;
export type BackendName = (typeof backendNames)[number];

export interface TensorFlow {
  readonly backend: BackendName;
  readonly hasGpu: boolean;
  /** The library, with this backend as the one that computes from now on: there is one current backend in a process. */
  readonly use: () => TensorFlowLibrary;
}

interface Started {
  readonly tf: TensorFlowLibrary;
  /** The library's name of the backend. */
  readonly name: 'tensorflow' | 'wasm' | 'cpu';
  readonly hasGpu: boolean;
}

/** Emscripten hooks into the whole process's errors when it starts. What ends this process is not its to say. */
async function withoutProcessListeners<Result>(start: () => Promise<Result>): Promise<Result> {
  const events = ['uncaughtException', 'unhandledRejection'] as const;
  const listen = (event: string): ((...values: unknown[]) => void)[] =>
    process.rawListeners(event) as ((...values: unknown[]) => void)[];
  const before = new Set(events.flatMap(listen));
  const result = await start();
  for (const event of events)
    for (const listener of listen(event)) if (!before.has(listener)) process.removeListener(event, listener);
  return result;
}

/**
 * From the file beside the package, so without a network. It has SIMD and one thread: 4.22 cannot start its threads in Node
 * (tensorflow/tfjs #3830).
 */
async function startWasm(): Promise<Started> {
  const tf = await import('@tensorflow/tfjs-core');
  tf.enableProdMode(); // without it, it writes advice to the terminal
  const wasm = await import('@tensorflow/tfjs-backend-wasm');
  const main = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm');
  wasm.setWasmPaths(join(dirname(main), sep));
  if (!(await withoutProcessListeners(() => tf.setBackend('wasm'))))
    throw new Error('WebAssembly did not start');
  return { tf, name: 'wasm', hasGpu: false };
}

async function startJavaScript(): Promise<Started> {
  const tf = await import('@tensorflow/tfjs-core');
  tf.enableProdMode();
  await import('@tensorflow/tfjs-backend-cpu');
  if (!(await tf.setBackend('cpu'))) throw new Error('the cpu backend did not start');
  return { tf, name: 'cpu', hasGpu: false };
}

async function start(backend: BackendName): Promise<TensorFlow> {
  const started = await startLibrary(backend);
  const { tf, name, hasGpu } = started;
  const use = (): TensorFlowLibrary => {
    // A backend that has been started is current as soon as this returns; the promise is for those that have not.
    if (tf.getBackend() !== name) void tf.setBackend(name);
    return tf;
  };
  return { backend, hasGpu, use };
}

async function startLibrary(backend: BackendName): Promise<Started> {
  if (backend === 'wasm') return startWasm();
  if (backend === 'cpu') return startJavaScript();
  return { ...loadNative(backend), name: 'tensorflow' };
}

const running = new Map<BackendName, Promise<TensorFlow>>();

/** Starts one backend, once a process. Rejects with what is missing. */
export function startBackend(backend: BackendName): Promise<TensorFlow> {
  const known = running.get(backend) ?? start(backend);
  running.set(backend, known);
  return known;
}

export interface PassedOver {
  readonly backend: BackendName;
  readonly why: string;
}

/** The first backend that starts, with what the better ones lack. */
export async function startTensorFlow(): Promise<
  TensorFlow & { readonly passedOver: readonly PassedOver[] }
> {
  const passedOver: PassedOver[] = [];
  for (const backend of ['tfjs-node-gpu', 'tfjs-node', 'wasm'] as const) {
    try {
      return { ...(await startBackend(backend)), passedOver };
    } catch (error) {
      passedOver.push({ backend, why: reasonOf(error) });
    }
  }
  return { ...(await startBackend('cpu')), passedOver };
}
