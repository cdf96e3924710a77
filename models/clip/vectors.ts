import { TagmaskError } from '../errors.ts';

/** |v|. Throws where that is no number: every score of such an embedding would be none either. */
function lengthOf(vector: Float32Array): number {
  const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
  if (Number.isFinite(length)) return length;
  throw new TagmaskError(
    'unavailable',
    'not-a-number',
    'The model answers with values that are not numbers: its weights are damaged, or the device overflows. Fetch the weights again, or use --device cpu.',
  );
}

/** v / |v|; a vector of zeros stays one. */
export function normaliseVector(vector: Float32Array): Float32Array {
  const length = lengthOf(vector);
  return length === 0 ? vector : vector.map((value) => value / length);
}

/** Every row of [n, D] as a unit vector. */
export function normaliseRows(data: Float32Array, dim: number): Float32Array[] {
  return Array.from({ length: data.length / dim }, (_, row) =>
    normaliseVector(data.subarray(row * dim, (row + 1) * dim)),
  );
}

/** Makes each row of [n, D] a unit vector where it is; a row of zeros stays one. */
export function normaliseInPlace(data: Float32Array, dim: number): void {
  for (let start = 0; start < data.length; start += dim) {
    const row = data.subarray(start, start + dim);
    const length = lengthOf(row);
    if (length > 0) for (let i = 0; i < dim; i++) row[i] = (row[i] ?? 0) / length;
  }
}

/** Unit vector along the mean of unit vectors: how an ensemble of prompts is made one. */
export function meanDirection(vectors: readonly Float32Array[]): Float32Array {
  const sum = new Float32Array(vectors[0]?.length ?? 0);
  for (const vector of vectors)
    for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] ?? 0) + (vector[i] ?? 0);
  return normaliseVector(sum);
}
