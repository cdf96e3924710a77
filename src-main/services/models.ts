import { readdir, stat } from 'node:fs/promises';
import { basename, isAbsolute, join, resolve } from 'node:path';

import { TagmaskError } from '../../models/errors.ts';
import { add, input } from '../../models/graph/ops.ts';
import { buildGraph } from '../../models/graph/node.ts';
import { probeDevices, type DeviceState } from '../../models/runtime/devices.ts';
import { writeOnnxModel } from '../../models/runtime/onnx-writer.ts';
import { makeUntrainedClip } from '../../models/untrained/index.ts';
import { modelsFolder } from './paths.ts';

export interface ModelPlace {
  readonly folder: string;
  readonly name: string;
}

/** The number is that of the recipe: a folder made by an older one is left alone and not used. */
const untrainedName = 'untrained-1';
const untrainedSeed = 2;

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR'))
      return false;
    throw error;
  }
}

/** Names of the models in the library; empty where there is no library yet. */
async function listModelNames(): Promise<string[]> {
  if (!(await isFolder(modelsFolder()))) return [];
  const entries = await readdir(modelsFolder(), { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory() && !entry.name.endsWith('.partial'))
    .map(({ name }) => name);
}

async function defaultModel(): Promise<ModelPlace> {
  const folder = join(modelsFolder(), untrainedName);
  await makeUntrainedClip(folder, untrainedSeed);
  return { folder, name: untrainedName };
}

/** A name never leads out of the library: `..` and the like are only taken as the path that they are. */
const isPlainName = (name: string): boolean => basename(name) === name && name !== '..' && name !== '.';

/**
 * Where a model is: the default for undefined (made from a seed when first needed, and untrained), a name of the library, or any
 * folder. Whether the folder holds a usable model is for ClipModel.open to say. Throws a TagmaskError `no-model`.
 */
export async function resolveModel(nameOrFolder?: string): Promise<ModelPlace> {
  if (nameOrFolder === undefined || nameOrFolder === untrainedName) return defaultModel();
  if (isPlainName(nameOrFolder)) {
    const named = join(modelsFolder(), nameOrFolder);
    if (await isFolder(named)) return { folder: named, name: nameOrFolder };
  }
  const folder = resolve(nameOrFolder);
  if (await isFolder(folder)) return { folder, name: basename(folder) };
  if (isAbsolute(nameOrFolder) || !isPlainName(nameOrFolder))
    throw new TagmaskError(
      'missing',
      'no-model',
      `There is no folder ${folder}; --model takes the folder of a Hugging Face CLIP.`,
    );
  const known = await listModelNames();
  const have = known.length === 0 ? 'it is empty' : `it has ${known.join(', ')}`;
  throw new TagmaskError(
    'missing',
    'no-model',
    `There is no model "${nameOrFolder}": no such folder, and none in the library ${modelsFolder()} (${have}).`,
  );
}

export interface DeviceOverview {
  readonly runtime: 'onnxruntime';
  readonly devices: readonly DeviceState[];
}

/** Which devices a model can run on here, and what the others lack: each is tried with a graph of one operator. */
export async function deviceReport(): Promise<DeviceOverview> {
  const x = input('x', 'float32', ['n']);
  const model = writeOnnxModel(buildGraph({ y: add(x, 1) }), () => new Uint8Array());
  return { runtime: 'onnxruntime', devices: await probeDevices(model) };
}
