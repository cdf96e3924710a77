/** What the held-out pairs say of a training: which weights are the best so far, and whether to go on. */
import type { TagMetrics } from '../../../models/metrics/index.ts';
import type { TtdOptions } from './options.ts';

export interface HeldOutEntry {
  /** Steps done. */
  readonly step: number;
  /** `loss` and its parts, means over the held-out pairs. */
  readonly losses: Readonly<Record<string, number>>;
  /** Words that step 1 chooses with the present weights, of all. */
  readonly chosen: number;
  /** Of the chosen words against the truth, where any is known. */
  readonly tags: TagMetrics | null;
  /** Words whose truth is known. */
  readonly known: number;
}

export type StopReason = 'patience' | 'collapse';

export interface Judgement {
  /** Whose weights are kept. */
  readonly best: HeldOutEntry;
  /** Null to go on. */
  readonly stop: { readonly reason: StopReason; readonly sentence: string } | null;
}

type Rules = Pick<TtdOptions, 'patience' | 'guard' | 'select' | 'measureEvery'>;

const lossOf = ({ losses }: HeldOutEntry): number => losses['loss'] ?? Infinity;
const percent = (share: number): string => `${(100 * share).toFixed(0)} %`;

/** Of fewer words F1 has an error of about three points, which is more than a training gains. */
const fewestKnown = 200;

/**
 * The loss knows no truth, and goes on falling while the maps only come to agree with themselves: F1 is the better judge wherever people have
 * said enough.
 */
function isBetter(entry: HeldOutEntry, best: HeldOutEntry, select: Rules['select']): boolean {
  const asksF1 = select === 'f1' || (select === 'auto' && best.known >= fewestKnown);
  return asksF1 && entry.tags !== null && best.tags !== null
    ? entry.tags.f1 > best.tags.f1
    : lossOf(entry) < lossOf(best);
}

/**
 * A loss that falls while the share of chosen words wanders off is how TTD collapses: the targets are made by the model itself, and it can
 * please them by changing them. Such weights are never the best ones, however small their loss.
 */
const hasDrifted = (entry: HeldOutEntry, first: HeldOutEntry, { guard }: Rules): boolean =>
  guard > 0 && Math.abs(entry.chosen - first.chosen) > guard && lossOf(entry) < lossOf(first);

/** @param history every look so far, the one before the first step in front */
export function judge(history: readonly HeldOutEntry[], rules: Rules): Judgement | null {
  const [first] = history;
  if (first === undefined) return null;
  const sound = history.filter((entry) => !hasDrifted(entry, first, rules));
  const best = sound.reduce((kept, entry) => (isBetter(entry, kept, rules.select) ? entry : kept), first);
  const last = history.at(-1) ?? first;
  return { best, stop: findReason({ first, best, last, looks: history.indexOf(last) - history.indexOf(best) }, rules) }; // prettier-ignore
}

interface Course {
  readonly first: HeldOutEntry;
  readonly best: HeldOutEntry;
  readonly last: HeldOutEntry;
  /** Since the best one. */
  readonly looks: number;
}

function findReason({ first, best, last, looks }: Course, rules: Rules): Judgement['stop'] {
  if (hasDrifted(last, first, rules)) {
    const shares = `the share of chosen words went from ${percent(first.chosen)} to ${percent(last.chosen)} while the loss fell from ${lossOf(first).toPrecision(3)} to ${lossOf(last).toPrecision(3)}`;
    const sentence = `The training was stopped after step ${last.step} because it collapses: on held-out pairs ${shares}. The weights of step ${best.step} are kept; try a smaller learning rate, or --anchor.`;
    return { reason: 'collapse', sentence };
  }
  if (rules.patience === 0 || looks < rules.patience) return null;
  const sentence = `The training was stopped after step ${last.step}: ${looks} looks at the held-out pairs found none better than step ${best.step}, whose weights are kept.`;
  return { reason: 'patience', sentence };
}
