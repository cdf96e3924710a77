import { basename } from 'node:path';

import type { Interval } from '../../models/metrics/index.ts';
import type { DatasetEvaluation } from '../services/evaluation/evaluate-dataset.ts';
import { formatTable } from './format-table.ts';
import { countOf } from './output.ts';
import { describeRecipe } from './recipe-text.ts';

const shownErrors = 20;

const percent = (share: number): string => (100 * share).toFixed(1);

/** Markdown that reads well in a terminal, too. */
export function describeEvaluation(evaluation: DatasetEvaluation): string {
  const parts = [
    describeHead(evaluation),
    formatTags(evaluation),
    formatMasks(evaluation),
    formatBias(evaluation),
    describeNotes(evaluation),
    describeErrors(evaluation),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

function formatTags({ tags }: DatasetEvaluation): string {
  const rows = Object.entries(tags).map(([method, { precision, recall, f1, accuracy, map }]) => [
    method,
    ...[precision, recall, f1, accuracy, map].map(percent),
  ]);
  return formatTable(['tags, %', 'precision', 'recall', 'F1', 'accuracy', 'mAP'], rows);
}

/** A mean of nothing is no 0. */
function formatMasks({ masks }: DatasetEvaluation): string {
  const { captionIoU, captionObjectIoU, objectIoU, mFPR, mFNR, boundaryF } = masks;
  const over = (count: number) => (share: number) => (count === 0 ? '–' : percent(share));
  const row = [
    'pixel',
    ...[captionIoU, captionObjectIoU, mFPR, mFNR].map(over(masks.captions)),
    ...[objectIoU, boundaryF].map(over(masks.tags)),
  ];
  const head = ['masks, %', 'captionIoU', 'on objects', 'mFPR', 'mFNR', 'objectIoU', 'boundaryF'];
  return formatTable(head, [row]);
}

function formatBias({ singleTagBias }: DatasetEvaluation): string {
  const { captions, evenShare, methods } = singleTagBias;
  const over = (share: number): string => (captions === 0 ? '–' : percent(share));
  const rows = Object.entries(methods).map(([method, { topShare, atMostOne, chosenPerTrue }]) => [
    method,
    ...[over(topShare), over(atMostOne), chosenPerTrue.toFixed(2)],
  ]);
  if (rows.length === 0) return '';
  const table = formatTable(['single tag bias, %', 'top word', 'at most one', 'chosen a true word'], rows);
  const about =
    captions === 0
      ? 'No caption has two true words.'
      : `Over ${countOf(captions, 'caption')} with two true words or more; of equal words the top one would take ${percent(evenShare)} %.`;
  return `${table}\n\n${about}`;
}

function describeHead(evaluation: DatasetEvaluation): string {
  const { dataset, truth, model, pictures, words, preset, dense, tau, threshold, device } = evaluation;
  const name = basename(dataset).replaceAll(/[`\p{Cc}]/gu, ' ');
  const settings = `preset ${preset}, dense ${dense}, τ ${tau}, threshold ${threshold}, on ${device}`;
  return `\`${name}\` (${truth}): ${countOf(pictures, 'picture')}, ${countOf(words, 'word')}; model ${model.name}, SHA-256 ${model.sha256}; ${settings}`;
}

function describeNotes(evaluation: DatasetEvaluation): string {
  const { model, masks, words, leftOut, trueWords, stopWords, recipe } = evaluation;
  const which = stopWords === 'left out' ? 'stop words, and words' : 'words';
  const notes = [
    recipe === undefined ? '' : `Masks: ${describeRecipe(recipe)}.`,
    `Masks are counted over ${countOf(masks.captions, 'caption')} (captionIoU, mFPR, mFNR) and ${countOf(masks.tags, 'true tag')} (objectIoU, boundaryF).`,
    describeIntervals(evaluation.intervals),
    describeBestTau(evaluation),
    leftOut === 0 ? '' : `${countOf(leftOut, 'word')} left out: ${which} of which nothing is known.`,
    words > 0 && trueWords === words ? 'No word is known to be false, so precision says nothing.' : '',
    model.trained ? '' : 'The model is untrained: these are the numbers of chance.',
  ];
  return notes.filter((note) => note !== '').join('\n');
}

function describeBestTau({ scores, tags, tau }: DatasetEvaluation): string {
  if (scores.pixel === undefined || tags.pixel === undefined) return '';
  const { best } = scores.pixel;
  const instead =
    best.tau === tau
      ? 'the one in use'
      : `F1 ${percent(best.f1)} instead of ${percent(tags.pixel.f1)} at ${tau}`;
  return `The best τ for F1 by pixel on these words is ${best.tau}: ${instead}.`;
}

function describeIntervals({ pixelF1, objectIoU }: DatasetEvaluation['intervals']): string {
  const parts = [
    ...(pixelF1 === null ? [] : [`F1 by pixel ${describeInterval(pixelF1)}`]),
    ...(objectIoU === null ? [] : [`objectIoU ${describeInterval(objectIoU)}`]),
  ];
  return parts.length === 0 ? '' : `95 % intervals over pictures: ${parts.join(', ')}.`;
}

const describeInterval = ([low, high]: Interval): string => `${percent(low)}–${percent(high)}`;

function describeErrors({ errors, failed }: DatasetEvaluation): string {
  if (failed === 0) return '';
  const more = failed - shownErrors;
  return [
    `${countOf(failed, 'picture')} could not be evaluated:\n`,
    ...errors.slice(0, shownErrors).map(({ file, why }) => `- ${file}: ${why}`),
    ...(more > 0 ? [`- … and ${more} more (--json lists them)`] : []),
  ].join('\n');
}
