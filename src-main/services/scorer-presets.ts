import { inputSize, type InputSize } from '../../models/clip/index.ts';
import type { ClipInfo } from '../../models/clip/types.ts';
import { TagmaskError } from '../../models/errors.ts';
import { noCleanUp } from '../../models/masks/index.ts';
import { commonNegatives, plainRecipe, type MaskRecipe } from '../../models/scoring/mask-recipe.ts';

import type { PresetName } from './types.ts';

/** The picture's short side in the model, as a multiple of the side that the model was trained on. */
const shortSides: Readonly<Record<PresetName, number>> = { fast: 1, balanced: 2, paper: 2 };

const ours = {
  mirrored: false,
  window: 0,
  negatives: commonNegatives,
  refine: 'guided',
  stretched: true,
  cleanUp: noCleanUp,
} as const;

/** `paper` is the authors' recipe (TTD, after TCL), for models of 224 pixels: 448 at four scales, mirrored, through windows of 448, with PAMR. */
const recipes: Readonly<Record<PresetName, MaskRecipe>> = {
  fast: { ...ours, scales: [] },
  balanced: { ...ours, scales: [0.5] },
  paper: { ...plainRecipe, scales: [0.5, 1.5, 2], mirrored: true, window: 2, refine: 'pamr' },
};

export const recipeOf = (preset: PresetName): MaskRecipe => recipes[preset];

export const presetNames = Object.keys(shortSides) as readonly PresetName[];

/** Attention costs the square of the patches: a longer panorama goes in whole, but smaller. */
const longestAspect = 3;

/** @throws TagmaskError `unknown-preset` */
export function checkPreset(preset: string): PresetName {
  const known = presetNames.find((name) => name === preset);
  if (known !== undefined) return known;
  const message = `There is no preset "${preset}"; take one of ${presetNames.join(', ')}.`;
  throw new TagmaskError('input', 'unknown-preset', message);
}

/** The size in pixels at which a picture of the displayed size goes into a model, at a scale of the preset's recipe. */
export function inputSizeFor(
  preset: PresetName,
  displayed: InputSize,
  model: Pick<ClipInfo, 'imageSide' | 'patch'>,
  scale = 1,
): InputSize {
  const shortSide = scale * shortSides[preset] * model.imageSide;
  return inputSize(displayed, { shortSide, patch: model.patch, maxLong: longestAspect * shortSide });
}
