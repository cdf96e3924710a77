import { inputSize, type InputSize } from '../../models/clip/index.ts';
import type { ClipInfo } from '../../models/clip/types.ts';
import { TagmaskError } from '../../models/errors.ts';

import type { PresetName } from './types.ts';

/** The picture's short side in the model, as a multiple of the side that the model was trained on. */
const shortSides: Readonly<Record<PresetName, number>> = { fast: 1, balanced: 2 };

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

/** The size in pixels at which a picture of the displayed size goes into a model. */
export function inputSizeFor(
  preset: PresetName,
  displayed: InputSize,
  model: Pick<ClipInfo, 'imageSide' | 'patch'>,
): InputSize {
  const shortSide = shortSides[preset] * model.imageSide;
  return inputSize(displayed, { shortSide, patch: model.patch, maxLong: longestAspect * shortSide });
}
