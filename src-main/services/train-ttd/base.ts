/** The model that a training begins with. */
import { readClipConfig, type ClipConfig } from '../../../models/clip/config.ts';
import type { ModelState } from '../../../models/clip/calibration.ts';
import { readModelSource, readSourceCalibration } from '../../../models/clip/model-source.ts';
import { readTokenizer, type Tokenize } from '../../../models/clip/tokenizer.ts';
import { buildTowers, checkWeights } from '../../../models/clip/towers.ts';
import type { Calibration } from '../../../models/clip/types.ts';
import { openWeights } from '../../../models/clip/weights-file.ts';
import { TagmaskError } from '../../../models/errors.ts';
import type { WeightsReader } from '../../../models/weights/reader.ts';
import { hashWeights } from '../../../models/weights/weights-hash.ts';
import { holdModel } from '../model-library/model-lock.ts';
import { listModelNames } from '../model-library/library.ts';
import { resolveModel } from '../models.ts';
import { cacheFolder } from '../paths.ts';

export interface BaseModel {
  readonly folder: string;
  /** A name of the library, else the folder: what an adapter finds its base by. */
  readonly name: string;
  readonly sha256: string;
  readonly config: ClipConfig;
  readonly calibration: Calibration;
  readonly trained: boolean;
  readonly knows: ModelState['knows'];
  readonly tokenize: Tokenize;
  /** Open until `close`. */
  readonly weights: WeightsReader;
  /** e^logit_scale, as CLIP clips it. */
  readonly scale: number;
  readonly close: () => Promise<void>;
}

/** As CLIP begins with, and the most that it takes (Radford et al. 2021, section 2.5). */
const [usualScale, mostScale] = [1 / 0.07, 100];

async function readScale(weights: WeightsReader): Promise<number> {
  if (!weights.tensors.has('logit_scale')) return usualScale;
  const [scale = Math.log(usualScale)] = await weights.readFloat32('logit_scale');
  return Math.min(mostScale, Math.exp(scale));
}

/** @throws TagmaskError `no-model`, `base-is-adapter`, `model-leaving`, and what is wrong with its files */
export async function openBase(nameOrFolder: string | undefined, dense: string): Promise<BaseModel> {
  const { folder, name, base } = await resolveModel(nameOrFolder);
  if (base !== undefined)
    throw new TagmaskError(
      'input',
      'base-is-adapter',
      `${name} is an adapter, and an adapter on an adapter cannot be written: train with --merge to get a whole model, and take that as the base.`,
    );
  const release = holdModel(folder);
  if (release === null)
    throw new TagmaskError('conflict', 'model-leaving', `The model ${name} is being removed: choose another one.`); // prettier-ignore
  let weights: WeightsReader | undefined;
  try {
    const config = await readClipConfig(folder);
    const state = await readSourceCalibration(await readModelSource(folder));
    const tokenize = await readTokenizer(folder, config.text);
    weights = await openWeights(folder);
    checkWeights(weights, config, buildTowers(config, dense));
    const sha256 = await hashWeights(weights.paths, cacheFolder());
    const isOfLibrary = listModelNames().includes(name) && (await resolveModel(name)).folder === folder;
    const named = { folder, name: isOfLibrary ? name : folder };
    const opened = weights;
    const close = async (): Promise<void> => {
      release();
      await opened.close();
    };
    return { ...named, sha256, config, ...state, tokenize, weights, scale: await readScale(weights), close };
  } catch (error) {
    release();
    await weights?.close();
    throw error;
  }
}
