import type { EvaluationSummary } from '../../../src-main/services/evaluation/evaluation-types.ts';
import { formatMoment, formatTenth } from '../../format.ts';
import { words } from '../../words.ts';

/** A result as a list of them calls it. */
export const nameOfResult = ({ model, preset, at }: EvaluationSummary): string =>
  `${model.name} · ${words.prelabel.presets[preset].name} · ${formatMoment(at)}`;

/** What its files are called: `results-clip-vit-b16-20261126-1402`. */
export function fileStemOf({ model, id }: EvaluationSummary): string {
  const moment = id.slice(0, 16).replaceAll('-', '').replace('T', '-');
  return `results-${model.name.replaceAll(/[^\w.-]+/g, '-')}-${moment}`;
}

/** A share at a tick of an axis. */
export const formatTick = formatTenth;

/** Names of measures are written alike in every language. */
export const measureNames = {
  ...{ f1: 'F1', map: 'mAP', captionIoU: 'CaptionIoU', mFPR: 'mFPR', mFNR: 'mFNR' },
  ...{ objectIoU: 'objectIoU', boundaryF: 'boundaryF', tau: 'τ' },
} as const;
