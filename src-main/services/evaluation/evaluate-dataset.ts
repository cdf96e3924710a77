import { resolve } from 'node:path';

import { TagmaskError } from '../../../models/errors.ts';
import {
  PictureCounts,
  type EvaluationMethod,
  type JudgedPicture,
  type PictureAnswer,
  type PictureReport,
} from '../../../models/evaluation/index.ts';
import { loadNounTagger, type FindNouns } from '../../../models/evaluation/nouns.ts';
import { bitmapFromRle, cutHeat, type Bitmap, type HeatMap } from '../../../models/masks/index.ts';
import { describeDevice } from '../../../models/runtime/devices.ts';
import type { MaskRecipe } from '../../../models/scoring/mask-recipe.ts';
import type { JobProgress } from '../jobs.ts';
import { holdModel } from '../model-library/model-lock.ts';
import { resolveModel, type ModelPlace } from '../models.ts';
import { cacheFolder } from '../paths.ts';
import { Scorer, type ScoringParameters } from '../scorer.ts';
import { sentenceOf } from '../sentence-of.ts';
import type { DeviceName, RunParameters } from '../types.ts';
import { openTruth, type TruthRequest } from './open-truth.ts';
import type { TruthKind, TruthSource } from './truth-source.ts';

export interface EvaluationRequest extends TruthRequest {
  /** A name of the library or a folder; the default model where none is named. */
  readonly model?: string;
  readonly device?: DeviceName;
  /** As a run has them; what is not given is a run's default, or the model's. */
  readonly parameters: Partial<Pick<ScoringParameters, 'preset' | 'dense' | 'tau' | 'threshold' | 'masks'>>;
  readonly methods: readonly EvaluationMethod[];
  readonly dropStopWords: boolean;
  readonly signal: AbortSignal;
  readonly report: (progress: JobProgress) => void;
}

/** A picture that could not be evaluated. */
export interface EvaluationFailure {
  readonly file: string;
  readonly why: string;
}

/** The value of `eval --json`. */
export interface DatasetEvaluation extends Omit<RunParameters, 'masks'>, PictureReport {
  /** What the masks were made by; evaluations from before it was told have none. */
  readonly recipe?: MaskRecipe;
  readonly dataset: string;
  readonly truth: TruthKind;
  readonly model: { readonly name: string; readonly sha256: string; readonly trained: boolean };
  /** What the model ran on. */
  readonly device: string;
  readonly stopWords: 'counted' | 'left out';
  readonly failed: number;
  /** The first of those that failed. */
  readonly errors: readonly EvaluationFailure[];
}

const keptErrors = 1000;
/** Of the intervals, so that the same evaluation has the same ones. */
const seed = 1;

/**
 * Compares what pre-labelling would propose with what is known to be true, a picture at a time; one that cannot be used is recorded, and the
 * rest goes on.
 * @throws TagmaskError as `openTruth`, `resolveModel` and `Scorer.open`; `nothing-evaluated` where every picture fails; the signal's reason
 */
export async function evaluateDataset(request: EvaluationRequest): Promise<DatasetEvaluation> {
  const source = await openTruth(request);
  try {
    const place = await resolveModel(request.model);
    const release = holdModel(place.folder);
    if (release === null)
      throw new TagmaskError(
        'conflict',
        'model-leaving',
        `The model ${place.name} is being removed: choose another one.`,
      );
    try {
      return await evaluateWith(place, source, request);
    } finally {
      release();
    }
  } finally {
    source.close();
  }
}

async function evaluateWith(
  { folder, name, base }: ModelPlace,
  source: TruthSource,
  request: EvaluationRequest,
): Promise<DatasetEvaluation> {
  const { parameters, device = 'auto', methods, dropStopWords } = request;
  const findNouns = methods.includes('pos') ? await loadNounTagger() : null;
  const scorer = await Scorer.open(folder, {
    ...{ parameters, device, cacheFolder: cacheFolder() },
    ...(base === undefined ? {} : { base }),
  });
  try {
    const { preset, dense, template, tau, threshold, floor, masks } = scorer.parameters;
    const counts = new PictureCounts({ tau, floor, methods, dropStopWords, seed });
    const { failed, errors } = await evaluatePictures(source, { scorer, findNouns, counts }, request);
    const { sha256, trained } = scorer.info;
    return {
      ...{ dataset: resolve(request.folder), truth: source.kind, model: { name, sha256, trained } },
      ...counts.report(),
      ...{
        preset,
        dense,
        template,
        tau,
        threshold,
        floor,
        recipe: masks,
        device: describeDevice(scorer.info.device),
      },
      ...{ stopWords: dropStopWords ? 'left out' : 'counted', failed, errors },
    };
  } finally {
    await scorer.close();
  }
}

interface Tools {
  readonly scorer: Scorer;
  readonly findNouns: FindNouns | null;
  readonly counts: PictureCounts;
}

async function evaluatePictures(
  source: TruthSource,
  { counts, ...tools }: Tools,
  { signal, report }: Pick<EvaluationRequest, 'signal' | 'report'>,
): Promise<Pick<DatasetEvaluation, 'failed' | 'errors'>> {
  const errors: EvaluationFailure[] = [];
  let [done, failed] = [0, 0];
  report({ done, total: source.total });
  for (const { name, pictureId, read } of source.items()) {
    signal.throwIfAborted();
    try {
      const { file, picture } = await read();
      counts.add(picture, await answerPicture(tools, file, picture), { file: name, pictureId });
    } catch (error) {
      failed++;
      if (errors.length < keptErrors) errors.push({ file: name, why: sentenceOf(error) });
    }
    report({ done: ++done, total: source.total, failed });
  }
  const [first] = errors;
  if (failed < done || first === undefined) return { failed, errors };
  const message = `None of the ${failed} pictures could be evaluated. The first, ${first.file}: ${first.why}`;
  throw new TagmaskError('input', 'nothing-evaluated', message);
}

/** As pre-labelling: the same decoding, scores, heat maps and masks. */
async function answerPicture(
  { scorer, findNouns }: Omit<Tools, 'counts'>,
  file: string,
  { captions, width, height }: JudgedPicture,
): Promise<PictureAnswer> {
  const toScore = captions.map(({ text, words }) => ({ text, words: words.map((word) => word.text) }));
  const scored = await scorer.scoreCaptions(await scorer.read(file), toScore);
  const { threshold, masks } = scorer.parameters;
  const cut = { threshold, cleanUp: masks.cleanUp };
  const drawMask = (heat: HeatMap): Bitmap => bitmapFromRle(cutHeat(heat, cut, { width, height }));
  return {
    scores: scored.captions.map(({ scores }) => scores),
    nouns: findNouns === null ? null : captions.map(({ text, words }) => findNouns(text, words)),
    maskOfTag: (tag) => drawMask(scored.heatOfWord(tag)),
    maskOfCaption: (index) => drawMask(scored.heatOfCaption(index)),
  };
}
