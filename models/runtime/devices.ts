/** Which execution provider of ONNX Runtime stands behind each device, and in what order `auto` tries them. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

import { InferenceSession, listSupportedBackends } from './onnxruntime.ts';

import { TagmaskError } from '../errors.ts';
import type { Placement } from './placement.ts';

export const deviceNames = ['auto', 'cpu', 'cuda', 'dml', 'coreml', 'webgpu', 'tensorflow'] as const;
export type DeviceName = (typeof deviceNames)[number];
export type Provider = Exclude<DeviceName, 'auto' | 'tensorflow'>;

/** CoreML and WebGPU are asked for by name only: neither has been held against the reference outputs yet. */
const autoOrder: readonly Provider[] = ['cuda', 'dml', 'cpu'];

const advice: Readonly<Record<Provider, string>> = {
  cpu: 'reinstall the packages',
  cuda: 'it needs Linux or Windows with an NVIDIA driver, CUDA 12 and cuDNN 9, and the CUDA libraries of ONNX Runtime',
  dml: 'it needs Windows with a DirectX 12 card',
  coreml: 'it needs macOS',
  webgpu: 'it needs a graphics driver with Vulkan, Metal or Direct3D 12',
};

/** What was asked for, what it really runs on, and what was tried before it. */
export interface DeviceReport {
  readonly requested: DeviceName;
  readonly used: Provider;
  readonly threads: number;
  readonly passedOver: readonly { readonly device: Provider; readonly why: string }[];
  /** Nodes that the device left to the CPU; null on the CPU itself, and where the runtime does not say. */
  readonly placement: Placement | null;
}

/** What a run records: the device, and what of the model ran on the CPU all the same. */
export function describeDevice({ used, placement }: Pick<DeviceReport, 'used' | 'placement'>): string {
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

/** ONNX Runtime itself writes to the terminal when it looks for CUDA in vain, so we look first. */
function hasCudaLibrary(): boolean {
  const bin = join(
    dirname(createRequire(import.meta.url).resolve('onnxruntime-node/package.json')),
    'bin/napi-v6',
  );
  const name =
    process.platform === 'win32' ? 'onnxruntime_providers_cuda.dll' : 'libonnxruntime_providers_cuda.so';
  return existsSync(join(bin, process.platform, process.arch, name));
}

function supportedProviders(): ReadonlySet<string> {
  const names = listSupportedBackends().map(({ name }) => name);
  return new Set(names.filter((name) => name !== 'cuda' || hasCudaLibrary()));
}

/** The devices to try, best first. Throws a DeviceError for one that this installation cannot have. */
export function candidatesFor(device: DeviceName): readonly Provider[] {
  if (device === 'tensorflow') throw new DeviceError(device, 'this version has no TensorFlow.js runtime');
  const supported = supportedProviders();
  if (device === 'auto') return autoOrder.filter((name) => supported.has(name));
  if (!supported.has(device)) throw new DeviceError(device, advice[device]);
  return [device];
}

/** The first line of what ONNX Runtime says, without the place in its source that an assertion failed at. */
function firstLine(error: unknown): string {
  const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
  return line.replace(/^\S+:\d+ .* was false\. /, '').replace(/[.\s]+$/, '');
}

/**
 * Tries the devices in order with `start`, which makes everything that has to run there. The CPU is never passed over: what fails
 * on it is the graph's fault and thrown as it is.
 */
export async function startOnDevice<Result>(
  device: DeviceName,
  start: (provider: Provider) => Promise<Result>,
): Promise<{
  readonly result: Result;
  readonly used: Provider;
  readonly passedOver: DeviceReport['passedOver'];
}> {
  const passedOver: { device: Provider; why: string }[] = [];
  for (const provider of candidatesFor(device)) {
    try {
      return { result: await start(provider), used: provider, passedOver };
    } catch (error) {
      if (provider === 'cpu') throw error;
      if (device !== 'auto')
        throw new DeviceError(device, `${firstLine(error)} (${advice[provider]})`, { cause: error });
      passedOver.push({ device: provider, why: firstLine(error) });
    }
  }
  throw new DeviceError(device, advice.cpu);
}

export interface DeviceState {
  readonly device: Exclude<DeviceName, 'auto'>;
  readonly available: boolean;
  /** What is missing, where it is not available. */
  readonly why: string | null;
}

/** Tries a session of `model` (the bytes of any small ONNX model) on every device. */
export async function probeDevices(model: Uint8Array): Promise<DeviceState[]> {
  const states: DeviceState[] = [];
  for (const device of deviceNames) {
    if (device === 'auto') continue;
    try {
      await startOnDevice(device, async (provider) => {
        const session = await InferenceSession.create(model, {
          executionProviders: [provider],
          logSeverityLevel: 4,
        });
        await session.release();
      });
      states.push({ device, available: true, why: null });
    } catch (error) {
      states.push({
        device,
        available: false,
        why: error instanceof DeviceError ? error.reason : firstLine(error),
      });
    }
  }
  return states;
}
