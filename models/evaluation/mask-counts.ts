import { SegmentationCounts } from '../metrics/index.ts';
import type { Bitmap } from '../masks/types.ts';
import type { JudgedWord } from './scene.ts';

export interface MaskReport {
  /** Mean of the IoU of foreground and background over the whole set, of the caption's mask with the union of its true words' masks. */
  readonly captionIoU: number;
  /** The same with the masks of backgrounds left out of the truth. */
  readonly captionObjectIoU: number;
  /** Mean over true tags, backgrounds left out, of the IoU of the tag's own mask. */
  readonly objectIoU: number;
  /** Of the caption's mask, mean of foreground and background. */
  readonly mFPR: number;
  readonly mFNR: number;
}

/** Masks of one caption, a byte a pixel in the same order. In the truth, 255 is for pixels that count nowhere. */
export interface CaptionMasks {
  readonly predicted: Uint8Array;
  /** The union of the true words' masks. */
  readonly truth: Uint8Array;
  /** The same without backgrounds. */
  readonly objects: Uint8Array;
}

export function uniteInto(target: Uint8Array, { data }: Bitmap): void {
  for (let i = 0; i < target.length; i++) target[i] = (target[i] ?? 0) | (data[i] ?? 0);
}

function iouOf(a: Uint8Array, b: Uint8Array): number {
  let [both, either] = [0, 0];
  for (let i = 0; i < a.length; i++) {
    both += (a[i] ?? 0) & (b[i] ?? 0);
    either += (a[i] ?? 0) | (b[i] ?? 0);
  }
  return either === 0 ? 0 : both / either;
}

export class MaskCounts {
  readonly #captions = new SegmentationCounts(2);
  readonly #captionObjects = new SegmentationCounts(2);
  #sum = 0;
  #tags = 0;

  /** True tags that have been added. */
  get tags(): number {
    return this.#tags;
  }

  /** Masks of the caption and of each word, ones and zeros row by row in the size of the truth. A tag that the caption repeats counts once. */
  add(words: readonly JudgedWord[], caption: Uint8Array, maskOf: (word: string) => Uint8Array): void {
    const [truth, objects] = [new Uint8Array(caption.length), new Uint8Array(caption.length)];
    for (const { text, isBackground, mask } of new Map(words.map((word) => [word.text, word])).values()) {
      if (mask === null) continue;
      uniteInto(truth, mask);
      if (isBackground) continue;
      uniteInto(objects, mask);
      this.addTag(mask.data, maskOf(text));
    }
    this.addCaption({ predicted: caption, truth, objects });
  }

  /** A true tag's own mask and the one that is proposed for it, ones and zeros; answers their IoU. */
  addTag(truth: Uint8Array, predicted: Uint8Array): number {
    const iou = iouOf(truth, predicted);
    this.#sum += iou;
    this.#tags++;
    return iou;
  }

  addCaption({ predicted, truth, objects }: CaptionMasks): void {
    this.#captions.add(truth, predicted);
    this.#captionObjects.add(objects, predicted);
  }

  report(): MaskReport {
    const { iou, falsePositive, falseNegative } = this.#captions.rates();
    return {
      captionIoU: iou,
      captionObjectIoU: this.#captionObjects.rates().iou,
      objectIoU: this.#tags === 0 ? 0 : this.#sum / this.#tags,
      mFPR: falsePositive,
      mFNR: falseNegative,
    };
  }
}
