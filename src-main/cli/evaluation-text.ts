import { basename } from 'node:path';

import type { Interval } from '../../models/metrics/index.ts';
import type { DatasetEvaluation } from '../services/evaluation/evaluate-dataset.ts';
import { countOf } from './output.ts';

const shownErrors = 20;

const percent = (share: number): string => (100 * share).toFixed(1);

/** Markdown that reads well in a terminal, too. */
export function describeEvaluation(evaluation: DatasetEvaluation): string {
  const { tags, masks, errors, failed } = evaluation;
  const tagRows = Object.entries(tags).map(([method, { precision, recall, f1, accuracy, map }]) => [
    method,
    ...[precision, recall, f1, accuracy, map].map(percent),
  ]);
  const { captionIoU, captionObjectIoU, objectIoU, mFPR, mFNR, boundaryF } = masks;
  const maskRow = [captionIoU, captionObjectIoU, mFPR, mFNR, objectIoU, boundaryF].map(percent);
  return [
    describeHead(evaluation),
    formatTable(['tags, %', 'precision', 'recall', 'F1', 'accuracy', 'mAP'], tagRows),
    formatTable(
      ['masks, %', 'captionIoU', 'on objects', 'mFPR', 'mFNR', 'objectIoU', 'boundaryF'],
      [['pixel', ...maskRow]],
    ),
    ...listNotes(evaluation),
    ...(failed === 0
      ? []
      : [
          [`${countOf(failed, 'picture')} could not be evaluated:\n`, ...listErrors(errors, failed)].join(
            '\n',
          ),
        ]),
  ].join('\n\n');
}

function describeHead(evaluation: DatasetEvaluation): string {
  const { dataset, truth, model, pictures, words, preset, dense, tau, threshold, device } = evaluation;
  const name = basename(dataset).replaceAll(/[`\p{Cc}]/gu, ' ');
  const settings = `preset ${preset}, dense ${dense}, τ ${tau}, threshold ${threshold}, on ${device}`;
  return `\`${name}\` (${truth}): ${countOf(pictures, 'picture')}, ${countOf(words, 'word')}; model ${model.name}, SHA-256 ${model.sha256}; ${settings}`;
}

function listNotes({
  model,
  masks,
  words,
  leftOut,
  trueWords,
  stopWords,
  intervals,
}: DatasetEvaluation): string[] {
  const parts = [
    `Masks are counted over ${countOf(masks.captions, 'caption')} (captionIoU, mFPR, mFNR) and ${countOf(masks.tags, 'true tag')} (objectIoU, boundaryF).`,
    describeIntervals(intervals),
    leftOut === 0 ? '' : `${countOf(leftOut, 'word')} left out: ${stopWords === 'left out' ? 'stop words, and words' : 'words'} of which nothing is known.`, // prettier-ignore
    words > 0 && trueWords === words ? 'No word is known to be false, so precision says nothing.' : '',
    model.trained ? '' : 'The model is untrained: these are the numbers of chance.',
  ];
  return [parts.filter((part) => part !== '').join('\n')];
}

function describeIntervals({ pixelF1, objectIoU }: DatasetEvaluation['intervals']): string {
  const parts = [
    ...(pixelF1 === null ? [] : [`F1 by pixel ${describeInterval(pixelF1)}`]),
    ...(objectIoU === null ? [] : [`objectIoU ${describeInterval(objectIoU)}`]),
  ];
  return parts.length === 0 ? '' : `95 % intervals over pictures: ${parts.join(', ')}.`;
}

const describeInterval = ([low, high]: Interval): string => `${percent(low)}–${percent(high)}`;

function listErrors(errors: DatasetEvaluation['errors'], failed: number): string[] {
  const more = failed - shownErrors;
  return [
    ...errors.slice(0, shownErrors).map(({ file, why }) => `- ${file}: ${why}`),
    ...(more > 0 ? [`- … and ${more} more (--json lists them)`] : []),
  ];
}

/** The first column to the left, numbers to the right. */
function formatTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const pad = (cells: readonly string[]): string[] =>
    cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)));
  const rule = widths.map((width, i) => (i === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`));
  return [line(pad(head)), line(rule), ...rows.map((row) => line(pad(row)))].join('\n');
}
