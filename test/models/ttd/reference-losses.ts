/** TTD's losses of one picture, written from the formulas with loops over plain numbers. */
import { selectRelevant } from '../../../models/tagging/index.ts';
import type { TtdOptions } from '../../../models/ttd/index.ts';

export interface Picture {
  readonly patches: readonly (readonly number[])[];
  readonly caption: readonly number[];
  readonly words: readonly (readonly number[])[];
}

type Map = readonly number[];

const dot = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, value, index) => sum + value * (b[index] ?? NaN), 0);
const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

function normaliseMap(map: Map): Map {
  const [least, most] = [Math.min(...map), Math.max(...map)];
  return map.map((value) => (value - least) / Math.max(most - least, 1e-5));
}

const distances = {
  l2: (m: number, u: number) => (m - u) ** 2,
  l1: (m: number, u: number) => Math.abs(m - u),
  bce: (m: number, u: number) => -u * Math.log(m) - (1 - u) * Math.log(1 - m),
};

export interface ReferenceLosses {
  readonly distill: number;
  readonly tag: number;
  readonly relevant: readonly boolean[];
}

export interface ReferenceDecisions {
  /** 1, 0, or −1 where step 1 decides. */
  readonly verdicts: readonly number[];
  /** Null where the word's own map is its target. */
  readonly masks: readonly (Map | null)[];
}

export interface ReferenceExtras {
  readonly decided?: ReferenceDecisions;
  /** v_I, where words are chosen by it. */
  readonly global?: readonly number[];
}

export function referenceLosses(
  picture: Picture,
  options: TtdOptions,
  { decided, global }: ReferenceExtras = {},
): ReferenceLosses {
  const cosines = (text: readonly number[]): Map => picture.patches.map((patch) => dot(patch, text));
  const mapOf = (text: readonly number[]): Map =>
    cosines(text).map((cosine) => 1 / (1 + Math.exp(-options.w * cosine - options.b)));
  const d = (map: Map, target: Map): number =>
    mean(map.map((value, place) => distances[options.distance](value, target[place] ?? NaN)));

  const scores = picture.words.map((word) =>
    global === undefined ? Math.max(...cosines(word)) : dot(global, word),
  );
  const relevant = selectRelevant(scores, options).relevant.map((pseudo, index) => {
    const verdict = decided?.verdicts[index] ?? -1;
    return verdict < 0 ? pseudo : verdict === 1;
  });
  const targets = picture.words.map((word, index) =>
    relevant[index] === true
      ? (decided?.masks[index] ?? normaliseMap(mapOf(word)))
      : picture.patches.map(() => 0),
  );
  const union = picture.patches.map((_, place) => Math.max(...targets.map((target) => target[place] ?? 0)));
  return {
    distill: d(mapOf(picture.caption), union),
    tag: mean(picture.words.map((word, index) => d(mapOf(word), targets[index] ?? []))),
    relevant,
  };
}
