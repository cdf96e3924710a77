/** Models that have a name of their own here, and how a name that is none was probably meant. */

export interface KnownModel {
  /** As it is pulled and as it is called in the library. */
  readonly name: string;
  readonly repository: string;
  readonly title: string;
  /** The weights in fp32, four bytes a parameter: nearly all of the download. */
  readonly bytes: number;
  readonly licence: string;
}

/** OpenAI's code is under MIT; the model cards name no licence for the weights, and call deployed use out of scope. */
const licence = 'MIT for the code, none named for the weights';

export const knownModels: readonly KnownModel[] = [
  {
    name: 'vit-b-16',
    repository: 'openai/clip-vit-base-patch16',
    title: 'OpenAI CLIP ViT-B/16',
    bytes: 4 * 149_620_737,
    licence,
  },
  {
    name: 'vit-b-32',
    repository: 'openai/clip-vit-base-patch32',
    title: 'OpenAI CLIP ViT-B/32',
    bytes: 4 * 151_277_313,
    licence,
  },
  {
    name: 'vit-l-14',
    repository: 'openai/clip-vit-large-patch14',
    title: 'OpenAI CLIP ViT-L/14',
    bytes: 4 * 427_616_513,
    licence,
  },
];

/** By name or repository, in any case. */
export function findKnownModel(text: string): KnownModel | undefined {
  const wanted = text.toLowerCase();
  return knownModels.find(({ name, repository }) => name === wanted || repository === wanted);
}

/** The known name or repository that `text` is a slip of the finger away from. */
export function suggestKnownModel(text: string): string | undefined {
  const wanted = text.toLowerCase();
  const candidates = knownModels.flatMap(({ name, repository }) => [name, repository]);
  const ranked = candidates
    .map((candidate) => ({ candidate, distance: editDistance(wanted, candidate) }))
    .sort((a, b) => a.distance - b.distance);
  const [nearest] = ranked;
  return nearest !== undefined && nearest.distance <= Math.max(2, wanted.length / 4)
    ? nearest.candidate
    : undefined;
}

/** Levenshtein's distance, a row of the table at a time. */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [i, letter] of [...from].entries()) {
    const next = [i + 1];
    for (let j = 0; j < to.length; j += 1) {
      const replaced = (row[j] ?? 0) + (letter === to[j] ? 0 : 1);
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
