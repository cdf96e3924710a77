import type { MaskRecipe } from '../../models/scoring/mask-recipe.ts';
import { countOf } from './output.ts';

/** What masks were made by, in a line. */
export function describeRecipe(recipe: MaskRecipe): string {
  const { scales, mirrored, window, negatives, refine, stretched, cleanUp } = recipe;
  const parts = [
    `sizes ${[1, ...scales].join(' + ')}`,
    mirrored ? 'mirrored' : '',
    window > 0 ? `windows of ${window} times the model's side` : '',
    negatives.length > 0 ? countOf(negatives.length, 'background word') : '',
    `refined by ${refine}`,
    stretched ? 'stretched' : '',
    cleanUp.smallestPart > 0 ? `parts below ${cleanUp.smallestPart} ‰ of the picture go` : '',
    cleanUp.fillHoles > 0 ? `holes up to ${cleanUp.fillHoles} ‰ of the picture filled` : '',
    cleanUp.smooth > 0 ? `smoothed by ${cleanUp.smooth} ‰ of the short side` : '',
  ];
  return parts.filter((part) => part !== '').join(', ');
}
