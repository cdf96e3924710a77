/** Whether there is a graphics driver at all, asked before WebGPU is: its library writes to the terminal when it looks in vain. */
import { constants } from 'node:os';

const missingFile = /cannot open shared object file/;

/**
 * What WebGPU lacks on Linux, where it needs Vulkan's loader; null where that is there, and on other systems, which bring theirs. The
 * system's own search is asked: the library is no addon of Node's, so loading it as one fails in any case, and how it fails tells.
 */
export function findVulkanFault(): string | null {
  if (process.platform !== 'linux') return null;
  try {
    process.dlopen({ exports: {} }, 'libvulkan.so.1', constants.dlopen.RTLD_LAZY);
  } catch (error) {
    if (error instanceof Error && missingFile.test(error.message))
      return 'it needs a graphics driver with Vulkan, and libvulkan.so.1 is not installed';
  }
  return null;
}
