/** Whether there is a graphics driver at all, asked before WebGPU is: its library writes to the terminal when it looks in vain. */
import { isLibraryMissing } from './shared-library.ts';

/** What WebGPU lacks on Linux, where it needs Vulkan's loader; null where that is there, and on other systems, which bring theirs. */
export function findVulkanFault(): string | null {
  if (process.platform !== 'linux' || !isLibraryMissing('libvulkan.so.1')) return null;
  return 'it needs a graphics driver with Vulkan, and libvulkan.so.1 is not installed';
}
