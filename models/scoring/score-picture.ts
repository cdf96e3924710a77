/** From a picture and its captions to scores and heat maps: the one way that pre-labelling, evaluation and training's own measurements go. */
import { normaliseInPlace, type ClipModel } from '../clip/index.ts';
import { heatFromCosines, quantiseHeat, type HeatMap, type HeatScale, type Size } from '../masks/index.ts';
import type { FloatTensor } from '../runtime/session.ts';
import {
  patchCosines,
  scoreWords,
  selectRelevant,
  type ScoredCaption,
  type SelectionLimits,
} from '../tagging/index.ts';

/** What decides on the answer besides the model. */
export interface PictureScoring extends SelectionLimits, HeatScale {
  /** Name of the set of prompt templates that words are embedded with. */
  readonly template: string;
}

export interface PictureToScore {
  /** Normalised [1, 3, H, W]. */
  readonly input: FloatTensor;
  /** A caption with its words in their order, repeats included. */
  readonly captions: readonly { readonly text: string; readonly words: readonly string[] }[];
}

export interface ScoredPicture {
  /** Of the patches, and so of each heat map. */
  readonly grid: Size;
  /** In the order of the captions. */
  readonly captions: readonly ScoredCaption[];
  /** M of a word of the captions; all the same for any other text. */
  readonly heatOfWord: (word: string) => HeatMap;
  /** M_T of the caption with this index, as written and without a template. */
  readonly heatOfCaption: (index: number) => HeatMap;
}

/** Stop words take part like all others: the normalisation over a caption needs its irrelevant words. */
export async function scorePicture(
  model: ClipModel,
  { input, captions }: PictureToScore,
  scoring: PictureScoring,
): Promise<ScoredPicture> {
  const { embedDim } = model.info;
  const { global, dense, grid } = await model.imageFeatures(input);
  const words = [...new Set(captions.flatMap((caption) => caption.words))];
  const embeddings = await model.tagEmbeddings(words, scoring.template);
  const { data: texts } = await model.textFeatures(captions.map(({ text }) => text)); // [captions, D]
  for (const data of [global.data, dense.data, texts]) normaliseInPlace(data, embedDim);
  const byWord = new Map(words.map((word, i) => [word, embeddings[i]]));
  const embeddingOf = (word: string): Float32Array => byWord.get(word) ?? new Float32Array(embedDim);
  const captionAt = (index: number): Float32Array => texts.subarray(index * embedDim, (index + 1) * embedDim);
  const heatOf = (embedding: Float32Array): HeatMap =>
    quantiseHeat(heatFromCosines(patchCosines(dense.data, embedding), scoring), grid);
  const scored = captions.map((caption, index) => {
    const parts = { image: global.data, patches: dense.data, caption: captionAt(index) };
    const scores = scoreWords({ ...parts, words: caption.words.map(embeddingOf) });
    return { words: caption.words, scores, ...selectRelevant(scores.pixel, scoring) };
  });
  return {
    grid,
    captions: scored,
    heatOfWord: (word) => heatOf(embeddingOf(word)),
    heatOfCaption: (index) => heatOf(captionAt(index)),
  };
}
