import { checkDevice } from '../../models/clip/device-check.ts';
import { backendHelp, deviceHelp } from '../../models/runtime/device-help.ts';
import { defaultThreads } from '../../models/runtime/onnx.ts';
import {
  DeviceError,
  deviceNames,
  startOnDevice,
  type DeviceReport,
  type UsedDevice,
} from '../../models/runtime/devices.ts';
import { reasonOf } from '../../models/runtime/reason.ts';
import { startTensorFlow, type BackendName } from '../../models/runtime/tensorflow-backend.ts';

interface State {
  readonly available: boolean;
  /** What is missing, and the steps that lead there, where it is not available. */
  readonly why: string | null;
  readonly how: readonly string[];
}
export interface DeviceState extends State {
  readonly device: UsedDevice;
}
export interface BackendState extends State {
  readonly backend: BackendName;
}

export interface DeviceOverview {
  /** What `--device auto` takes, and why not what it would rather have. */
  readonly auto: { readonly device: UsedDevice; readonly passedOver: DeviceReport['passedOver'] };
  readonly devices: readonly DeviceState[];
  /** TensorFlow.js's backends, best first, down to the one that the device `tensorflow` is. */
  readonly tensorflow: readonly BackendState[];
}

const threads = defaultThreads();
const available: State = { available: true, why: null, how: [] };

async function tryDevice(device: UsedDevice): Promise<DeviceState> {
  try {
    await startOnDevice(device, (candidate) => checkDevice(candidate, { threads, fast: false }));
    return { device, ...available };
  } catch (error) {
    return {
      device,
      available: false,
      why: error instanceof DeviceError ? error.reason : reasonOf(error),
      how: deviceHelp[device],
    };
  }
}

/** Those behind the one that is used are not started: two native libraries do not share a process. */
async function tryBackends(): Promise<BackendState[]> {
  const { backend: used, passedOver } = await startTensorFlow();
  const failed = passedOver.map(({ backend, why }) => ({
    backend,
    available: false,
    why,
    how: backendHelp[backend],
  }));
  return [...failed, { backend: used, ...available }];
}

/** Which devices a model can run on here: each computes a small network, which has to come out as on the CPU. */
export async function deviceReport(): Promise<DeviceOverview> {
  const devices: DeviceState[] = [];
  for (const device of deviceNames) if (device !== 'auto') devices.push(await tryDevice(device));
  const { used, passedOver } = await startOnDevice('auto', (candidate) =>
    checkDevice(candidate, { threads, fast: true }),
  );
  return { auto: { device: used, passedOver }, devices, tensorflow: await tryBackends() };
}
