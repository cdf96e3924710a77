import {
  ClipModel,
  normaliseInPlace,
  normalisePixels,
  type Calibration,
  type ClipInfo,
} from '../../models/clip/index.ts';
import { heatFromCosines, quantiseHeat } from '../../models/masks/index.ts';
import type { FloatTensor } from '../../models/runtime/session.ts';
import {
  combineCaptions,
  findCandidates,
  patchCosines,
  scoreWords,
  selectRelevant,
  type CaptionEmbeddings,
  type ScoredCaption,
} from '../../models/tagging/index.ts';
import { decodeRgb } from '../media/decode.ts';
import { readPictureInfo } from '../media/picture-info.ts';

import type { CaptionToScore, PictureScores } from './prelabel-protocol.ts';
import { checkPreset, inputSizeFor } from './scorer-presets.ts';
import type { DeviceName, RunParameters } from './types.ts';

/** Everything but the model that decides what is proposed. The heat map is M = σ(w·cos + b). */
export interface ScoringParameters extends RunParameters {
  readonly w: number;
  readonly b: number;
}

export interface ScorerOptions {
  /** The base's folder, where the model is an adapter. */
  readonly base?: string;
  /** What is not given is the default, or comes from the model's calibration. */
  readonly parameters?: Partial<ScoringParameters>;
  readonly device?: DeviceName;
  /** Where compiled models are kept. */
  readonly cacheFolder: string;
  readonly threads?: number;
}

/** v_I and v_p of a picture. */
interface PictureEmbeddings extends Pick<CaptionEmbeddings, 'image' | 'patches'> {
  readonly grid: PictureScores['grid'];
}

/** Unit vectors [D] by word. */
type WordEmbeddings = ReadonlyMap<string, Float32Array>;

/** τ is ours: the published figures bracket it between 0.22 and 0.57. */
const defaultTau = 0.5;

/** The parameters of a run that asks for nothing else with a model of this calibration. */
export function defaultParameters({ w, b, threshold, floor, templateSet }: Calibration): ScoringParameters {
  const chosen = { preset: 'balanced', dense: 'maskclip', tau: defaultTau } as const;
  return { ...chosen, template: templateSet, threshold, floor, w, b };
}

/** An open model with the parameters of a run: pictures with captions in, scores and heat maps out. */
export class Scorer {
  readonly parameters: ScoringParameters;
  readonly #model: ClipModel;

  private constructor(model: ClipModel, parameters: ScoringParameters) {
    this.#model = model;
    this.parameters = parameters;
  }

  /** @throws TagmaskError where the folder holds no usable model, or the preset, dense features or device cannot be had */
  static async open(folder: string, { parameters = {}, ...options }: ScorerOptions): Promise<Scorer> {
    if (parameters.preset !== undefined) checkPreset(parameters.preset);
    const dense = parameters.dense ?? 'maskclip';
    const model = await ClipModel.open(folder, { ...options, dense });
    return new Scorer(model, { ...defaultParameters(model.calibration), ...parameters, dense });
  }

  get info(): ClipInfo {
    return this.#model.info;
  }

  /** Scores every word of every caption of one picture. A picture without a caption has no tags. */
  async score({ file, captions }: { file: string; captions: readonly string[] }): Promise<PictureScores> {
    const toScore = captions.map((text) => ({ text, words: findCandidates(text).map((word) => word.text) }));
    return this.scoreInput(await this.read(file), toScore);
  }

  /**
   * Decodes a picture as the model takes it: upright, whole, its aspect kept as closely as whole patches allow.
   * @returns normalised [1, 3, H, W]
   * @throws TagmaskError as `readPictureInfo` and `decodeRgb`
   */
  async read(file: string): Promise<FloatTensor> {
    const size = inputSizeFor(this.parameters.preset, await readPictureInfo(file), this.info);
    const data = normalisePixels(await decodeRgb(file, size), size, this.info);
    return { data, shape: [1, 3, size.height, size.width] };
  }

  /** The second half of `score`, apart so that the next picture can be decoded while the model works on this one. */
  async scoreInput(input: FloatTensor, captions: readonly CaptionToScore[]): Promise<PictureScores> {
    const { global, dense, grid } = await this.#model.imageFeatures(input);
    const { embedDim } = this.info;
    normaliseInPlace(global.data, embedDim);
    normaliseInPlace(dense.data, embedDim);
    const picture = { image: global.data, patches: dense.data, grid };
    const embeddings = await this.#embedWords(captions.flatMap(({ words }) => words));
    const scored = await this.#scoreCaptions({ picture, captions, embeddings });
    const tags = combineCaptions(scored).map((tag) => {
      const embedding = embeddings.get(tag.text) ?? new Float32Array(embedDim);
      return { ...tag, heat: this.#heatOf(picture, embedding) };
    });
    return { grid, tags };
  }

  async close(): Promise<void> {
    await this.#model.close();
  }

  async #embedWords(words: readonly string[]): Promise<WordEmbeddings> {
    const distinct = [...new Set(words)];
    const embeddings = await this.#model.tagEmbeddings(distinct, this.parameters.template);
    return new Map(distinct.map((word, i) => [word, embeddings[i] ?? new Float32Array(this.info.embedDim)]));
  }

  /** Stop words take part like all others: the normalisation over a caption needs its irrelevant words. */
  async #scoreCaptions(input: {
    readonly picture: PictureEmbeddings;
    readonly captions: readonly CaptionToScore[];
    readonly embeddings: WordEmbeddings;
  }): Promise<ScoredCaption[]> {
    const { picture, captions, embeddings } = input;
    const { embedDim } = this.info;
    const { data } = await this.#model.textFeatures(captions.map(({ text }) => text)); // [captions, D]
    normaliseInPlace(data, embedDim);
    return captions.map(({ words: own }, i) => {
      const scores = scoreWords({
        ...picture,
        caption: data.subarray(i * embedDim, (i + 1) * embedDim),
        words: own.map((word) => embeddings.get(word) ?? new Float32Array(embedDim)),
      });
      return { words: own, scores, ...selectRelevant(scores.pixel, this.parameters) };
    });
  }

  #heatOf({ patches, grid }: PictureEmbeddings, word: Float32Array): Uint8Array {
    return quantiseHeat(heatFromCosines(patchCosines(patches, word), this.parameters), grid).data;
  }
}
