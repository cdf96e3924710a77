/** Gaussians over CIELAB whose axes are independent; six numbers a part: mean and 1/variance. */
export interface ColourModel {
  readonly parts: Float64Array;
}

const partLength = 6;
/** Of what is summed up a part: values, their squares, weights. */
const stride = 7;
const rounds = 6;
const mostPlaces = 3000;
/** The variance that every channel has at least: noise and JPEG, and what cannot be told from so few pixels. */
const leastVariance = 9;

/** The square of how many standard deviations a colour is from the nearest part. */
export function deviationOf({ parts }: ColourModel, lab: Float32Array, at: number): number {
  let least = Infinity;
  for (let part = 0; part < parts.length; part += partLength) {
    let squares = 0;
    for (let c = 0; c < 3; c++) {
      const difference = (lab[at + c] ?? 0) - (parts[part + c] ?? 0);
      squares += difference * difference * (parts[part + 3 + c] ?? 0);
    }
    if (squares < least) least = squares;
  }
  return least;
}

/** What is fitted to: colours [·3] of a picture, their weights, and which of them. */
interface Sample {
  readonly lab: Float32Array;
  readonly weights: Float32Array;
  readonly places: Uint32Array;
}

/**
 * Fits `count` parts to the colours lab [n·3] with weights [n] by k-means from fixed starts, so that equal pixels give equal masks; null where all
 * weights are 0.
 */
export function fitColours(lab: Float32Array, weights: Float32Array, count: number): ColourModel | null {
  const sample = { lab, weights, places: choosePlaces(weights) };
  const means = chooseStarts(sample, count);
  if (means === null) return null;
  const sums = new Float64Array(count * stride);
  for (let round = 0; round < rounds; round++) {
    gather(sample, means, sums);
    for (let part = 0; part < count; part++) {
      const weight = sums[part * stride + 6] ?? 0;
      if (weight === 0) continue;
      for (let c = 0; c < 3; c++) means[part * 3 + c] = (sums[part * stride + c] ?? 0) / weight;
    }
  }
  gather(sample, means, sums);
  return { parts: toParts(sums) };
}

/** Every so many of those that count: a few thousand colours say what all of them do. */
function choosePlaces(weights: Float32Array): Uint32Array {
  const least = weights.reduce((most, weight) => Math.max(most, weight), 0) / 20;
  let count = 0;
  for (const weight of weights) if (weight > least) count++;
  const every = Math.ceil(count / mostPlaces);
  const places = new Uint32Array(Math.ceil(count / Math.max(1, every)));
  let seen = 0;
  for (let at = 0; at < weights.length; at++) {
    if ((weights[at] ?? 0) > least && seen++ % every === 0) places[Math.floor((seen - 1) / every)] = at;
  }
  return places;
}

/** Adds each colour to the part that is nearest: its values, their squares, its weight. */
function gather({ lab, weights, places }: Sample, means: Float64Array, sums: Float64Array): void {
  sums.fill(0);
  for (const i of places) {
    const weight = weights[i] ?? 0;
    const part = nearest(lab, i * 3, means) * stride;
    for (let c = 0; c < 3; c++) {
      const value = lab[i * 3 + c] ?? 0;
      sums[part + c] = (sums[part + c] ?? 0) + weight * value;
      sums[part + 3 + c] = (sums[part + 3 + c] ?? 0) + weight * value * value;
    }
    sums[part + 6] = (sums[part + 6] ?? 0) + weight;
  }
}

function toParts(sums: Float64Array): Float64Array {
  const parts: number[] = [];
  for (let at = 0; at < sums.length; at += stride) {
    const weight = sums[at + 6] ?? 0;
    if (weight === 0) continue;
    const channels = [0, 1, 2].map((c) => {
      const mean = (sums[at + c] ?? 0) / weight;
      const spread = (sums[at + 3 + c] ?? 0) / weight - mean * mean;
      return { mean, precision: 1 / (Math.max(0, spread) + leastVariance) };
    });
    parts.push(...channels.map(({ mean }) => mean), ...channels.map(({ precision }) => precision));
  }
  return Float64Array.from(parts);
}

function squaredDistance(lab: Float32Array, at: number, means: Float64Array, part: number): number {
  const dl = (lab[at] ?? 0) - (means[part] ?? 0);
  const da = (lab[at + 1] ?? 0) - (means[part + 1] ?? 0);
  const db = (lab[at + 2] ?? 0) - (means[part + 2] ?? 0);
  return dl * dl + da * da + db * db;
}

function nearest(lab: Float32Array, at: number, means: Float64Array): number {
  let [best, least] = [0, Infinity];
  for (let part = 0; part < means.length; part += 3) {
    const distance = squaredDistance(lab, at, means, part);
    if (distance < least) [best, least] = [part / 3, distance];
  }
  return best;
}

/** The mean colour first, then in turn the colour that is farthest from those chosen, by its weight. */
function chooseStarts({ lab, weights, places }: Sample, count: number): Float64Array | null {
  if (places.length === 0) return null;
  const means = new Float64Array(count * 3);
  let total = 0;
  for (const i of places) {
    const weight = weights[i] ?? 0;
    total += weight;
    for (let c = 0; c < 3; c++) means[c] = (means[c] ?? 0) + weight * (lab[i * 3 + c] ?? 0);
  }
  for (let c = 0; c < 3; c++) means[c] = (means[c] ?? 0) / total;
  for (let part = 1; part < count; part++) {
    const chosen = means.subarray(0, part * 3);
    let [farthest, most] = [0, -1];
    for (const i of places) {
      const distance = squaredDistance(lab, i * 3, chosen, nearest(lab, i * 3, chosen) * 3);
      const score = (weights[i] ?? 0) * distance;
      if (score > most) [farthest, most] = [i, score];
    }
    means.set(lab.subarray(farthest * 3, farthest * 3 + 3), part * 3);
  }
  return means;
}
