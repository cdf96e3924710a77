import { mostCleanUp } from '../../models/masks/index.ts';
import { refineNames, type MaskChoice } from '../services/mask-choice.ts';
import { choiceOption, numberOption, textOption, UsageError, type Invocation } from './command.ts';

export const maskUsage =
  '[--refine none|guided|pamr] [--negatives WORD,…|none] [--smallest-part ‰] [--fill-holes ‰] [--smooth ‰]';

export const maskOptions = {
  refine: { type: 'string' },
  negatives: { type: 'string' },
  'smallest-part': { type: 'string' },
  'fill-holes': { type: 'string' },
  smooth: { type: 'string' },
} as const;

/** What was given of `maskOptions`. */
export function maskChoice(invocation: Invocation): MaskChoice {
  const refine = choiceOption(invocation, 'refine', refineNames);
  const negatives = textOption(invocation, 'negatives');
  const cleanUp = cleanUpChoice(invocation);
  return {
    ...(refine === undefined ? {} : { refine }),
    ...(negatives === undefined ? {} : { negatives: negatives === 'none' ? [] : negatives.split(',') }),
    ...(Object.keys(cleanUp).length === 0 ? {} : { cleanUp }),
  };
}

function cleanUpChoice(invocation: Invocation): NonNullable<MaskChoice['cleanUp']> {
  const smallestPart = thousandthsOption(invocation, 'smallest-part');
  const fillHoles = thousandthsOption(invocation, 'fill-holes');
  const smooth = thousandthsOption(invocation, 'smooth');
  return {
    ...(smallestPart === undefined ? {} : { smallestPart }),
    ...(fillHoles === undefined ? {} : { fillHoles }),
    ...(smooth === undefined ? {} : { smooth }),
  };
}

/** Of the picture: its area, or its short side. */
function thousandthsOption(invocation: Invocation, name: string): number | undefined {
  const value = numberOption(invocation, name, 0);
  if (value === undefined || value <= mostCleanUp) return value;
  throw new UsageError(
    `--${name} takes thousandths of the picture, a number from 0 to ${mostCleanUp}, not "${value}".`,
  );
}
