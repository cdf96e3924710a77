import { TagmaskError } from '../errors.ts';

/**
 * Sets of prompts around a word, by name. `photo` is the prompt of CLIP's README; `ensemble` the seven that its authors
 * found to do best together (openai/CLIP, notebooks/Prompt_Engineering_for_ImageNet). An ensemble's embeddings are
 * normalised, averaged and normalised again.
 */
const templates: ReadonlyMap<string, readonly string[]> = new Map([
  ['bare', ['{}']],
  ['photo', ['a photo of a {}.']],
  [
    'ensemble',
    [
      'itap of a {}.',
      'a bad photo of the {}.',
      'a origami {}.',
      'a photo of the large {}.',
      'a {} in a video game.',
      'art of the {}.',
      'a photo of the small {}.',
    ],
  ],
]);

export const templateNames: readonly string[] = [...templates.keys()];

/**
 * The texts to embed for a word, one a template of the set.
 * @throws {TagmaskError} `unknown-template`
 */
export function promptsFor(template: string, word: string): string[] {
  const set = templates.get(template);
  if (set === undefined) {
    throw new TagmaskError(
      'input',
      'unknown-template',
      `There is no prompt template "${template}"; take one of ${templateNames.join(', ')}.`,
    );
  }
  // A function, because `$&` and its like have a meaning in a replacement string.
  return set.map((prompt) => prompt.replace('{}', () => word));
}
