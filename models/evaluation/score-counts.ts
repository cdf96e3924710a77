/** What a score is worth: which τ would have been best, and how often words of a score are true. */

/** τ is tried in steps of a hundredth, 0 to 0.99: finer steps tell words apart that a person does not. */
const steps = 100;
const bins = 10;

/** What a method would do at one τ. */
export interface TauPoint {
  readonly tau: number;
  /** null where nothing is chosen. */
  readonly precision: number | null;
  readonly recall: number;
  readonly f1: number;
}

/** The words whose scores are above `from` and at most `to`; those of 0 are in the first. */
export interface ReliabilityBin {
  readonly from: number;
  readonly to: number;
  readonly words: number;
  readonly trueWords: number;
  /** Of the scores; the middle of the bin where it has no words. */
  readonly meanScore: number;
  /** Wilson's 95 % interval of the share of true words; null where there are no words. */
  readonly interval: readonly [low: number, high: number] | null;
}

export interface ScoreReport {
  /** In the order of τ. */
  readonly byTau: readonly TauPoint[];
  /** The τ with the best F1; of several, the one that is nearest to the τ in use. */
  readonly best: TauPoint;
  readonly reliability: readonly ReliabilityBin[];
  /** Σ n_b/N·|share of true words − mean score| over the bins: expected calibration error (Naeini et al., AAAI 2015). */
  readonly calibrationError: number;
}

/** How many of the τ a word is chosen at, 0 … 100: a word is chosen where its score is above τ. */
function countTausBelow(score: number): number {
  let count = Math.min(steps, Math.max(0, Math.ceil(score * steps)));
  // A product of floats may lie on the other side of a whole number than the comparison that chooses a word.
  while (count > 0 && (count - 1) / steps >= score) count--;
  while (count < steps && count / steps < score) count++;
  return count;
}

/** The words of one method by their scores (0…1), in room that does not grow with them. */
export class ScoreCounts {
  readonly #words = new Float64Array(steps + 1);
  readonly #trueWords = new Float64Array(steps + 1);
  readonly #sums = new Float64Array(steps + 1);

  /** A word that no τ chooses, because its caption stays below the floor, has the score 0. */
  add(isTrue: boolean, score: number): void {
    const at = countTausBelow(score);
    this.#words[at] = (this.#words[at] ?? 0) + 1;
    this.#sums[at] = (this.#sums[at] ?? 0) + score;
    if (isTrue) this.#trueWords[at] = (this.#trueWords[at] ?? 0) + 1;
  }

  report(tau: number): ScoreReport {
    const byTau = this.#listByTau();
    const reliability = this.#listBins();
    return {
      byTau,
      best: findBest(byTau, tau),
      reliability,
      calibrationError: calibrationErrorOf(reliability),
    };
  }

  #listByTau(): TauPoint[] {
    const points: TauPoint[] = [];
    const wanted = sumOf(this.#trueWords);
    let [chosen, hits] = [0, 0];
    for (let at = steps; at >= 1; at--) {
      chosen += this.#words[at] ?? 0;
      hits += this.#trueWords[at] ?? 0;
      points.push({
        tau: (at - 1) / steps,
        precision: chosen === 0 ? null : hits / chosen,
        recall: wanted === 0 ? 0 : hits / wanted,
        f1: chosen + wanted === 0 ? 0 : (2 * hits) / (chosen + wanted),
      });
    }
    return points.reverse();
  }

  #listBins(): ReliabilityBin[] {
    const width = steps / bins;
    return Array.from({ length: bins }, (_, bin) => {
      const [first, end] = [bin === 0 ? 0 : bin * width + 1, (bin + 1) * width + 1];
      const words = sumOf(this.#words.subarray(first, end));
      const trueWords = sumOf(this.#trueWords.subarray(first, end));
      const [from, to] = [bin / bins, (bin + 1) / bins];
      const meanScore = words === 0 ? (from + to) / 2 : sumOf(this.#sums.subarray(first, end)) / words;
      return { from, to, words, trueWords, meanScore, interval: wilsonInterval(trueWords, words) };
    });
  }
}

/** The middle 95 % of a share, k of n (Wilson 1927); it stays within 0 and 1, and says something of few. null for n = 0. */
export function wilsonInterval(k: number, n: number): readonly [number, number] | null {
  if (n === 0) return null;
  const z = 1.959964;
  const middle = (k + z ** 2 / 2) / (n + z ** 2);
  const half = (z / (n + z ** 2)) * Math.sqrt((k * (n - k)) / n + z ** 2 / 4);
  return [Math.max(0, middle - half), Math.min(1, middle + half)];
}

function findBest(points: readonly TauPoint[], used: number): TauPoint {
  const most = Math.max(...points.map(({ f1 }) => f1));
  const distance = ({ tau }: TauPoint): number => Math.abs(tau - used);
  return points.filter(({ f1 }) => f1 === most).reduce((a, b) => (distance(b) < distance(a) ? b : a));
}

function calibrationErrorOf(all: readonly ReliabilityBin[]): number {
  const words = all.reduce((sum, bin) => sum + bin.words, 0);
  const gaps = all
    .filter((bin) => bin.words > 0)
    .map((bin) => bin.words * Math.abs(bin.trueWords / bin.words - bin.meanScore));
  return words === 0 ? 0 : gaps.reduce((sum, gap) => sum + gap, 0) / words;
}

const sumOf = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0);
