/** What each step of a recipe is fed. */
import type { Tokenize } from '../clip/tokenizer.ts';
import { packCanvases } from '../contrastive/canvases.ts';
import { firstPlaceOf } from '../contrastive/graph.ts';
import { packCaptions } from '../contrastive/pack-captions.ts';
import { deriveSeed } from '../random.ts';
import type { Feeds } from '../runtime/session.ts';
import { Dice } from '../scenes/dice.ts';
import { pixelStatistics } from './pixel-statistics.ts';
import { gridsOf, planOf, type Recipe, type StepPlan } from './recipe.ts';
import { ScenePool, type CaptionedPicture, type Split } from './scene-pool.ts';

export interface BatchOptions {
  readonly tokenize: Tokenize;
  /** Share of captions that have the word. */
  readonly frequencyOf: (word: string) => number;
  readonly split: Split;
  /** What drawn scenes may take of the memory. */
  readonly maxPoolBytes: number;
}

/** A mirrored picture of such a caption would be another one. */
const hasSides = /\b(left|right)\b/i;

/** The captions with the one in front that is compared as a whole. */
function chooseCaption(captions: readonly string[], dice: Dice): string[] {
  const first = dice.whole(0, captions.length - 1);
  return [...captions.slice(first), ...captions.slice(0, first)];
}

export class SceneBatches {
  readonly #recipe: Recipe;
  readonly #options: BatchOptions;
  readonly #pool: ScenePool;

  constructor(recipe: Recipe, options: BatchOptions) {
    this.#recipe = recipe;
    this.#options = options;
    const { seed, captions } = recipe;
    this.#pool = new ScenePool({ seed, captions, split: options.split, maxBytes: options.maxPoolBytes });
  }

  /** The feeds of a step, counted from 0: the same whenever and wherever they are made. */
  make(step: number, plan: StepPlan = planOf(step, this.#recipe)): Feeds {
    const { seed, augment, shapes } = this.#recipe;
    const dice = new Dice(deriveSeed(seed, `${this.#options.split} step ${step}`));
    const captions: string[][] = [];
    const draw = (index: number) => {
      const own = dice.fork(1_000_000 + index);
      const picture = this.#draw(plan, own);
      captions[index] = chooseCaption(picture.captions, own);
      return { ...picture, mayMirror: !picture.captions.some((caption) => hasSides.test(caption)) };
    };
    const { patch } = shapes.vision;
    const firstPlace = firstPlaceOf(plan.grid, gridsOf(this.#recipe));
    const canvases = { ...plan, patch, firstPlace, augment, statistics: pixelStatistics };
    const pictures = packCanvases(plan.canvases, { dice, draw }, canvases);
    return { ...pictures, ...packCaptions(captions, { ...this.#options, pictures: plan.pictures }) };
  }

  #draw({ objects, style, drawnPx, scenes }: StepPlan, dice: Dice): CaptionedPicture {
    return this.#pool.take({ index: dice.whole(0, scenes - 1), objects, style, drawnPx });
  }
}
