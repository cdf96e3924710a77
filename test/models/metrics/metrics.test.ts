import { readFileSync } from 'node:fs';

import { describe, expect, test } from 'vitest';

import { averagePrecision, measureTags, SegmentationCounts } from '../../../models/metrics/index.ts';
import { golden, hasShared, sharedNote } from '../../shared.ts';

interface Golden {
  readonly tags: {
    readonly label: readonly number[];
    readonly score: readonly number[];
    readonly threshold: number;
    readonly precision: number;
    readonly recall: number;
    readonly f1: number;
    readonly accuracy: number;
    readonly average_precision: number;
  };
  readonly segmentation: {
    readonly classes: number;
    readonly truth: readonly (readonly (readonly number[])[])[];
    readonly prediction: readonly (readonly (readonly number[])[])[];
    readonly mIoU: number;
    readonly mFPR: number;
    readonly mFNR: number;
  };
}

describe.skipIf(!hasShared)(`the reference metrics${sharedNote}`, () => {
  const reference = () => JSON.parse(readFileSync(golden('metrics.json'), 'utf8')) as Golden;

  test('of tags are the same', () => {
    const { label, score, threshold, ...expected } = reference().tags;
    const truth = label.map(Boolean);
    const actual = measureTags(
      truth,
      score.map((value) => value > threshold),
    );
    expect(actual.precision).toBeCloseTo(expected.precision, 12);
    expect(actual.recall).toBeCloseTo(expected.recall, 12);
    expect(actual.f1).toBeCloseTo(expected.f1, 12);
    expect(actual.accuracy).toBeCloseTo(expected.accuracy, 12);
    expect(averagePrecision(truth, score)).toBeCloseTo(expected.average_precision, 12);
  });

  test('of masks are the same', () => {
    const { classes, truth, prediction, ...expected } = reference().segmentation;
    const counts = new SegmentationCounts(classes);
    truth.forEach((picture, i) =>
      counts.add(Uint8Array.from(picture.flat()), Uint8Array.from((prediction[i] ?? []).flat())),
    );
    const rates = counts.rates();
    expect(rates.iou).toBeCloseTo(expected.mIoU, 12);
    expect(rates.falsePositive).toBeCloseTo(expected.mFPR, 12);
    expect(rates.falseNegative).toBeCloseTo(expected.mFNR, 12);
  });
});

describe('tag metrics', () => {
  test('are 0 where there is nothing to divide by', () => {
    expect(measureTags([], [])).toEqual({ precision: 0, recall: 0, f1: 0, accuracy: 0 });
    expect(measureTags([false], [false])).toEqual({ precision: 0, recall: 0, f1: 0, accuracy: 1 });
    expect(averagePrecision([false, false], [1, 2])).toBe(0);
  });

  test('average precision does not depend on the order of equal scores', () => {
    expect(averagePrecision([true, false], [0.5, 0.5])).toBe(0.5);
    expect(averagePrecision([false, true], [0.5, 0.5])).toBe(0.5);
    expect(averagePrecision([true, false, true], [3, 2, 1])).toBeCloseTo(5 / 6, 12);
  });

  test('a prediction too few is refused', () => {
    expect(() => measureTags([true, false], [true])).toThrow('2 truths but 1 predictions');
  });
});

describe('segmentation counts', () => {
  test('run over the whole set before they are divided, without the ignored pixels', () => {
    const counts = new SegmentationCounts(3);
    counts.add(Uint8Array.of(0, 0, 255, 1), Uint8Array.of(0, 1, 1, 1));
    counts.add(Uint8Array.of(1, 1), Uint8Array.of(1, 0));
    // Class 0: T 2, P 2, TP 1; class 1: T 3, P 3, TP 2; class 2 never occurs.
    const rates = counts.rates();
    expect(rates.iou).toBeCloseTo((1 / 3 + 2 / 4) / 2, 12);
    expect(rates.falsePositive + rates.falseNegative + rates.iou).toBeCloseTo(1, 12);
  });

  test('refuse a class that does not exist and a picture of another size', () => {
    const counts = new SegmentationCounts(2);
    expect(() => counts.add(Uint8Array.of(2), Uint8Array.of(0))).toThrow('class 2, but there are 2 classes');
    expect(() => counts.add(Uint8Array.of(0), Uint8Array.of(255))).toThrow('class 255');
    expect(() => counts.add(Uint8Array.of(0, 1), Uint8Array.of(0))).toThrow('2 pixels but the prediction 1');
  });
});
