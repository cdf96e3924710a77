import { cleanUpNames } from '../../../models/masks/index.ts';
import type { RunParameters } from '../../../src-main/services/types.ts';
import { formatCount, formatPerMille } from '../../format.ts';
import { words } from '../../words.ts';

/** What a run's masks were made by, in a line: its own sizes, what competes, what brings it to edges, and the clean-up. */
export function describeRecipe(recipe: RunParameters['masks']): string {
  const { scales, mirrored, window, negatives, refine, stretched, cleanUp } = recipe;
  const said = words.recipe;

  const parts = [
    said.scales([1, ...scales].map(formatCount).join(' + ')),
    ...(mirrored ? [said.mirrored] : []),
    ...(window > 0 ? [said.window(formatCount(window))] : []),
    ...(negatives.length > 0 ? [said.negatives(negatives.length)] : []),
    said.refine[refine],
    ...(stretched ? [said.stretched] : []),
    ...cleanUpNames
      .filter((name) => cleanUp[name] > 0)
      .map((name) => said.steps[name](formatPerMille(cleanUp[name]))),
  ];
  return parts.join(' · ');
}
