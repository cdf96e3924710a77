/** Whether a shared library is installed, as the system's own search finds it. */
import { constants } from 'node:os';

const missingFile = /cannot open shared object file/;

/** On Linux. The library is no addon of Node's, so loading it as one fails in any case, and how it fails tells. */
export function isLibraryMissing(name: string): boolean {
  try {
    process.dlopen({ exports: {} }, name, constants.dlopen.RTLD_LAZY);
  } catch (error) {
    return error instanceof Error && missingFile.test(error.message);
  }
  return false;
}
