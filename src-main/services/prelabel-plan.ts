import type { NewRun, RunRow } from '../../db/queries/runs.ts';
import { readClipConfig } from '../../models/clip/config.ts';
import { hashSource, readModelSource, readSourceCalibration } from '../../models/clip/model-source.ts';
import { findDenseVariant } from '../../models/dense/index.ts';
import { candidatesFor } from '../../models/runtime/devices.ts';

import { recipeFor, type MaskChoice } from './mask-choice.ts';
import { resolveModel } from './models.ts';
import { cacheFolder } from './paths.ts';
import type { InferenceInit } from './prelabel-protocol.ts';
import { parseParameters, type StoredParameters } from './prelabel-view.ts';
import { checkPreset } from './scorer-presets.ts';
import { defaultParameters, defaultPreset } from './scorer.ts';
import type { DenseName, DeviceName, PresetName } from './types.ts';

export interface PrelabelOptions extends MaskChoice {
  /** A name of the library or a folder; the default model where none is named. */
  readonly model?: string;
  readonly preset?: PresetName;
  readonly dense?: DenseName;
  readonly device?: DeviceName;
  /** τ; the usual one where none is given. */
  readonly tau?: number;
  /** At most so many pictures, in the order of their paths. */
  readonly limit?: number;
}

/**
 * Everything about a run that has to be known before it is queued. What can be told without loading the model is told
 * here, to whoever asks for the run; the rest is for the inference process to find.
 * @throws TagmaskError `no-model`, `unknown-preset`, `unknown-dense`, `bad-negatives`, `device-unavailable`, and what is wrong with the model's files
 */
export async function planRun(options: PrelabelOptions): Promise<Omit<NewRun, 'createdMs'>> {
  const { preset, dense, tau, device = 'auto' } = options;
  if (preset !== undefined) checkPreset(preset);
  const masks = recipeFor(preset ?? defaultPreset, options);
  if (dense !== undefined) findDenseVariant(dense);
  candidatesFor(device);
  const { folder, name, base } = await resolveModel(options.model);
  const source = await readModelSource(folder, base);
  await readClipConfig(source.baseFolder);
  const { calibration } = await readSourceCalibration(source);
  const parameters: StoredParameters = {
    ...defaultParameters(calibration, preset),
    masks,
    ...(dense === undefined ? {} : { dense }),
    ...(tau === undefined ? {} : { tau }),
    ...{ folder, device },
    ...(base === undefined ? {} : { base }),
  };
  return {
    modelName: name,
    modelSha256: await hashSource(source, cacheFolder()),
    parameters: JSON.stringify(parameters),
  };
}

/** What an inference process needs to work on a run, now or when it is taken up again. */
export function readInit(row: RunRow): InferenceInit {
  const { folder, base, device, ...parameters } = parseParameters(row);
  return {
    model: { folder, sha256: row.model_sha256 },
    ...(base === undefined ? {} : { base }),
    ...{ parameters, device, cacheFolder: cacheFolder() },
  };
}
