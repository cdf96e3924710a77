import { TagmaskError } from '../../models/errors.ts';
import type { MaskRecipe, RefineName } from '../../models/scoring/mask-recipe.ts';
import { recipeOf } from './scorer-presets.ts';
import type { PresetName } from './types.ts';

/** What a run may ask for beside its preset's recipe of masks. */
export interface MaskChoice {
  readonly refine?: RefineName;
  /** Words that compete with the tags for every patch; none where the list is empty. */
  readonly negatives?: readonly string[];
}

export const refineNames: readonly RefineName[] = ['none', 'guided', 'pamr'];

/** Each costs as much as a tag, in every look at every picture. */
export const mostNegatives = 100;
export const longestNegative = 60;

/** @throws TagmaskError `bad-negatives` */
export function recipeFor(preset: PresetName, { refine, negatives }: MaskChoice): MaskRecipe {
  return {
    ...recipeOf(preset),
    ...(refine === undefined ? {} : { refine }),
    ...(negatives === undefined ? {} : { negatives: checkNegatives(negatives) }),
  };
}

/** As tags are written: NFC, lower case, each once. */
function checkNegatives(words: readonly string[]): string[] {
  const texts = words.map((word) => word.normalize('NFC').toLowerCase().trim()).filter((word) => word !== '');
  const tooLong = texts.find((text) => text.length > longestNegative);
  if (tooLong === undefined && texts.length <= mostNegatives) return [...new Set(texts)];
  const found = tooLong === undefined ? `${texts.length} words` : `a word of ${tooLong.length} characters`;
  throw new TagmaskError(
    'input',
    'bad-negatives',
    `The background words hold ${found}; give at most ${mostNegatives} words of at most ${longestNegative} characters.`,
  );
}
