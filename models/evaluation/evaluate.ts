import { normaliseInPlace, type ClipModel } from '../clip/index.ts';
import { TagmaskError } from '../errors.ts';
import { bitmapFromRle, heatFromCosines, maskFromHeat, quantiseHeat } from '../masks/index.ts';
import type { Calibration } from '../clip/types.ts';
import { patchCosines, scoreWords, type CaptionEmbeddings } from '../tagging/index.ts';
import { MaskCounts, type MaskReport } from './mask-counts.ts';
import { hasSameWords, type JudgedCaption } from './scene.ts';
import { TagCounts, type Method, type TagReport } from './tag-counts.ts';

export interface EvaluationOptions {
  /** The model's own unless told. */
  readonly calibration?: Partial<Calibration>;
  /** τ; 0.5 unless told. */
  readonly tau?: number;
}

export interface EvaluationReport {
  readonly pictures: number;
  readonly words: number;
  readonly tags: Readonly<Record<Method, TagReport>>;
  readonly masks: MaskReport;
}

interface Embedded extends CaptionEmbeddings {
  readonly grid: { readonly width: number; readonly height: number };
}

async function embed(
  model: ClipModel,
  { input, caption, words }: JudgedCaption,
  template: string,
): Promise<Embedded> {
  const { global, dense, grid } = await model.imageFeatures(input);
  const { data: captionData } = await model.textFeatures([caption]);
  for (const data of [global.data, dense.data, captionData]) normaliseInPlace(data, model.info.embedDim);
  const embeddings = await model.tagEmbeddings(words.map(({ text }) => text), template); // prettier-ignore
  return { image: global.data, patches: dense.data, caption: captionData, words: embeddings, grid };
}

/**
 * How well a model finds the words that are in pictures, and where they are: all four scorings, and the masks that pixel scoring proposes.
 * Throws a TagmaskError where the truth's words are not those of the caption.
 */
export async function evaluate(
  model: ClipModel,
  captions: Iterable<JudgedCaption>,
  { calibration: given = {}, tau = 0.5 }: EvaluationOptions = {},
): Promise<EvaluationReport> {
  const calibration = { ...model.calibration, ...given };
  const [tags, masks] = [new TagCounts({ tau, floor: calibration.floor }), new MaskCounts()];
  let pictures = 0;
  for (const judged of captions) {
    if (!hasSameWords(judged))
      throw new TagmaskError('input', 'words-differ', `The truth has other words than the caption "${judged.caption}".`); // prettier-ignore
    const embedded = await embed(model, judged, calibration.templateSet);
    tags.add(judged.words.map(({ relevant }) => relevant), scoreWords(embedded)); // prettier-ignore
    const [, , height = 0, width = 0] = judged.input.shape;
    const maskOf = (embedding: Float32Array): Uint8Array => {
      const heat = quantiseHeat(
        heatFromCosines(patchCosines(embedded.patches, embedding), calibration),
        embedded.grid,
      );
      return bitmapFromRle(maskFromHeat(heat, calibration.threshold, { width, height })).data;
    };
    const byWord = new Map(judged.words.map(({ text }, index) => [text, embedded.words[index]]));
    masks.add(judged.words, maskOf(embedded.caption), (word) => maskOf(byWord.get(word) ?? new Float32Array(model.info.embedDim))); // prettier-ignore
    pictures++;
  }
  return { pictures, words: tags.words, tags: tags.report(), masks: masks.report() };
}
