/** Texts of equal length go through the tower together, so that nothing is padded; at most so many at once, to bound memory. */
const maxBatch = 64;

/** Indices into `sequences`, batch by batch. */
export function batchByLength(sequences: readonly (readonly number[])[]): number[][] {
  const byLength = Map.groupBy(sequences.keys(), (index) => sequences[index]?.length ?? 0);
  return [...byLength.values()].flatMap((indices) =>
    Array.from({ length: Math.ceil(indices.length / maxBatch) }, (_, batch) =>
      indices.slice(batch * maxBatch, (batch + 1) * maxBatch),
    ),
  );
}
