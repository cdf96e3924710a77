import type {
  EvaluationView,
  ScoreReport,
  TagRow,
  TauPoint,
} from '../../src-main/services/evaluation/evaluation-types.ts';

const tagRates = { precision: 0.6, recall: 0.4, f1: 0.48, accuracy: 0.7, map: 0.8 };
const bias = { topShare: 0.7, atMostOne: 0.5, chosenPerTrue: 0.31 };

/** Precision rises with τ and recall falls; F1 is best at 0.31. */
function pointAt(tau: number): TauPoint {
  if (tau > 0.95) return { tau, precision: null, recall: 0, f1: 0 };
  return { tau, precision: 0.5 + tau / 2, recall: 1 - tau, f1: 0.8 - Math.abs(tau - 0.31) };
}

const scores: ScoreReport = {
  byTau: Array.from({ length: 100 }, (_, i) => pointAt(i / 100)),
  best: pointAt(0.31),
  calibrationError: 0.125,
  reliability: Array.from({ length: 10 }, (_, i) => ({
    ...{ from: i / 10, to: (i + 1) / 10, words: i === 3 ? 0 : 10 + i, trueWords: i === 3 ? 0 : i },
    meanScore: i / 10 + 0.05,
    interval: i === 3 ? null : ([0.1, 0.6] as const),
  })),
};

const rowOf = (tag: string, words: number, row: Partial<TagRow> = {}): TagRow => ({
  ...{ tag, words, trueWords: 1, precision: 0.5, recall: 0.25, meanIoU: null, masks: 0, examples: [] },
  ...row,
});

/** A result over the pictures of a drawn engine. */
export function drawnEvaluation(id: string, part: Partial<EvaluationView> = {}): EvaluationView {
  const model = { name: 'clip-vit-b16', sha256: 'c0ffee'.repeat(10) + 'beef', trained: true };
  const example = { file: 'dog.jpg', pictureId: 1, outcome: 'missed', iou: null } as const;
  const parameters = { preset: 'fast', dense: 'maskclip', template: 'bare', tau: 0.5 } as const;
  return {
    ...{ id, at: Date.UTC(2026, 10, 21, 14, 2), seconds: 42, model, preset: 'fast', tau: 0.5 },
    ...{ pictures: 2, verdictsSince: 0 },
    evaluation: {
      ...{ dataset: '/home/ada/beach', truth: 'reviewed', model, ...parameters, threshold: 0.4, floor: 0.1 },
      ...{ device: 'cpu', stopWords: 'counted', failed: 0, errors: [] },
      ...{ pictures: 2, captions: 3, words: 12, leftOut: 8, trueWords: 5, moreTags: 7 },
      tags: {
        image: tagRates,
        text: tagRates,
        image_text: tagRates,
        pixel: { ...tagRates, f1: 0.615 },
        pos: tagRates,
      },
      masks: {
        ...{ captionIoU: 0.5, captionObjectIoU: 0.6, mFPR: 0.2, mFNR: 0.3, objectIoU: 0.456, boundaryF: 0.4 },
        ...{ tags: 4, captions: 0 },
      },
      intervals: { pixelF1: [0.55, 0.67], objectIoU: null },
      singleTagBias: {
        ...{ captions: 3, evenShare: 0.4 },
        methods: { image: bias, text: bias, image_text: bias, pixel: { ...bias, topShare: 0.45 } },
      },
      scores: { image: scores, text: scores, image_text: scores, pixel: scores },
      byTag: [
        rowOf('dog', 5, { meanIoU: 0.25, masks: 2, examples: [example] }),
        rowOf('frisbee', 3, { precision: null, recall: 0 }),
        ...Array.from({ length: 30 }, (_, i) => rowOf(`word${i}`, 1)),
      ],
    },
    ...part,
  };
}
