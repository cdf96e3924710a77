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
function writeProvider(...needed: readonly string[]): string {
  const file = join(folder, 'provider.so');
  writeFileSync(file, ['\x7fELF', ...needed, ''].join('\0'));
  return file;
}

// Only Linux's loader says which library it did not find.
describe.runIf(process.platform === 'linux')('a CUDA provider', () => {
  test('names the library that is not installed', () => {
    const provider = writeProvider('libc.so.6', 'libcudart.so.987', 'libpthread.so.0');
    expect(findCudaFault(provider)).toBe('it needs CUDA, and libcudart.so.987 is not installed');
  });

  test('has no fault where it needs nothing of CUDA', () => {
    expect(findCudaFault(writeProvider('libc.so.6', 'libmissing.so.987'))).toBeNull();
  });
});
