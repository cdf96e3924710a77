import { createTokenizer } from '../../../models/clip/tokenizer.ts';
import type { Language } from '../../../models/starter/language.ts';
import type { BatchOptions } from '../../../models/starter/scene-batches.ts';
import { describeVocabulary } from '../../../models/starter/vocabulary.ts';

/** All scenes of each phase of the starter's recipe. */
const maxPoolBytes = 1_000_000_000;

/** What batches need of the language, in whichever thread they are made. */
export function batchOptions(
  { vocabulary, frequencies }: Language,
  context = 64,
): Omit<BatchOptions, 'split'> {
  const tokenize = createTokenizer(describeVocabulary(vocabulary), {
    context,
    vocabulary: Object.keys(vocabulary.vocab).length,
  });
  const frequencyOf = (word: string): number =>
    Object.hasOwn(frequencies, word) ? (frequencies[word] ?? 0) : 0;
  return { tokenize, frequencyOf, maxPoolBytes };
}
