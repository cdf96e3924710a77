/** How a starter model is made: everything that decides on its numbers, as plain data. */
import type { AugmentOptions } from '../contrastive/augment.ts';
import type { ClipShapes } from '../contrastive/graph.ts';
import type { CanvasPlan } from '../contrastive/layout.ts';
import type { LossOptions } from '../contrastive/losses.ts';

/** How a scene's captions speak (models/scenes). */
export type SceneStyle = 'names' | 'plain' | 'rich';

/** What a step sees. */
export interface StepPlan extends CanvasPlan {
  /** B */
  readonly canvases: number;
  /** Things in a scene, at least and at most. */
  readonly objects: readonly [min: number, max: number];
  readonly style: SceneStyle;
  /** Height in pixels that scenes are drawn at before they are cropped and scaled onto the canvas. */
  readonly drawnPx: number;
  /** How many scenes there are. They come again with other crops and captions: to draw one costs as much as to train on it. */
  readonly scenes: number;
}

export interface Phase {
  /** Share of all steps after which the next phase begins. */
  readonly until: number;
  /** Taken in turns. */
  readonly plans: readonly StepPlan[];
}

export interface Recipe {
  readonly seed: number;
  readonly steps: number;
  readonly learningRate: number;
  readonly warmupSteps: number;
  readonly weightDecay: number;
  readonly shapes: ClipShapes;
  readonly losses: LossOptions;
  readonly augment: AugmentOptions;
  /** Captions of a scene: one is compared as a whole, the words of all are named. */
  readonly captions: number;
  readonly phases: readonly Phase[];
}

const patch = 8;
const tower = { activation: 'quick_gelu', epsilon: 1e-5, embedDim: 128 } as const;

/** Small enough for 8 MB in half precision, and for some hundred thousand pictures an hour on two cores. */
const shapes: ClipShapes = {
  vision: { ...tower, width: 128, layers: 6, heads: 4, mlpWidth: 512, imageSide: 96, patch, channels: 3 },
  // The vocabulary is as large as the captions make it: `withVocabulary`.
  text: { ...tower, width: 128, layers: 2, heads: 4, mlpWidth: 512, vocabulary: 4096, context: 64 },
};

const few = [1, 2] as const;
const many = [1, 5] as const;

/** Four small pictures on a canvas of the native size: many pictures cheaply, to learn what things look like. */
const small: StepPlan = {
  ...{ grid: 12, pictures: 4, rows: 12, canvases: 8 },
  ...{ objects: few, style: 'plain', drawnPx: 64, scenes: 30_000 },
};
const smallRich: StepPlan = { ...small, objects: many, style: 'rich' };
/** Four pictures of the native size, of which a third of the patches is seen. */
const third: StepPlan = { ...smallRich, grid: 24, rows: 8, drawnPx: 112, scenes: 10_000 };
/** One picture of the native size, whole. */
const whole: StepPlan = { ...third, grid: 12, pictures: 1, rows: 12, canvases: 10 };
/** One picture of twice the native size, which is how pre-labelling sees pictures unless told otherwise. */
const large: StepPlan = { ...third, pictures: 1, rows: 9, canvases: 6, drawnPx: 160, scenes: 2000 };

const starter: Recipe = {
  seed: 1,
  steps: 13_000,
  learningRate: 1e-3,
  warmupSteps: 200,
  weightDecay: 0.05,
  shapes,
  losses: { weights: { caption: 0.25, region: 0.5, word: 1 }, sharpness: 12 },
  augment: { leastCrop: 0.7, jitter: 0.15, erase: 0.15 },
  captions: 3,
  phases: [
    { until: 0.2, plans: [small] },
    { until: 0.6, plans: [smallRich, third] },
    { until: 1, plans: [third, whole, third, large] },
  ],
};

const tinyTower = { ...tower, embedDim: 32, width: 32, layers: 2, heads: 2, mlpWidth: 64 };

/** Learns next to nothing, in seconds: to try the machinery. */
const tiny: Recipe = {
  ...starter,
  steps: 12,
  warmupSteps: 2,
  shapes: {
    vision: { ...shapes.vision, ...tinyTower, imageSide: 48 },
    text: { ...shapes.text, ...tinyTower },
  },
  phases: [
    { until: 0.5, plans: [{ ...small, grid: 6, rows: 6, canvases: 2, drawnPx: 32, scenes: 60 }] },
    { until: 1, plans: [{ ...whole, grid: 12, rows: 4, canvases: 3, drawnPx: 48, scenes: 60 }] },
  ],
};

export const recipes = { starter, tiny } as const satisfies Readonly<Record<string, Recipe>>;
export type RecipeName = keyof typeof recipes;
export const recipeNames = Object.keys(recipes) as readonly RecipeName[];

/** All sides of canvases, smallest first. */
export const gridsOf = ({ phases }: Recipe): number[] =>
  [...new Set(phases.flatMap(({ plans }) => plans.map(({ grid }) => grid)))].sort((a, b) => a - b);

/** What step `step`, counted from 0, sees. */
export function planOf(step: number, { steps, phases }: Recipe): StepPlan {
  const phase = phases.find(({ until }) => step < until * steps) ?? phases.at(-1);
  const plan = phase?.plans[step % phase.plans.length];
  if (plan === undefined) throw new RangeError('A recipe needs a phase, and a phase a plan.');
  return plan;
}

export const withVocabulary = (recipe: Recipe, vocabulary: number): Recipe => ({
  ...recipe,
  shapes: { ...recipe.shapes, text: { ...recipe.shapes.text, vocabulary } },
});
