/** `train --objective clip`: a CLIP from nothing but drawn scenes with captions. */
import { rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';

import { hashModel } from '../../../models/clip/weights-file.ts';
import { learnLanguage, type Language } from '../../../models/starter/language.ts';
import { withVocabulary, type Recipe } from '../../../models/starter/recipe.ts';
import { drawStart } from '../../../models/starter/start-weights.ts';
import { calibrationOf, trainStarter } from '../../../models/starter/train-starter.ts';
import { writeModelFolder } from '../../../models/starter/write-model.ts';
import type { Parameters, TrainingProgress } from '../../../models/train/index.ts';
import { Pace } from '../training/pace.ts';
import {
  checkPlaces,
  checkpointsOf,
  newestCheckpoint,
  stoppedError,
  type TrainingPlace,
} from '../training/place.ts';
import { version } from '../version.ts';
import { evaluateFolder, HeldOutLoss, type SceneReport } from './measure.ts';
import { SceneThread } from './scene-thread.ts';

export interface ClipTraining extends TrainingPlace {
  readonly recipe: Recipe;
  readonly threads?: number;
  /** Steps from one held-out loss to the next; every fourth time tags and masks are evaluated too. */
  readonly measureEvery: number;
  /** Held-out scenes of the evaluations on the way; the last one has three times as many. */
  readonly scenes: number;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: ClipProgress) => void;
  readonly onWarning: (sentence: string) => void;
}

export type ClipProgress =
  | {
      readonly type: 'step';
      readonly step: number;
      readonly steps: number;
      readonly loss: number;
      readonly parts: Readonly<Record<string, number>>;
      readonly learningRate: number;
      readonly gradientNorm: number;
      /** Of this process, from its beginning on. */
      readonly picturesPerSecond: number;
      readonly secondsLeft: number;
    }
  | { readonly type: 'held-out'; readonly step: number; readonly losses: Readonly<Record<string, number>> }
  | { readonly type: 'evaluation'; readonly step: number; readonly report: SceneReport };

export interface ClipResult {
  readonly type: 'result';
  readonly folder: string;
  readonly sha256: string;
  readonly steps: number;
  /** Seconds of this process; those before a resume are not counted. */
  readonly seconds: number;
  readonly evaluation: SceneReport;
}

/** What is trained, and what goes with it into the model's folder. */
interface Model {
  readonly recipe: Recipe;
  readonly language: Language;
  readonly parameters: Parameters;
}

function writeModel(
  folder: string,
  { recipe, language, parameters }: Model,
  provenance: object,
): Promise<void> {
  const { shapes } = recipe;
  const calibration = calibrationOf(parameters);
  return writeModelFolder(folder, { shapes, vocabulary: language.vocabulary, parameters, calibration, provenance: { ...provenance } }); // prettier-ignore
}

/** The present weights as a model of their own, evaluated and removed again. */
async function evaluateNow(
  model: Model,
  { out, scenes, threads }: ClipTraining & { threads: number },
): Promise<SceneReport> {
  const scratch = join(checkpointsOf(out), 'evaluation');
  const folder = join(scratch, 'model');
  await rm(scratch, { recursive: true, force: true });
  try {
    await writeModel(folder, model, {});
    return await evaluateFolder(folder, { scratch, scenes, seed: model.recipe.seed, threads });
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

function describeStep(progress: TrainingProgress, picturesPerSecond: number): ClipProgress {
  const { step, steps, loss, scalars, learningRate, gradientNorm, secondsLeft } = progress;
  const { loss: _, ...parts } = scalars;
  return {
    type: 'step',
    step,
    steps,
    loss,
    parts,
    learningRate,
    gradientNorm,
    picturesPerSecond,
    secondsLeft,
  };
}

async function runTraining(model: Model, training: ClipTraining & { threads: number }): Promise<boolean> {
  const { recipe, language, parameters } = model;
  const { threads, out, signal, onProgress, onWarning, measureEvery } = training;
  const heldOut = await HeldOutLoss.open({ recipe, language, threads });
  const scenes = new SceneThread({ recipe, language });
  const pace = new Pace();
  let pictures = 0;
  try {
    const { isFinished } = await trainStarter({
      ...{ recipe, parameters, threads, signal, onWarning },
      checkpoints: { folder: checkpointsOf(out) },
      feeds: async (step) => {
        const feeds = await scenes.feeds(step);
        pictures = (feeds['captions']?.shape ?? []).reduce((product, size) => product * size, 1);
        return feeds;
      },
      onProgress: async (progress) => {
        const { step } = progress;
        onProgress(describeStep(progress, pace.add(pictures)));
        if (step % measureEvery !== 0) return;
        onProgress({ type: 'held-out', step, losses: await heldOut.measure(parameters) });
        if (step % (4 * measureEvery) === 0)
          onProgress({ type: 'evaluation', step, report: await evaluateNow(model, training) });
      },
    });
    return isFinished;
  } finally {
    await scenes.stop();
    await heldOut.close();
  }
}

/**
 * Trains, and writes a CLIP in Hugging Face's layout. Stopped by the signal it leaves its checkpoint and throws a TagmaskError `stopped` that says
 * how to go on; a resumed training ends with the numbers of one that was never stopped, on the same machine and as many threads.
 */
export async function trainClip(given: ClipTraining): Promise<ClipResult> {
  const start = performance.now();
  await checkPlaces(given);
  const training = { ...given, threads: given.threads ?? availableParallelism() };
  const language = learnLanguage(given.recipe);
  const recipe = withVocabulary(given.recipe, Object.keys(language.vocabulary.vocab).length);
  const model = { recipe, language, parameters: drawStart(recipe.shapes, recipe.seed) };
  const out = resolve(given.out);
  if (!(await runTraining(model, training))) {
    throw stoppedError(await newestCheckpoint(checkpointsOf(out)), recipe.steps);
  }
  await writeModel(out, model, { tagmask: version, recipe });
  const scratch = checkpointsOf(out);
  const { threads } = training;
  const evaluation = await evaluateFolder(out, {
    scratch,
    scenes: 3 * given.scenes,
    seed: recipe.seed,
    threads,
  });
  const sha256 = await hashModel(out, scratch);
  await rm(scratch, { recursive: true, force: true });
  const seconds = Math.round((performance.now() - start) / 1000);
  return { type: 'result', folder: out, sha256, steps: recipe.steps, seconds, evaluation };
}
