import { ClipModel, normalisePixels, type Calibration, type ClipInfo } from '../../models/clip/index.ts';
import type { FloatTensor } from '../../models/runtime/session.ts';
import { scorePicture, type ScoredPicture } from '../../models/scoring/score-picture.ts';
import { combineCaptions, findCandidates } from '../../models/tagging/index.ts';
import { decodeRgb } from '../media/decode.ts';
import { readPictureInfo } from '../media/picture-info.ts';

import type { CaptionToScore, PictureScores } from './prelabel-protocol.ts';
import { checkPreset, inputSizeFor, recipeOf } from './scorer-presets.ts';
import type { DeviceName, PresetName, RunParameters } from './types.ts';

/** Everything but the model that decides what is proposed. The heat map is M = σ(w·cos + b). */
export interface ScoringParameters extends RunParameters {
  readonly w: number;
  readonly b: number;
}

/** A picture as the model takes it, at every scale of a recipe: normalised [1, 3, H, W]. */
export interface PictureInput {
  readonly input: FloatTensor;
  readonly more: readonly FloatTensor[];
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

/** τ is ours: the published figures bracket it between 0.22 and 0.57. */
const defaultTau = 0.5;
export const defaultPreset: PresetName = 'balanced';

/** The parameters of a run that asks for nothing else with a model of this calibration, but for a preset. */
export function defaultParameters(
  { w, b, threshold, floor, templateSet }: Calibration,
  preset: PresetName = defaultPreset,
): ScoringParameters {
  const chosen = { preset, dense: 'maskclip', tau: defaultTau } as const;
  return { ...chosen, template: templateSet, threshold, floor, w, b, masks: recipeOf(preset) };
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
    return new Scorer(model, {
      ...defaultParameters(model.calibration, parameters.preset),
      ...parameters,
      dense,
    });
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
   * @throws TagmaskError as `readPictureInfo` and `decodeRgb`
   */
  async read(file: string): Promise<PictureInput> {
    const displayed = await readPictureInfo(file);
    const readAt = async (scale: number): Promise<FloatTensor> => {
      const size = inputSizeFor(this.parameters.preset, displayed, this.info, scale);
      const data = normalisePixels(await decodeRgb(file, size), size, this.info);
      return { data, shape: [1, 3, size.height, size.width] };
    };
    const more: FloatTensor[] = [];
    const input = await readAt(1);
    for (const scale of this.parameters.masks.scales) more.push(await readAt(scale));
    return { input, more };
  }

  /** The second half of `score`, apart so that the next picture can be decoded while the model works on this one. */
  async scoreInput(input: PictureInput, captions: readonly CaptionToScore[]): Promise<PictureScores> {
    const { captions: scored, heatOfWord } = await this.scoreCaptions(input, captions);
    return { tags: combineCaptions(scored).map((tag) => ({ ...tag, heat: heatOfWord(tag.text) })) };
  }

  /** The same answer caption by caption, before it is one of tags, with heat maps of the captions themselves. */
  scoreCaptions(input: PictureInput, captions: readonly CaptionToScore[]): Promise<ScoredPicture> {
    return scorePicture(this.#model, { ...input, captions }, this.parameters);
  }

  async close(): Promise<void> {
    await this.#model.close();
  }
}
