import { join } from 'node:path';

import { TagmaskError } from '../errors.ts';
import { SafetensorsFile } from '../weights/safetensors.ts';
import { describeConversion } from './missing-file.ts';
import { ModelFolderError } from './read-json.ts';

const weightsName = 'model.safetensors';

export const weightsPath = (folder: string): string => join(folder, weightsName);

/** Opens a model's weights. Throws a WeightsError, or where there are none a sentence that names what the folder has instead. */
export async function openWeights(folder: string): Promise<SafetensorsFile> {
  try {
    return await SafetensorsFile.open(weightsPath(folder));
  } catch (error) {
    const advice = describeConversion(folder, weightsName);
    if (advice === undefined || !(error instanceof TagmaskError) || error.code !== 'no-weights') throw error;
    throw new ModelFolderError(folder, advice, { cause: error });
  }
}
