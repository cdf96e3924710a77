/** The backends of TensorFlow.js that tests run on: the portable ones, and a native one where it is installed. */
import type { BackendName } from '../../../models/runtime/tensorflow-backend.ts';
import { isInstalled } from '../../../models/runtime/tensorflow-native.ts';

export const testedBackends: readonly BackendName[] = [
  ...(['tfjs-node-gpu', 'tfjs-node'] as const).filter(isInstalled).slice(0, 1),
  'wasm',
  'cpu',
];
