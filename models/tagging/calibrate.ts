/**
 * A calibration out of a person's own pairs, with no words marked: the words of a picture's caption against those of another one's.
 * The derivation is in docs/models.md.
 */
import { TagmaskError } from '../errors.ts';
import { selectRelevant } from './select.ts';

/** What is measured on one picture; all cosines are max over its patches. */
export interface PairCosines {
  /** Of each word of its own caption. */
  readonly own: readonly number[];
  /** Of each word of another picture's caption. */
  readonly shuffled: readonly number[];
  /** Of those words that step 1 chooses for that other picture and that no caption of this one has. */
  readonly absent: readonly number[];
}

export interface Fit {
  readonly w: number;
  readonly b: number;
  readonly floor: number;
}

/** Fewer say nothing about a spread. */
export const leastPairs = 8;
/** Means that are closer than so many standard errors may be one. */
const leastErrors = 3;
/** Rounding of cosines in fp32. */
const smallestGap = 1e-6;
/** So many captions of a hundred may lose all their words by the floor. */
const lostBelowFloor = 0.05;
/** ln(0.9/0.1) twice: between the means of both kinds of words a heat map goes from 0.1 to 0.9 at most, or it would have no shades. */
const steepest = 2 * Math.log(9);

const logit = (p: number): number => Math.log(p / (1 - p));

/**
 * Fits M = σ(w·cos + b) so that M = `threshold` where a word is as likely of the picture as not, and the floor.
 * @throws TagmaskError `cannot-calibrate` where there are too few pairs or words, or the model does not tell both kinds apart
 */
export function fitCalibration(
  pairs: readonly PairCosines[],
  { tau, threshold }: { readonly tau: number; readonly threshold: number },
): Fit {
  const captions = pairs.map(({ own }) => own).filter((own) => own.length > 0);
  const present = captions.flatMap((own) => chosenOf(own, tau));
  const absent = pairs.flatMap((pair) => pair.absent);
  if (captions.length < leastPairs || present.length < leastPairs || absent.length < leastPairs)
    throw refusal(
      `${captions.length} pictures with captions, ${present.length} of their words and ${absent.length} of others are too few to fit on, at least ${leastPairs} of each are needed`,
    );
  const [high, low] = [meanOf(present), meanOf(absent)];
  const gap = high - low;
  const [spread, otherSpread] = [varianceOf(present), varianceOf(absent)];
  const variance = (spread + otherSpread) / 2;
  const error = Math.sqrt(spread / present.length + otherSpread / absent.length);
  if (!(gap > Math.max(leastErrors * error, smallestGap)))
    throw refusal(
      'the words of a picture’s own caption do not stand out from those of other captions: the model is not trained, or not on such pictures, or there are too few of them',
    );
  // Fisher's discriminant: the log-odds of two normal distributions of one variance are (cos − mid)·gap/variance.
  const w = Math.min(gap / variance, steepest / gap);
  const b = logit(threshold) - w * ((high + low) / 2);
  return {
    w,
    b,
    floor: quantile(
      captions.map((own) => Math.max(...own)),
      lostBelowFloor,
    ),
  };
}

export interface Effect {
  /** Words of their own captions that step 1 chooses, of all. */
  readonly chosen: number;
  /** Captions of other pictures in which it chooses something, of all: the fewer the better. */
  readonly shuffledChosen: number;
  /** Chosen words with a mask, of the chosen ones; and words that are not there with one, of those. */
  readonly masked: number;
  readonly absentMasked: number;
}

/** What a calibration does to pairs that it was not fitted on. */
export function measureEffect(
  pairs: readonly PairCosines[],
  { w, b, floor, tau, threshold }: Fit & { readonly tau: number; readonly threshold: number },
): Effect {
  const hasMask = (cosine: number): boolean => w * cosine + b > logit(threshold);
  const own = pairs.flatMap((pair) => pair.own);
  const chosen = pairs.flatMap((pair) => chosenOf(pair.own, tau, floor));
  const shuffled = pairs.filter((pair) => pair.shuffled.length > 0);
  const absent = pairs.flatMap((pair) => pair.absent);
  return {
    chosen: share(chosen.length, own.length),
    shuffledChosen: share(
      shuffled.filter((pair) => chosenOf(pair.shuffled, tau, floor).length > 0).length,
      shuffled.length,
    ),
    masked: share(chosen.filter(hasMask).length, chosen.length),
    absentMasked: share(absent.filter(hasMask).length, absent.length),
  };
}

/** The cosines that step 1 chooses; without a floor, by their place within the caption alone. */
function chosenOf(cosines: readonly number[], tau: number, floor = -Infinity): number[] {
  const { relevant } = selectRelevant(cosines, { tau, floor });
  return cosines.filter((_, index) => relevant[index] === true);
}

const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);
const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

function varianceOf(values: readonly number[]): number {
  const mean = meanOf(values);
  return meanOf(values.map((value) => (value - mean) ** 2));
}

/** Linear between neighbours, as NumPy has it. */
function quantile(values: readonly number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const place = q * (sorted.length - 1);
  const below = Math.floor(place);
  const [low = 0, high = low] = [sorted[below], sorted[below + 1]];
  return low + (place - below) * (high - low);
}

const refusal = (why: string): TagmaskError =>
  new TagmaskError('input', 'cannot-calibrate', `There is no calibration to be had: ${why}.`);
