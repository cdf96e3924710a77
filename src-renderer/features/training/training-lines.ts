/** A training's numbers as lines, and as a sentence for those who do not see them. */
import type { TrainingView } from '../../../src-main/services/trainings/types.ts';
import { formatCosine, formatShare } from '../../format.ts';
import { words } from '../../words.ts';
import { thin, type PlotPoint } from './plot.ts';

export interface PlotLine {
  readonly name: string;
  /** Colour, dashes and marks differ together. */
  readonly look: 'first' | 'second' | 'held-out' | 'f1';
  readonly points: readonly PlotPoint[];
}

/** Batches differ by chance: means of their neighbours say more than each of them. */
const mostPoints = 100;

type Curves = Pick<TrainingView, 'points' | 'looks'>;

export function lossLines({ points, looks }: Curves): PlotLine[] {
  const of = (pick: (point: TrainingView['points'][number]) => number): PlotPoint[] =>
    thin(points.map((point) => ({ step: point.step, value: pick(point) })), mostPoints); // prettier-ignore
  const heldOut = looks.map(({ step, losses }) => ({ step, value: losses['loss'] ?? NaN }));
  const { series } = words.training;
  return [
    { name: series.distill, look: 'first', points: of(({ distill }) => distill) },
    { name: series.tag, look: 'second', points: of(({ tag }) => tag) },
    { name: series.heldOut, look: 'held-out', points: thin(heldOut, mostPoints) },
  ];
}

export function shareLines({ points, looks }: Curves): PlotLine[] {
  const { series } = words.training;
  const batch = points.map(({ step, chosen }) => ({ step, value: chosen }));
  const f1 = looks.flatMap(({ step, tags }) => (tags === null ? [] : [{ step, value: tags.f1 }]));
  const lines: PlotLine[] = [
    { name: series.chosen, look: 'first', points: thin(batch, mostPoints) },
    { name: series.heldOutChosen, look: 'held-out', points: looks.map(({ step, chosen }) => ({ step, value: chosen })) }, // prettier-ignore
  ];
  return f1.length === 0 ? lines : [...lines, { name: series.f1, look: 'f1', points: f1 }];
}

/** From where a line began to where it is. */
export function describeLine(line: PlotLine | undefined, format: (value: number) => string): string {
  const [first, last] = [line?.points[0], line?.points.at(-1)];
  if (first === undefined || last === undefined) return words.training.none;
  return words.training.fromTo(format(first.value), format(last.value));
}

export function describeLosses(step: number, [distill, tag, heldOut]: readonly PlotLine[]): string {
  const [caption, word, held] = [distill, tag, heldOut].map((line) => describeLine(line, formatCosine));
  return words.training.lossesAlt(step, caption ?? '', word ?? '', held ?? '');
}

export function describeShares(step: number, [batch, heldOut]: readonly PlotLine[]): string {
  const [chosen, held] = [batch, heldOut].map((line) => describeLine(line, formatShare));
  return words.training.sharesAlt(step, chosen ?? '', held ?? '');
}
