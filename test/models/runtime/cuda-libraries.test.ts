import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { findCudaFault } from '../../../models/runtime/cuda-libraries.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tagmask-cuda-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** The head of a library that needs these. */
function putProvider(...needed: readonly string[]): string {
  const file = join(folder, 'provider.so');
  writeFileSync(file, ['\x7fELF', ...needed, ''].join('\0'));
  return file;
}

// Only Linux's loader says which library it did not find.
describe.runIf(process.platform === 'linux')('a CUDA provider', () => {
  test('names the library that is not installed', () => {
    const provider = putProvider('libc.so.6', 'libcudart.so.987', 'libpthread.so.0');
    expect(findCudaFault(provider)).toBe('it needs CUDA and cuDNN, and libcudart.so.987 is not installed');
  });

  test('is asked for nothing but CUDA, its driver and cuDNN', () => {
    const fault = findCudaFault(putProvider('libc.so.6', 'libmissing.so.987'));
    expect([null, 'it needs CUDA and cuDNN, and libcudnn.so.9 is not installed']).toContain(fault);
  });
});
