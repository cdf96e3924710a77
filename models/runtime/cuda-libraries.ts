/** Whether CUDA is complete, asked before ONNX Runtime is: it writes to the terminal what it misses, and its error does not say it. */
import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

import { isLibraryMissing } from './shared-library.ts';

/** A library says near its beginning which others it needs; ONNX Runtime 1.29's within 16 kB. */
const headLength = 65_536;
const neededLibrary = /\blibcu\w+\.so\.\d+/g;
/** Opened when the first convolution runs, so that no library names it. */
const cudnn = 'libcudnn.so.9';

/** ONNX Runtime's own library for CUDA, which is no part of its npm package; null where nobody has fetched it. */
export function findCudaProvider(): string | null {
  const bin = join(
    dirname(createRequire(import.meta.url).resolve('onnxruntime-node/package.json')),
    'bin/napi-v6',
  );
  const name =
    process.platform === 'win32' ? 'onnxruntime_providers_cuda.dll' : 'libonnxruntime_providers_cuda.so';
  const file = join(bin, process.platform, process.arch, name);
  return existsSync(file) ? file : null;
}

function readHead(file: string): string {
  const head = Buffer.alloc(headLength);
  const handle = openSync(file, 'r');
  try {
    return head.toString('latin1', 0, readSync(handle, head));
  } finally {
    closeSync(handle);
  }
}

/** Which library of CUDA, its driver or cuDNN `provider` needs in vain on Linux; null where all are there, and on other systems. */
export function findCudaFault(provider: string): string | null {
  if (process.platform !== 'linux') return null;
  const needed = [...(readHead(provider).match(neededLibrary) ?? []), cudnn];
  const missing = needed.find(isLibraryMissing);
  return missing === undefined ? null : `it needs CUDA and cuDNN, and ${missing} is not installed`;
}
