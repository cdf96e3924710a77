import { floatTypeOf } from './float-chunks.ts';
import type { StoredTensor } from './stored-tensor.ts';
import { WeightsError } from './weights-error.ts';

export interface RequiredTensor {
  readonly name: string;
  readonly shape: readonly number[];
}

const list = (names: readonly string[]): string =>
  names.slice(0, 3).join(', ') + (names.length > 3 ? ` and ${names.length - 3} more` : '');

/**
 * Checks a file against what a network needs: every tensor there, in its shape, as a float that we read, and nothing else, because a tensor
 * that nothing reads means that the file is of another architecture. `mayIgnore` names what is known to do no harm.
 */
export function checkTensors(
  file: { readonly path: string; readonly tensors: ReadonlyMap<string, StoredTensor> },
  required: readonly RequiredTensor[],
  mayIgnore: (name: string) => boolean,
): void {
  const { path, tensors } = file;
  const missing = required.filter(({ name }) => !tensors.has(name)).map(({ name }) => name);
  if (missing.length > 0)
    throw new WeightsError(
      path,
      `the weights lack ${list(missing)}: they are not those of config.json's network.`,
    );
  const names = new Set(required.map(({ name }) => name));
  const extra = [...tensors.keys()].filter((name) => !names.has(name) && !mayIgnore(name));
  if (extra.length > 0)
    throw new WeightsError(
      path,
      `the weights have ${list(extra)}, which config.json's network does not: it is another architecture.`,
    );
  for (const { name, shape } of required) {
    const stored = tensors.get(name);
    if (stored === undefined) continue;
    if (stored.shape.join() !== shape.join())
      throw new WeightsError(
        path,
        `tensor ${name} has the shape [${stored.shape.join(', ')}] where config.json's network needs [${shape.join(', ')}].`,
      );
    floatTypeOf(path, stored);
  }
}
