import { normaliseScores } from './select.ts';

/** All L2-normalised, so that a dot product is a cosine; D is the length of `image`. */
export interface CaptionEmbeddings {
  /** v_I [D]: the picture. */
  readonly image: Float32Array;
  /** v_p [P, D]: its patches. */
  readonly patches: Float32Array;
  /** e_T [D]: the caption. */
  readonly caption: Float32Array;
  /** e_t, n times [D]: the caption's words. */
  readonly words: readonly Float32Array[];
}

/** One number a word of the caption, in the order of the words. Cosines, except `imageText`, a sum from 0 to 2. */
export interface WordScores {
  readonly image: readonly number[];
  readonly text: readonly number[];
  readonly imageText: readonly number[];
  readonly pixel: readonly number[];
}

/** Cosines [P] of the patches [P, D] with one embedding [D]. */
export function patchCosines(patches: Float32Array, embedding: Float32Array): Float32Array {
  const cosines = new Float32Array(patches.length / embedding.length);
  for (let p = 0; p < cosines.length; p++) cosines[p] = dot(patches, embedding, p * embedding.length);
  return cosines;
}

/** How well each word of a caption fits the picture (Jo et al., TTD, Eqs. 1, 2 and 7). */
export function scoreWords({ image, patches, caption, words }: CaptionEmbeddings): WordScores {
  const byImage = words.map((word) => dot(image, word));
  const byText = words.map((word) => dot(caption, word));
  return {
    image: byImage,
    text: byText,
    imageText: addNormalised(byImage, byText),
    pixel: words.map((word) =>
      patchCosines(patches, word).reduce((most, value) => Math.max(most, value), -1),
    ),
  };
}

/** Both are brought to 0…1 over the caption first: cosines between texts are far larger than those with pictures. */
function addNormalised(a: readonly number[], b: readonly number[]): number[] {
  const other = normaliseScores(b);
  return normaliseScores(a).map((value, i) => value + (other[i] ?? 0));
}

function dot(a: Float32Array, b: Float32Array, offset = 0): number {
  let sum = 0;
  for (let i = 0; i < b.length; i++) sum += (a[offset + i] ?? 0) * (b[i] ?? 0);
  return sum;
}
