/** From a picture and its captions to scores and heat maps: the one way that pre-labelling, evaluation and training's own measurements go. */
import { normaliseInPlace, type ClipModel } from '../clip/index.ts';
import { quantiseHeat, stretchHeat, type HeatMap, type HeatScale, type Size } from '../masks/index.ts';
import type { FloatTensor } from '../runtime/session.ts';
import {
  isStopWord,
  scoreWords,
  selectRelevant,
  type ScoredCaption,
  type SelectionLimits,
} from '../tagging/index.ts';
import { createHeat } from './heat-of-looks.ts';
import { lookAt, type Look } from './looks.ts';
import { plainRecipe, type MaskRecipe } from './mask-recipe.ts';
import { createRefiner } from './refine.ts';

/** What decides on the answer besides the model. */
export interface PictureScoring extends SelectionLimits, HeatScale {
  /** Name of the set of prompt templates that words are embedded with. */
  readonly template: string;
  /** `plainRecipe` unless told. It decides on masks alone: scores come from the first input as a whole. */
  readonly masks?: MaskRecipe;
}

export interface PictureToScore {
  /** Normalised [1, 3, H, W]. */
  readonly input: FloatTensor;
  /** The same picture at the recipe's further scales. */
  readonly more?: readonly FloatTensor[];
  /** A caption with its words in their order, repeats included. */
  readonly captions: readonly { readonly text: string; readonly words: readonly string[] }[];
}

export interface ScoredPicture {
  /** Of the patches, and of each heat map that is not refined. */
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
  { input, more = [], captions }: PictureToScore,
  scoring: PictureScoring,
): Promise<ScoredPicture> {
  const { masks = plainRecipe } = scoring;
  const { embedDim, pixelStd } = model.info;
  const { global, dense, grid } = await model.imageFeatures(input);
  const words = [...new Set(captions.flatMap((caption) => caption.words))];
  const embeddings = await model.tagEmbeddings(words, scoring.template);
  const { data: texts } = await model.textFeatures(captions.map(({ text }) => text)); // [captions, D]
  for (const data of [global.data, dense.data, texts]) normaliseInPlace(data, embedDim);
  const byWord = new Map(words.map((word, i) => [word, embeddings[i]]));
  const embeddingOf = (word: string): Float32Array => byWord.get(word) ?? new Float32Array(embedDim);
  const captionAt = (index: number): Float32Array => texts.subarray(index * embedDim, (index + 1) * embedDim);
  const scored = captions.map((caption, index) => {
    const parts = { image: global.data, patches: dense.data, caption: captionAt(index) };
    const scores = scoreWords({ ...parts, words: caption.words.map(embeddingOf) });
    return { words: caption.words, scores, ...selectRelevant(scores.pixel, scoring) };
  });
  const first: Look = { grid, mirrored: false, panes: [{ left: 0, top: 0, ...grid, dense: dense.data }] };
  const looks = await lookMore(model, first, { input, more, masks });
  const negatives = await model.tagEmbeddings(masks.negatives, scoring.template);
  const heat = createHeat({ looks, scale: scoring, negatives }, grid);
  const refiner = createRefiner(masks.refine, { input, pixelStd, grid });
  const draw = (map: Float32Array): HeatMap => quantiseHeat(refiner.refine(map), refiner.size);
  return {
    grid,
    captions: scored,
    heatOfWord: (word) => {
      const map = heat(embeddingOf(word), !masks.negatives.includes(word));
      // Nobody looks at where a stop word is, and fine maps take room.
      if (isStopWord(word)) return quantiseHeat(map, grid);
      const refined = refiner.refine(map);
      return quantiseHeat(masks.stretched ? stretchHeat(refined) : refined, refiner.size);
    },
    heatOfCaption: (index) => draw(heat(captionAt(index), false)),
  };
}

/** Masks are made of more looks than scores are; one that is a whole at the first scale has been taken. */
async function lookMore(
  model: ClipModel,
  first: Look,
  { input, more, masks }: { input: FloatTensor; more: readonly FloatTensor[]; masks: MaskRecipe },
): Promise<Look[]> {
  const isTaken = !masks.mirrored && masks.window === 0;
  const looks: Look[] = isTaken ? [first] : [];
  for (const one of isTaken ? more : [input, ...more]) looks.push(...(await lookAt(model, one, masks)));
  return looks;
}
