import { TagmaskError } from '../../models/errors.ts';
import type { CleanUp } from '../../models/masks/index.ts';
import type { MaskRecipe, RefineName } from '../../models/scoring/mask-recipe.ts';
import { recipeOf } from './scorer-presets.ts';
import type { PresetName } from './types.ts';

/** What a run may ask for beside its preset's recipe of masks. */
export interface MaskChoice {
  readonly refine?: RefineName;
  /** Words that compete with the tags for every patch; none where the list is empty. */
  readonly negatives?: readonly string[];
  /** What is not named stays the preset's. */
  readonly cleanUp?: { readonly [Name in keyof CleanUp]?: CleanUp[Name] | undefined };
}

export const refineNames: readonly RefineName[] = ['none', 'guided', 'pamr'];

/** Each costs as much as a tag, in every look at every picture. */
export const mostNegatives = 100;
export const longestNegative = 60;

/** @throws TagmaskError `bad-negatives` */
export function recipeFor(preset: PresetName, { refine, negatives, cleanUp = {} }: MaskChoice): MaskRecipe {
  const recipe = recipeOf(preset);
  const asked = Object.entries(cleanUp).filter(([, thousandths]) => thousandths !== undefined);
  return {
    ...recipe,
    ...(refine === undefined ? {} : { refine }),
    ...(negatives === undefined ? {} : { negatives: checkNegatives(negatives) }),
    cleanUp: { ...recipe.cleanUp, ...Object.fromEntries(asked) },
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
