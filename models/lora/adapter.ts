import { createHash } from 'node:crypto';

import { TagmaskError } from '../errors.ts';
import { formatShape } from '../graph/dim.ts';
import type { FloatTensor } from '../runtime/session.ts';
import type { WeightsReader } from '../weights/reader.ts';
import { nameOfA, nameOfB, weightOfModule, type LoraScale } from './add-lora.ts';

/** What training made of a base model: the low-rank matrices, and which weights they belong to. */
export interface LoraAdapter extends LoraScale {
  readonly base: {
    readonly name: string;
    /** Of the base's weights; null where whoever wrote the adapter did not say. */
    readonly sha256: string | null;
  };
  /** `<module>.lora_A` [rank, in] and `<module>.lora_B` [out, rank]. */
  readonly tensors: Readonly<Record<string, FloatTensor>>;
}

/** ΔW = scale·B·A of one layer. */
export interface LoraPair {
  readonly module: string;
  /** [rank, in] */
  readonly a: FloatTensor;
  /** [out, rank] */
  readonly b: FloatTensor;
  readonly scale: number;
}

export class AdapterError extends TagmaskError {
  constructor(code: 'bad-adapter' | 'wrong-base' | 'no-base', message: string, options?: ErrorOptions) {
    super('input', code, message, options);
  }
}

/** The pairs of an adapter. Throws an AdapterError where half of one is missing, or a shape is not that of the rank. */
export function pairsOf({ tensors, rank, alpha }: LoraAdapter): LoraPair[] {
  const modules = new Set(Object.keys(tensors).map((name) => name.replace(/\.lora_[AB]$/, '')));
  return [...modules].map((module) => {
    const [a, b] = [tensors[nameOfA(module)], tensors[nameOfB(module)]];
    if (a === undefined || b === undefined)
      throw new AdapterError(
        'bad-adapter',
        `The adapter has half of ${module}: lora_A and lora_B belong together.`,
      );
    if (a.shape.length !== 2 || b.shape.length !== 2 || a.shape[0] !== rank || b.shape[1] !== rank) {
      const shapes = `${formatShape(a.shape)} and ${formatShape(b.shape)}`;
      throw new AdapterError(
        'bad-adapter',
        `The adapter's matrices for ${module} are ${shapes}, not of rank ${rank}.`,
      );
    }
    return { module, a, b, scale: alpha / rank };
  });
}

/**
 * Checks that an adapter was trained on these weights: by their hash where it says one, and in any case by the shapes. Throws an
 * AdapterError `wrong-base`.
 */
export function checkBase(adapter: LoraAdapter, weights: WeightsReader, sha256: string): void {
  const { base } = adapter;
  const remedy = `take the model ${JSON.stringify(base.name)} that it was trained on, or train a new adapter.`;
  if (base.sha256 !== null && base.sha256 !== sha256)
    throw new AdapterError(
      'wrong-base',
      `The adapter belongs to other weights than ${weights.path} (SHA-256 ${base.sha256.slice(0, 12)}…, not ${sha256.slice(0, 12)}…); ${remedy}`,
    );
  for (const { module, a, b } of pairsOf(adapter)) {
    const shape = weights.tensors.get(weightOfModule(module))?.shape;
    const needed = [b.shape[0], a.shape[1]];
    if (shape?.join() === needed.join()) continue;
    const found = shape === undefined ? 'has no such layer' : `has ${formatShape(shape)}`;
    throw new AdapterError(
      'wrong-base',
      `The adapter is for a layer ${module} of [${needed.join(', ')}], and ${weights.path} ${found}; ${remedy}`,
    );
  }
}

/** SHA-256 of base and adapter together: what caches know the merged weights by. */
export function hashMerged(baseSha256: string, adapter: LoraAdapter): string {
  const hash = createHash('sha256').update(JSON.stringify([baseSha256, adapter.rank, adapter.alpha]));
  for (const [name, { data, shape }] of Object.entries(adapter.tensors).sort(([a], [b]) =>
    a < b ? -1 : 1,
  )) {
    hash.update(JSON.stringify([name, shape]));
    hash.update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  }
  return hash.digest('hex');
}
