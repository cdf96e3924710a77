/** v / |v|; a vector of zeros stays one. */
export function normaliseVector(vector: Float32Array): Float32Array {
  const norm = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
  return norm === 0 ? vector : vector.map((value) => value / norm);
}

/** Every row of [n, D] as a unit vector. */
export function normaliseRows(data: Float32Array, dim: number): Float32Array[] {
  return Array.from({ length: data.length / dim }, (_, row) =>
    normaliseVector(data.subarray(row * dim, (row + 1) * dim)),
  );
}

/** Unit vector along the mean of unit vectors: how an ensemble of prompts is made one. */
export function meanDirection(vectors: readonly Float32Array[]): Float32Array {
  const sum = new Float32Array(vectors[0]?.length ?? 0);
  for (const vector of vectors)
    for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] ?? 0) + (vector[i] ?? 0);
  return normaliseVector(sum);
}
