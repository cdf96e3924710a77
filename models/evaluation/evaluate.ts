import type { ClipModel } from '../clip/index.ts';
import { TagmaskError } from '../errors.ts';
import { bitmapFromRle, maskFromHeat, type HeatMap } from '../masks/index.ts';
import type { Calibration } from '../clip/types.ts';
import { scorePicture } from '../scoring/score-picture.ts';
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

/**
 * How well a model finds the words that are in pictures, and where they are: all four scorings, and the masks that pixel scoring proposes.
 * Throws a TagmaskError where the truth's words are not those of the caption.
 */
export async function evaluate(
  model: ClipModel,
  captions: Iterable<JudgedCaption>,
  { calibration: given = {}, tau = 0.5 }: EvaluationOptions = {},
): Promise<EvaluationReport> {
  const { templateSet: template, threshold, ...calibration } = { ...model.calibration, ...given };
  const [tags, masks] = [new TagCounts({ tau, floor: calibration.floor }), new MaskCounts()];
  let pictures = 0;
  for (const judged of captions) {
    const { input, caption: text, words } = judged;
    if (!hasSameWords(judged))
      throw new TagmaskError('input', 'words-differ', `The truth has other words than the caption "${text}".`); // prettier-ignore
    const toScore = { input, captions: [{ text, words: words.map((word) => word.text) }] };
    const scored = await scorePicture(model, toScore, { ...calibration, template, tau });
    for (const { scores } of scored.captions) tags.add(words.map(({ relevant }) => relevant), scores); // prettier-ignore
    const [, , height = 0, width = 0] = input.shape;
    const drawMask = (heat: HeatMap): Uint8Array =>
      bitmapFromRle(maskFromHeat(heat, threshold, { width, height })).data;
    masks.add(words, drawMask(scored.heatOfCaption(0)), (word) => drawMask(scored.heatOfWord(word)));
    pictures++;
  }
  return { pictures, words: tags.words, tags: tags.report(), masks: masks.report() };
}
