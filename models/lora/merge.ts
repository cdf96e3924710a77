/** W' = W + (α/rank)·B·A: an adapted model that costs no more than its base. */
import { collectChunks, type WeightsReader } from '../weights/reader.ts';
import { countElements } from '../weights/stored-tensor.ts';
import { weightOfModule } from './add-lora.ts';
import { pairsOf, type LoraAdapter, type LoraPair } from './adapter.ts';

/** One row of scale·B·A into `row`, in double precision, so that the sum is rounded once. */
function computeRow(row: Float64Array, index: number, { a, b, scale }: LoraPair): void {
  const rank = b.shape[1] ?? 0;
  const inputs = row.length;
  row.fill(0);
  for (let r = 0; r < rank; r++) {
    const factor = scale * (b.data[index * rank + r] ?? 0);
    for (let column = 0; column < inputs; column++)
      row[column] = (row[column] ?? 0) + factor * (a.data[r * inputs + column] ?? 0);
  }
}

/** Adds ΔW to a piece of W [out, in] that begins at element `start`, anywhere in a row. */
function addProduct(piece: Float32Array, start: number, pair: LoraPair): void {
  const inputs = pair.a.shape[1] ?? 0;
  const delta = new Float64Array(inputs);
  let computed = -1;
  for (let index = 0; index < piece.length; index++) {
    const row = Math.floor((start + index) / inputs);
    if (row !== computed) computeRow(delta, row, pair);
    computed = row;
    piece[index] = (piece[index] ?? 0) + (delta[start + index - row * inputs] ?? 0);
  }
}

/**
 * The base's weights with the adapter added, read through: only the piece at hand and the adapter are held. What it gives goes wherever
 * weights go, into a model's cache or into a file. Check with checkBase first.
 */
export function mergeAdapter(weights: WeightsReader, adapter: LoraAdapter): WeightsReader {
  const pairs = new Map(pairsOf(adapter).map((pair) => [weightOfModule(pair.module), pair]));
  async function* chunks(name: string): AsyncGenerator<Float32Array> {
    const pair = pairs.get(name);
    let start = 0;
    for await (const piece of weights.chunks(name)) {
      if (pair !== undefined) addProduct(piece, start, pair);
      start += piece.length;
      yield piece;
    }
  }
  return {
    path: weights.path,
    paths: weights.paths,
    tensors: weights.tensors,
    chunks,
    readFloat32: (name) => collectChunks(chunks(name), countElements(weights.tensors.get(name)?.shape ?? [])),
    close: () => weights.close(),
  };
}
