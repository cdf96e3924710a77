import { refineNames, type MaskChoice } from '../services/mask-choice.ts';
import { choiceOption, textOption, type Invocation } from './command.ts';

/** `--refine` and `--negatives`, as far as they were given. */
export function maskChoice(invocation: Invocation): { -readonly [Key in keyof MaskChoice]: MaskChoice[Key] } {
  const refine = choiceOption(invocation, 'refine', refineNames);
  const negatives = textOption(invocation, 'negatives');
  return {
    ...(refine === undefined ? {} : { refine }),
    ...(negatives === undefined ? {} : { negatives: negatives === 'none' ? [] : negatives.split(',') }),
  };
}
