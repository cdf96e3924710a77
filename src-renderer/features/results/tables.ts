/** The numbers of a result as tables that can be saved: what the screen shows, as fractions. */
import type {
  TagRow,
  TauPoint,
  ReliabilityBin,
} from '../../../src-main/services/evaluation/evaluation-types.ts';
import type { DatasetEvaluation } from '../../../src-main/services/evaluation/evaluation-types.ts';
import { writeCsv } from './csv.ts';
import type { Curve } from './plots/precision-recall.ts';

export function tagsCsv({ tags, intervals }: DatasetEvaluation): string {
  const rows = Object.entries(tags).map(([method, { precision, recall, f1, accuracy, map }]) => {
    const [low, high] = (method === 'pixel' ? intervals.pixelF1 : null) ?? [null, null];
    return [method, precision, recall, f1, low, high, accuracy, map];
  });
  return writeCsv(['method', 'precision', 'recall', 'f1', 'f1_low', 'f1_high', 'accuracy', 'map'], rows);
}

export function masksCsv({ masks, intervals }: DatasetEvaluation): string {
  const [low, high] = intervals.objectIoU ?? [null, null];
  const ofCaptions = (value: number) => (masks.captions === 0 ? null : value);
  const ofTags = (value: number) => (masks.tags === 0 ? null : value);
  return writeCsv(
    ['measure', 'value', 'low', 'high', 'over'],
    [
      ['captionIoU', ofCaptions(masks.captionIoU), null, null, masks.captions],
      ['captionObjectIoU', ofCaptions(masks.captionObjectIoU), null, null, masks.captions],
      ['mFPR', ofCaptions(masks.mFPR), null, null, masks.captions],
      ['mFNR', ofCaptions(masks.mFNR), null, null, masks.captions],
      ['objectIoU', ofTags(masks.objectIoU), low, high, masks.tags],
      ['boundaryF', ofTags(masks.boundaryF), null, null, masks.tags],
    ],
  );
}

export function biasCsv({ singleTagBias }: DatasetEvaluation): string {
  const { captions, evenShare, methods } = singleTagBias;
  const rows = Object.entries(methods).map(([method, { topShare, atMostOne, chosenPerTrue }]) => [
    ...[method, topShare, evenShare, atMostOne, chosenPerTrue, captions],
  ]);
  return writeCsv(['method', 'top_share', 'even_share', 'at_most_one', 'chosen_per_true', 'captions'], rows);
}

export function curvesCsv(curves: readonly Curve[]): string {
  const rows = curves.flatMap(({ series, points }) =>
    points.map(({ tau, precision, recall, f1 }: TauPoint) => [series, tau, precision, recall, f1]),
  );
  return writeCsv(['method', 'tau', 'precision', 'recall', 'f1'], rows);
}

export function reliabilityCsv(bins: readonly ReliabilityBin[]): string {
  const rows = bins.map(({ from, to, words, trueWords, meanScore, interval }) => [
    ...[from, to, words, trueWords, words === 0 ? null : meanScore],
    ...[words === 0 ? null : trueWords / words, interval?.[0] ?? null, interval?.[1] ?? null],
  ]);
  return writeCsv(['from', 'to', 'words', 'true_words', 'mean_score', 'true_share', 'low', 'high'], rows);
}

export function tagRowsCsv(all: readonly TagRow[]): string {
  const rows = all.map(({ tag, words, trueWords, precision, recall, meanIoU, masks, examples }) => [
    ...[tag, words, trueWords, precision, recall, meanIoU, masks],
    examples.map(({ file }) => file).join('; '),
  ]);
  return writeCsv(
    ['tag', 'words', 'true_words', 'precision', 'recall', 'mean_iou', 'masks', 'examples'],
    rows,
  );
}
