import { createHash } from 'node:crypto';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { readCalibration } from '../../../models/clip/calibration.ts';
import { readClipConfig } from '../../../models/clip/config.ts';
import { isAdapterFolder } from '../../../models/clip/model-source.ts';
import { readOptional } from '../../../models/clip/read-json.ts';
import { openWeights } from '../../../models/clip/weights-file.ts';
import { readAdapter } from '../../../models/lora/index.ts';
import { findModelFiles } from '../../../models/segment-anything/index.ts';
import { sentenceOf } from '../sentence-of.ts';
import type { LibraryModel, ModelKind } from './library-types.ts';
import { readManifest, type Manifest } from './manifest.ts';
import { starterName } from './starter.ts';
import { describeSource } from './source.ts';

export interface ModelEntry {
  readonly name: string;
  readonly folder: string;
  readonly kind: ModelKind;
  readonly isDefault: boolean;
}

/** Cheap enough for a list: nothing of the weights but their header is read. What is wrong with a model is said in `problem`. */
export async function describeModel({ name, folder, kind, isDefault }: ModelEntry): Promise<LibraryModel> {
  const files = ['', 'onnx'].flatMap((below) => listFiles(join(folder, below)));
  const bytes = files.reduce((sum, stats) => sum + (stats?.isFile() === true ? stats.size : 0), 0);
  const described = {
    name,
    kind,
    folder,
    bytes,
    isDefault,
    comesAlong: name === starterName,
  };
  const unknown = {
    licence: null,
    source: null,
    commit: null,
    base: null,
    sha256: null,
    trained: false,
    knows: null,
    calibrated: false,
  };
  try {
    const manifest = await readManifest(folder);
    const origin = manifest === undefined ? {} : originOf(manifest);
    return { ...described, ...unknown, ...origin, ...(await readState(folder, kind)), problem: null };
  } catch (error) {
    return { ...described, ...unknown, problem: sentenceOf(error) };
  }
}

const listFiles = (folder: string) =>
  existsSync(folder)
    ? readdirSync(folder).map((file) => statSync(join(folder, file), { throwIfNoEntry: false }))
    : [];

async function readState(
  folder: string,
  kind: ModelKind,
): Promise<Pick<LibraryModel, 'base' | 'trained' | 'knows' | 'calibrated'>> {
  if (kind === 'segment-anything') {
    await findModelFiles(folder);
    return { base: null, trained: true, knows: null, calibrated: false };
  }
  const base = isAdapterFolder(folder) ? (await readAdapter(folder)).base.name : null;
  if (base === null) {
    await readClipConfig(folder);
    await (await openWeights(folder)).close();
  }
  const { trained, knows } = await readCalibration(folder);
  return { base, trained, knows, calibrated: (await readOptional(folder, 'tagmask.json')) !== undefined };
}

function originOf(manifest: Manifest): Pick<LibraryModel, 'licence' | 'source' | 'commit' | 'sha256'> {
  const { licence, commit, source } = manifest;
  return { licence, commit, source: describeSource(source), sha256: weightsHash(manifest) };
}

/** One file's own hash; several files' as `models/weights/weights-hash.ts` has it, which runs are recorded with. */
export function weightsHash({ files }: Manifest): string | null {
  const weights = files.filter(({ name }) => /\.(safetensors|bin|onnx|onnx_data)$/.test(name));
  const [only, ...more] = weights.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  if (only === undefined || more.length === 0) return only?.sha256 ?? null;
  const list = createHash('sha256');
  for (const { name, sha256 } of [only, ...more]) list.update(`${sha256}  ${name}\n`);
  return list.digest('hex');
}
