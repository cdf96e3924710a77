/** Trains a CLIP from scratch by a recipe. */
import { createHash } from 'node:crypto';

import { buildContrastiveGraphs, scaleNames, type ContrastiveGraphs } from '../contrastive/graph.ts';
import { OnnxSession } from '../runtime/onnx.ts';
import { writeOnnxModel } from '../runtime/onnx-writer.ts';
import type { Feeds } from '../runtime/session.ts';
import { train, type Parameters, type TrainingProgress, type TrainingResult } from '../train/index.ts';
import type { CheckpointOptions } from '../train/checkpoints.ts';
import type { Calibration } from '../clip/types.ts';
import { gridsOf, type Recipe } from './recipe.ts';

export interface StarterTraining {
  /** With the size of its vocabulary. */
  readonly recipe: Recipe;
  /** Where to begin; changed in place. */
  readonly parameters: Parameters;
  /** The feeds of a step, beside the parameters: a function of the recipe and the step, wherever it is computed. */
  readonly feeds: (step: number) => Feeds | Promise<Feeds>;
  readonly threads: number;
  readonly checkpoints: CheckpointOptions;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: TrainingProgress) => void | Promise<void>;
  readonly onWarning?: (sentence: string) => void;
}

export const buildStarterGraphs = (recipe: Recipe): ContrastiveGraphs =>
  buildContrastiveGraphs(recipe.shapes, { ...recipe.losses, grids: gridsOf(recipe) });

const checkpointEvery = 200;

/** Everything is a parameter: the model has no weights of its own. */
const writeModel = (graph: ContrastiveGraphs['step']): Uint8Array<ArrayBuffer> => writeOnnxModel(graph, () => new Uint8Array()); // prettier-ignore

/** Runs until the last step or the signal, as `train` does, from the newest checkpoint on where there is one. Throws as `train` does. */
export async function trainStarter(training: StarterTraining): Promise<TrainingResult> {
  const { recipe, threads, feeds, ...rest } = training;
  const { step: graph } = buildStarterGraphs(recipe);
  const model = writeModel(graph);
  const session = await OnnxSession.create(graph, model, { provider: 'cpu', threads });
  try {
    return await train({
      ...rest,
      session,
      network: createHash('sha256').update(model).digest('hex').slice(0, 16),
      data: {
        // Scenes are drawn by the step's number: an item stands for one step.
        items: recipe.steps,
        identity: createHash('sha256').update(JSON.stringify(recipe)).digest('hex').slice(0, 16),
        feeds: (_items, _random, step) => feeds(step),
      },
      options: {
        steps: recipe.steps,
        batch: 1,
        seed: recipe.seed,
        learningRate: recipe.learningRate,
        warmupSteps: recipe.warmupSteps,
        adamW: { weightDecay: recipe.weightDecay, beta2: 0.98 },
        checkpointEvery,
      },
    });
  } finally {
    await session.close();
  }
}

/**
 * The heat map that the word loss has learnt: σ(scale·c + bias) is how likely a caption names what is at a patch. The best raw score of a caption
 * that names nothing in the picture stays below the floor.
 */
export function calibrationOf(parameters: Parameters): Calibration {
  const [w = 10, b = -4] = [scaleNames.word, scaleNames.wordBias].map((name) => parameters[name]?.data[0]);
  return {
    w,
    b,
    threshold: 0.5,
    floor: Math.max(-1, Math.min(1, (Math.log(0.1 / 0.9) - b) / w)),
    templateSet: 'bare',
  };
}
