import type { WordChange } from '../../../src-main/services/compare/compare-types.ts';
import { formatCount, formatScore } from '../../format.ts';

const countOf = (count: number, one: string, many = `${one}s`): string =>
  `${formatCount(count)} ${count === 1 ? one : many}`;

/** What a picture's words come to; `iou` is null where no word is in both runs. */
export interface ChangeNumbers {
  readonly added: number;
  readonly gone: number;
  readonly iou: number | null;
}

const changes: Record<WordChange, string> = {
  new: 'new',
  gone: 'gone',
  both: 'in both',
  neither: 'in neither',
  unscored: 'scored by one run only',
};

/** Two runs side by side. */
export const compare = {
  title: 'Compare',
  emptyTitle: 'Nothing to compare yet',
  empty:
    'Two pre-labelling runs stand side by side here: which words and masks the newer one proposes differently. Pre-label a second time, with another model or preset.',
  toPrelabel: 'Pre-label in the library',
  noDatasetTitle: 'No dataset is open',
  noDataset: 'Open a folder of pictures with captions, or the demo, and pre-label it twice.',
  before: 'Before',
  after: 'After',
  run: (id: number, model: string, preset: string, moment: string) =>
    `Run ${id} · ${model} · ${preset} · ${moment}`,
  swap: 'Change sides',
  show: 'Show',
  only: { changed: 'Changed pictures', all: 'All pictures' },
  order: 'Order',
  sorts: { change: 'Most changed first', path: 'By name' },
  pictures: (changed: number, pictures: number) =>
    `${formatCount(changed)} of ${countOf(pictures, 'picture')} changed`,
  added: (count: number) => `${countOf(count, 'word')} new`,
  gone: (count: number) => `${countOf(count, 'word')} gone`,
  both: (count: number, iou: number | null) =>
    `${countOf(count, 'word')} in both${iou === null ? '' : `, mask IoU ${formatScore(iou)}`}`,
  iouAbout:
    'The mean intersection over union of the two masks of a word: 1 is the same mask, 0 has no pixel in common.',
  byVerdicts: (better: number, worse: number) =>
    `By your verdicts: ${formatCount(better)} better, ${formatCount(worse)} worse`,
  verdictsAbout: (accepted: number, rejected: number, lost: number, dropped: number) =>
    `Better: ${formatCount(accepted)} new words are accepted, ${formatCount(dropped)} gone ones rejected. Worse: ${formatCount(rejected)} new words are rejected, ${formatCount(lost)} gone ones accepted.`,
  noVerdicts: 'No verdict on a word that has changed',
  counting: (done: number, total: number) =>
    `Comparing: ${formatCount(done)} of ${countOf(total, 'picture')}`,
  unfinished: (id: number, done: number, total: number) =>
    `Run ${id} is not over: ${formatCount(done)} of ${countOf(total, 'picture')}. What is there is compared.`,
  stopped: (id: number, done: number, total: number) =>
    `Run ${id} stopped after ${formatCount(done)} of ${countOf(total, 'picture')}. What is there is compared.`,
  refresh: 'Look again',
  noneInCommonTitle: 'No picture in both runs',
  noneInCommon: 'The two runs have answered different pictures, or have only begun.',
  nothingTitle: 'The same words everywhere',
  nothing: 'Both runs propose the same words on every picture. Masks may differ: show all pictures.',
  list: 'Pictures',
  counts: ({ added, gone, iou }: ChangeNumbers) =>
    `${formatCount(added)} new, ${formatCount(gone)} gone${iou === null ? '' : `, mask IoU ${formatScore(iou)}`}`,
  position: (place: number, total: number) => `${formatCount(place)} of ${formatCount(total)}`,
  changes,
  wordLabel: (word: string, change: string, verdict: string | null) =>
    `${word}: ${change}${verdict === null ? '' : `, ${verdict}`}`,
  words: 'Words of the caption',
  sideLabel: (side: string, path: string) => `${path}, ${side.toLowerCase()}`,
  proposed: (score: string) => `proposed, score ${score}`,
  notProposed: (score: string) => `not proposed, score ${score}`,
  notScored: 'not scored by this run',
  maskIou: (iou: number) => `mask IoU ${formatScore(iou)}`,
  review: 'Review this picture',
  said: (word: string, before: string, after: string) => `${word}. Before: ${before}. After: ${after}.`,
};
