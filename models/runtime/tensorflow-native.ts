/**
 * TensorFlow.js's native packages, where the person has installed one: in the project, or in the folder that TAGMASK_TENSORFLOW_DIR
 * names. Never looked for in the working directory, which may be a stranger's dataset with a node_modules of its own.
 */
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import util from 'node:util';

import type { TensorFlowLibrary } from './tensorflow-types.ts';

export type NativePackage = 'tfjs-node-gpu' | 'tfjs-node';

export interface NativeLibrary {
  readonly tf: TensorFlowLibrary;
  readonly hasGpu: boolean;
}

/** 4.22 calls it, and Node 23 has removed it. */
function defineIsNullOrUndefined(): void {
  if ('isNullOrUndefined' in util) return;
  const isNullOrUndefined = (value: unknown): boolean => value === null || value === undefined;
  Object.defineProperty(util, 'isNullOrUndefined', { value: isNullOrUndefined, configurable: true });
}

/** The file that a package begins with; undefined where it is not installed. */
function findPackage(name: NativePackage): string | undefined {
  const folder = process.env['TAGMASK_TENSORFLOW_DIR'];
  const places = folder === undefined ? [] : [join(resolve(folder), 'package.json')];
  for (const place of [...places, import.meta.url]) {
    try {
      return createRequire(place).resolve(`@tensorflow/${name}`);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'MODULE_NOT_FOUND')) throw error;
    }
  }
  return undefined;
}

export const isInstalled = (name: NativePackage): boolean => findPackage(name) !== undefined;

/** Loads the package and with it the native library. Throws where it is not installed or the library does not start. */
export function loadNative(name: NativePackage): NativeLibrary {
  const path = findPackage(name);
  if (path === undefined) throw new Error('it is not installed');
  defineIsNullOrUndefined();
  // Otherwise it tells the terminal about the processor's instructions.
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2';
  const tf = createRequire(path)(path) as TensorFlowLibrary;
  const backend: object = tf.backend();
  return { tf, hasGpu: 'isUsingGpuDevice' in backend && backend.isUsingGpuDevice === true };
}
