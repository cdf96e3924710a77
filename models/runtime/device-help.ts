/** How to get a device that is missing, in steps that a person can follow. */
import type { UsedDevice } from './devices.ts';
import type { BackendName } from './tensorflow-backend.ts';

const reinstall = ['reinstall the packages: npm ci'];

/** What ONNX Runtime's script calls cuda12 needs CUDA 13 by now: the library of 1.29 does, and ran with it. */
export const deviceHelp: Readonly<Record<UsedDevice, readonly string[]>> = {
  cpu: reinstall,
  cuda: [
    'on Linux, install the NVIDIA driver, CUDA 13 and cuDNN 9',
    'fetch the CUDA libraries of ONNX Runtime: node node_modules/onnxruntime-node/script/install.js --onnxruntime-node-install=cuda12',
  ],
  dml: ['use Windows 10 or later with a DirectX 12 card'],
  coreml: ['use macOS'],
  webgpu: ['install a graphics driver with Vulkan (Linux: libvulkan1 and the driver of the card)'],
  tensorflow: reinstall,
};

/**
 * The package's own script fetches TensorFlow 2.9 for CUDA 11, which is gone; its binding also builds against a newer library, such as the
 * one in Python's wheel (tried on Linux with tfjs-node, TensorFlow 2.21 and Node 24).
 */
const buildNative = [
  'install the CUDA that the newest TensorFlow asks for, and go to an empty folder',
  'npm install --ignore-scripts @tensorflow/tfjs-node-gpu@4.22.0',
  'pip download --no-deps tensorflow && python3 -m zipfile -e tensorflow*.whl wheel',
  'mkdir -p node_modules/@tensorflow/tfjs-node-gpu/deps/lib && cd node_modules/@tensorflow/tfjs-node-gpu/deps',
  'ln -s ../../../../wheel/tensorflow/include include && ln -s "$PWD"/../../../../wheel/tensorflow/libtensorflow*.so.2 lib/',
  'ln -s libtensorflow_cc.so.2 lib/libtensorflow.so && ln -s libtensorflow_framework.so.2 lib/libtensorflow_framework.so',
  'cd .. && npx node-pre-gyp install --build-from-source (needs a C++ compiler, make and Python)',
  'set TAGMASK_TENSORFLOW_DIR to the folder of the second step',
];

export const backendHelp: Readonly<Record<BackendName, readonly string[]>> = {
  'tfjs-node-gpu': buildNative,
  'tfjs-node': [
    'only worth it where there is no card: the steps of tfjs-node-gpu with tfjs-node and tensorflow-cpu in their place',
  ],
  wasm: reinstall,
  cpu: reinstall,
};
