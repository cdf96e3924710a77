/** Pairs whose caption fits the picture worst, as the base sees it, are left out before training. */
import { ClipModel, normaliseInPlace } from '../../../models/clip/index.ts';
import { TagmaskError } from '../../../models/errors.ts';
import type { Pair, SkippedPicture } from './pair.ts';
import { batchSize, readPixels, stackPixels, type PictureInput } from './pictures.ts';

export interface PruneRun {
  /** Of the base. */
  readonly folder: string;
  readonly cacheFolder: string;
  readonly threads: number;
  readonly dense: string;
  readonly input: PictureInput;
  /** Share of the training's pairs that go. */
  readonly share: number;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: { readonly done: number; readonly total: number }) => void;
}

export interface Pruned {
  readonly pairs: readonly Pair[];
  readonly pruned: number;
  readonly skipped: readonly SkippedPicture[];
}

/** cos(v_I, e_T) */
async function fitOf(model: ClipModel, pair: Pair, input: PictureInput): Promise<number> {
  const size = batchSize([pair], input);
  const pixels = stackPixels([await readPixels(pair, size)], size, input);
  const [picture, caption] = [(await model.imageFeatures(pixels)).global.data, (await model.textFeatures([pair.caption])).data]; // prettier-ignore
  for (const embedding of [picture, caption]) normaliseInPlace(embedding, model.info.embedDim);
  return picture.reduce((sum, value, index) => sum + value * (caption[index] ?? 0), 0);
}

/** Held-out pairs stay, so that trainings with other shares are measured on the same ones. Rejects with the signal's reason. */
export async function prunePairs(pairs: readonly Pair[], run: PruneRun): Promise<Pruned> {
  const { share, signal, input, threads, dense } = run;
  if (share === 0) return { pairs, pruned: 0, skipped: [] };
  const model = await ClipModel.open(run.folder, { cacheFolder: run.cacheFolder, threads, dense, device: 'cpu' }); // prettier-ignore
  const training = pairs.filter(({ heldOut }) => !heldOut);
  const skipped: SkippedPicture[] = [];
  const fits: { readonly pair: Pair; readonly fit: number }[] = [];
  try {
    for (const [done, pair] of training.entries()) {
      signal.throwIfAborted();
      run.onProgress({ done, total: training.length });
      try {
        fits.push({ pair, fit: await fitOf(model, pair, input) });
      } catch (error) {
        if (!(error instanceof TagmaskError)) throw error;
        skipped.push({ file: pair.file, why: error.message });
      }
    }
  } finally {
    await model.close();
  }
  const count = Math.min(Math.floor(share * fits.length), fits.length - 1);
  const worst = new Set(fits.sort((a, b) => a.fit - b.fit).slice(0, count).map(({ pair }) => pair)); // prettier-ignore
  const kept = new Set(fits.map(({ pair }) => pair).filter((pair) => !worst.has(pair)));
  return {
    pairs: pairs.filter((pair) => pair.heldOut || kept.has(pair)),
    pruned: Math.max(0, count),
    skipped,
  };
}
