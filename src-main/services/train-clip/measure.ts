/** What a training says of itself on scenes that it does not see. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';

import { ClipModel } from '../../../models/clip/index.ts';
import { evaluate, type EvaluationReport } from '../../../models/evaluation/index.ts';
import { OnnxSession } from '../../../models/runtime/onnx.ts';
import { writeOnnxModel } from '../../../models/runtime/onnx-writer.ts';
import type { Feeds } from '../../../models/runtime/session.ts';
import { drawHeldOut } from '../../../models/starter/held-out.ts';
import type { Language } from '../../../models/starter/language.ts';
import { planOf, type Recipe } from '../../../models/starter/recipe.ts';
import { SceneBatches } from '../../../models/starter/scene-batches.ts';
import { buildStarterGraphs } from '../../../models/starter/train-starter.ts';
import type { Parameters } from '../../../models/train/index.ts';
import { batchOptions } from './batch-options.ts';

const lossBatches = 2;

/** The losses on the same held-out scenes each time, as the last step would see them. */
export class HeldOutLoss {
  readonly #session: OnnxSession;
  readonly #batches: readonly Feeds[];

  private constructor(session: OnnxSession, batches: readonly Feeds[]) {
    this.#session = session;
    this.#batches = batches;
  }

  static async open({
    recipe,
    language,
    threads,
  }: {
    recipe: Recipe;
    language: Language;
    threads: number;
  }): Promise<HeldOutLoss> {
    const { losses } = buildStarterGraphs(recipe);
    const batches = new SceneBatches(recipe, { ...batchOptions(language), split: 'held-out' });
    const plan = planOf(recipe.steps - 1, recipe);
    const feeds = Array.from({ length: lossBatches }, (_, index) => batches.make(index, plan));
    const model = writeOnnxModel(losses, () => new Uint8Array());
    return new HeldOutLoss(await OnnxSession.create(losses, model, { provider: 'cpu', threads }), feeds);
  }

  /** The loss and its parts, each the mean of the batches. */
  async measure(parameters: Parameters): Promise<Record<string, number>> {
    const means: Record<string, number> = {};
    for (const feeds of this.#batches) {
      const outputs = await this.#session.run({ ...parameters, ...feeds });
      for (const [name, { data }] of Object.entries(outputs))
        means[name] = (means[name] ?? 0) + (data[0] ?? NaN) / this.#batches.length;
    }
    return means;
  }

  close(): Promise<void> {
    return this.#session.close();
  }
}

export interface SceneReport {
  /** Side of the pictures in pixels: the native one, and twice that, which is the default of pre-labelling. */
  readonly native: EvaluationReport;
  readonly double: EvaluationReport;
}

/** Opens the folder as every model is opened, and evaluates it on so many held-out scenes. Compiled graphs go to `scratch` and are gone then. */
export async function evaluateFolder(
  folder: string,
  { scratch, scenes, seed, threads }: { scratch: string; scenes: number; seed: number; threads: number },
): Promise<SceneReport> {
  const cacheFolder = join(scratch, 'cache');
  const model = await ClipModel.open(folder, { cacheFolder, threads, device: 'cpu' });
  try {
    const { imageSide } = model.info;
    const on = (sidePx: number) => evaluate(model, drawHeldOut({ seed, count: scenes, sidePx }, model.info));
    return { native: await on(imageSide), double: await on(2 * imageSide) };
  } finally {
    await model.close();
    await rm(cacheFolder, { recursive: true, force: true });
  }
}
