import { readCalibration } from './calibration.ts';
import { readClipConfig } from './config.ts';
import { readTokenizer } from './tokenizer.ts';
import { buildTowers, checkWeights } from './towers.ts';
import { openWeights } from './weights-file.ts';

/**
 * Checks the small files of a folder: that config.json is a CLIP's, that the preprocessing is one that we do, that the
 * tokenizer works. Before a download of gigabytes, this says whether it is worth it. Throws a TagmaskError that names the file.
 */
export async function checkClipDescription(folder: string): Promise<void> {
  const { text } = await readClipConfig(folder);
  await readCalibration(folder);
  await readTokenizer(folder, text);
}

/** Checks a whole folder, its weights by their header against the network. What it passes, `ClipModel.open` opens. */
export async function checkClipFolder(folder: string): Promise<void> {
  await checkClipDescription(folder);
  const config = await readClipConfig(folder);
  const weights = await openWeights(folder);
  try {
    checkWeights(weights, config, buildTowers(config, 'maskclip'));
  } finally {
    await weights.close();
  }
}
