/** Both belong to the model; `floor` is in the unit of the raw scores. */
export interface SelectionLimits {
  /** τ: a word is relevant when its normalised score is above it. */
  readonly tau: number;
  /** A caption has no relevant word once its best raw score is below this. */
  readonly floor: number;
}

export interface Selection {
  /** 0…1 within the caption. */
  readonly normalised: readonly number[];
  readonly relevant: readonly boolean[];
}

/** (s − min)/(max − min) over the words of one caption; all 0 where they are equal. */
export function normaliseScores(raw: readonly number[]): number[] {
  const { least, most } = rangeOf(raw);
  return raw.map((score) => (most === least ? 0 : (score - least) / (most - least)));
}

/**
 * Which words of one caption are in the picture. Where normalising says nothing, because there is one word or all are
 * equal, the raw score decides by the floor alone, and the normalised score is 1 or 0 accordingly.
 */
export function selectRelevant(raw: readonly number[], { tau, floor }: SelectionLimits): Selection {
  const { least, most } = rangeOf(raw);
  const reachesFloor = most >= floor;
  if (least === most) {
    return { normalised: raw.map(() => (reachesFloor ? 1 : 0)), relevant: raw.map(() => reachesFloor) };
  }
  const normalised = normaliseScores(raw);
  return { normalised, relevant: normalised.map((score) => reachesFloor && score > tau) };
}

function rangeOf(raw: readonly number[]): { least: number; most: number } {
  let [least, most] = [Infinity, -Infinity];
  for (const score of raw) {
    least = Math.min(least, score);
    most = Math.max(most, score);
  }
  return { least, most };
}
