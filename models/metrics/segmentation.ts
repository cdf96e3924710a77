import { TagmaskError } from '../errors.ts';

/** Means over the classes that occur; the three of a class add up to 1. */
export interface SegmentationRates {
  readonly iou: number;
  readonly falsePositive: number;
  readonly falseNegative: number;
}

/** Pixels of this class in the truth count nowhere. */
export const ignoredClass = 255;

/**
 * Per-class pixel counts over a whole set of pictures: T in the truth, P in the prediction, TP in both, U = T + P − TP;
 * IoU = TP/U, FPR = (P − TP)/U, FNR = (T − TP)/U. A class that occurs in neither has no part in the means.
 */
export class SegmentationCounts {
  readonly #truth: Float64Array;
  readonly #predicted: Float64Array;
  readonly #both: Float64Array;

  constructor(classes: number) {
    this.#truth = new Float64Array(classes);
    this.#predicted = new Float64Array(classes);
    this.#both = new Float64Array(classes);
  }

  /** One picture: a class a pixel in the same order, 255 in the truth to ignore. */
  add(truth: Uint8Array, prediction: Uint8Array): void {
    if (truth.length !== prediction.length) {
      throw new TagmaskError(
        'input',
        'lengths-differ',
        `The truth has ${truth.length} pixels but the prediction ${prediction.length}; bring both to one size.`,
      );
    }
    for (let i = 0; i < truth.length; i++) {
      const expected = truth[i] ?? 0;
      if (expected === ignoredClass) continue;
      const actual = prediction[i] ?? 0;
      this.#count(this.#truth, expected);
      this.#count(this.#predicted, actual);
      if (expected === actual) this.#count(this.#both, actual);
    }
  }

  rates(): SegmentationRates {
    let [classes, iou, falsePositive, falseNegative] = [0, 0, 0, 0];
    for (const [i, both] of this.#both.entries()) {
      const truth = this.#truth[i] ?? 0;
      const predicted = this.#predicted[i] ?? 0;
      const union = truth + predicted - both;
      if (union === 0) continue;
      classes++;
      iou += both / union;
      falsePositive += (predicted - both) / union;
      falseNegative += (truth - both) / union;
    }
    const mean = (sum: number): number => (classes === 0 ? 0 : sum / classes);
    return { iou: mean(iou), falsePositive: mean(falsePositive), falseNegative: mean(falseNegative) };
  }

  #count(counts: Float64Array, index: number): void {
    if (index >= counts.length) {
      throw new TagmaskError(
        'input',
        'no-such-class',
        `A pixel has class ${index}, but there are ${counts.length} classes from 0; use ${ignoredClass} in the truth to ignore it.`,
      );
    }
    counts[index] = (counts[index] ?? 0) + 1;
  }
}
