/** Which devices there are, in what order `auto` tries them, and what each of them lacks here. */
import { TagmaskError } from '../errors.ts';
import { findCudaFault, findCudaProvider } from './cuda-libraries.ts';
import { findVulkanFault } from './graphics-driver.ts';
import { listSupportedBackends } from './onnxruntime.ts';
import type { Placement } from './placement.ts';
import { reasonOf } from './reason.ts';
import { isInstalled } from './tensorflow-native.ts';

export const deviceNames = ['auto', 'cpu', 'cuda', 'dml', 'coreml', 'webgpu', 'tensorflow'] as const;
export type DeviceName = (typeof deviceNames)[number];
/** A device by itself, as a run records it. */
export type UsedDevice = Exclude<DeviceName, 'auto'>;
/** An execution provider of ONNX Runtime. */
export type Provider = Exclude<UsedDevice, 'tensorflow'>;
/** What a graph can be started on: `tensorflow` is TensorFlow.js's best backend here, `tensorflow-gpu` its native one with a graphics card. */
export type Candidate = Provider | 'tensorflow' | 'tensorflow-gpu';

/**
 * What `auto` tries, until one starts, computes what the CPU computes and is not slower than it (models/clip/device-check.ts).
 * - CUDA: ONNX Runtime fuses attention and normalisation there, and leaves least to the CPU.
 * - TensorFlow on the same card, operator by operator: for machines that have its CUDA and not ONNX Runtime's.
 * - DirectML and CoreML: what the system itself brings, one to an operating system.
 * - WebGPU: any card with a driver, but the youngest of the providers, and its shaders are compiled at every start.
 * - The CPU: always there. TensorFlow.js without a card is slower than it, so `auto` never takes that.
 */
const autoOrder: readonly Candidate[] = ['cuda', 'tensorflow-gpu', 'dml', 'coreml', 'webgpu', 'cpu'];

const advice: Readonly<Record<Candidate, string>> = {
  cpu: 'reinstall the packages',
  cuda: 'it needs Linux with an NVIDIA driver, CUDA 13 and cuDNN 9, and the CUDA libraries of ONNX Runtime',
  dml: 'it needs Windows with a DirectX 12 card',
  coreml: 'it needs macOS',
  webgpu: 'it needs a graphics driver with Vulkan, Metal or Direct3D 12',
  tensorflow: 'reinstall the packages',
  'tensorflow-gpu': 'it needs the package @tensorflow/tfjs-node-gpu',
};

export interface PassedOverDevice {
  readonly device: Candidate;
  readonly why: string;
}

/** What was asked for, what it really runs on, and what was tried before it. */
export interface DeviceReport {
  readonly requested: DeviceName;
  readonly used: UsedDevice;
  /** Which of TensorFlow.js's backends; null on ONNX Runtime. */
  readonly backend: string | null;
  readonly threads: number;
  readonly passedOver: readonly PassedOverDevice[];
  /** Nodes that the device left to the CPU; null on the CPU itself, and where the runtime does not say. */
  readonly placement: Placement | null;
}

/** What a run records: the device, and what of the model ran on the CPU all the same. */
export function describeDevice({
  used,
  backend,
  placement,
}: Pick<DeviceReport, 'used' | 'backend' | 'placement'>): string {
  if (backend !== null) return `${used} (${backend})`;
  if (used === 'cpu') return used;
  if (placement === null) return `${used} (which nodes ran on the CPU is not known)`;
  const { nodes, onCpu, cpuOperators } = placement;
  return onCpu === 0 ? used : `${used} (${onCpu} of ${nodes} nodes on the CPU: ${cpuOperators.join(', ')})`;
}

export class DeviceError extends TagmaskError {
  /** What is missing, without the advice around it. */
  readonly reason: string;

  constructor(device: DeviceName, reason: string, options?: ErrorOptions) {
    const message = `Device ${device} is not available here: ${reason}. Use --device cpu or auto.`;
    super('unavailable', 'device-unavailable', message, options);
    this.reason = reason;
  }
}

function findProviderFault(): string | null {
  const provider = findCudaProvider();
  return provider === null ? advice.cuda : findCudaFault(provider);
}

/** What this machine or installation lacks, as far as it can be told without starting anything; null where nothing is known to be missing. */
function findFault(candidate: Candidate): string | null {
  if (candidate === 'tensorflow') return null;
  if (candidate === 'tensorflow-gpu') return isInstalled('tfjs-node-gpu') ? null : advice[candidate];
  const isBuiltIn = listSupportedBackends().some(({ name }) => name === candidate);
  if (!isBuiltIn) return advice[candidate];
  if (candidate === 'cuda') return findProviderFault();
  return candidate === 'webgpu' ? findVulkanFault() : null;
}

/** The devices to try, best first. Throws a DeviceError for one that this installation cannot have. */
export function candidatesFor(device: DeviceName): readonly Candidate[] {
  if (device === 'auto') return autoOrder.filter((candidate) => findFault(candidate) === null);
  const fault = findFault(device);
  if (fault !== null) throw new DeviceError(device, fault);
  return [device];
}

const nameOf = (candidate: Candidate): UsedDevice =>
  candidate === 'tensorflow-gpu' ? 'tensorflow' : candidate;

/**
 * Tries the devices in order with `start`, which makes everything that has to run there and throws where that cannot be trusted. The
 * CPU is never passed over: what fails on it is the graph's fault and thrown as it is.
 */
export async function startOnDevice<Result>(
  device: DeviceName,
  start: (candidate: Candidate) => Promise<Result>,
): Promise<{
  readonly result: Result;
  readonly used: UsedDevice;
  readonly passedOver: readonly PassedOverDevice[];
}> {
  const passedOver: PassedOverDevice[] = [];
  for (const candidate of candidatesFor(device)) {
    try {
      return { result: await start(candidate), used: nameOf(candidate), passedOver };
    } catch (error) {
      if (candidate === 'cpu') throw error;
      const reason = reasonOf(error);
      if (device !== 'auto')
        throw new DeviceError(device, `${reason} (${advice[candidate]})`, { cause: error });
      passedOver.push({ device: candidate, why: reason });
    }
  }
  throw new DeviceError(device, advice.cpu);
}
