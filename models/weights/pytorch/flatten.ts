/** From the nested dicts of a checkpoint to tensors by name. */
import { quote } from '../stored-tensor.ts';
import { WeightsError } from '../weights-error.ts';
import { PickleTuple, TensorReference, type PickleValue } from './pickle-values.ts';

export type Scalar = string | number | boolean | null;

export interface Checkpoint {
  readonly tensors: ReadonlyMap<string, TensorReference>;
  /** What a training run leaves beside them: epoch, settings. By dotted name, for people. */
  readonly metadata: ReadonlyMap<string, Scalar>;
}

const maxDepth = 32;
/** Dicts may hold one dict many times, so that a short file could describe a tree without end. */
const maxValues = 1_000_000;

/** Where training scripts keep the weights of their model, beside those of the optimizer. */
const usualPlaces = ['state_dict', 'model_state_dict', 'model'];

const isScalar = (value: PickleValue): value is Scalar =>
  value === null || ['string', 'number', 'boolean'].includes(typeof value);

type Visit = (path: string, value: TensorReference | Scalar) => void;

class Walk {
  readonly #file: string;
  readonly #visit: Visit;
  #values = 0;

  constructor(file: string, visit: Visit) {
    this.#file = file;
    this.#visit = visit;
  }

  walk(value: PickleValue, path: readonly string[]): void {
    if (++this.#values > maxValues || path.length > maxDepth)
      throw new WeightsError(this.#file, 'its dicts are nested without end; take the file from elsewhere.');
    if (value instanceof TensorReference || isScalar(value)) this.#visit(path.join('.'), value);
    else for (const [key, item] of this.#children(value)) this.walk(item, [...path, key]);
  }

  *#children(value: PickleValue): Generator<[string, PickleValue]> {
    if (value instanceof Map) for (const [key, item] of value) yield [this.#keyOf(key), item];
    const items = value instanceof PickleTuple ? value.items : Array.isArray(value) ? value : [];
    // Numbers in lists are settings by the thousand, and no metadata that anybody would look for by a name.
    for (const [index, item] of items.entries()) if (!isScalar(item)) yield [String(index), item];
  }

  #keyOf(key: PickleValue): string {
    if (typeof key === 'string') return key;
    if (typeof key === 'number' || typeof key === 'bigint') return String(key);
    throw new WeightsError(
      this.#file,
      'a dict of it has keys that are neither text nor numbers; save the state_dict alone.',
    );
  }
}

function collect(file: string, root: PickleValue): Checkpoint {
  const tensors = new Map<string, TensorReference>();
  const metadata = new Map<string, Scalar>();
  const visit: Visit = (path, value) => {
    if (!(value instanceof TensorReference)) metadata.set(path, value);
    else if (tensors.has(path)) throw new WeightsError(file, `it has two tensors called ${quote(path)}.`);
    else tensors.set(path, value);
  };
  new Walk(file, visit).walk(root, []);
  return { tensors, metadata };
}

/** The name of the dict that has the weights, where the root has none itself. */
function findPlace(root: ReadonlyMap<PickleValue, PickleValue>): string | undefined {
  if ([...root.values()].some((value) => value instanceof TensorReference)) return undefined;
  return usualPlaces.find((place) => root.get(place) instanceof Map);
}

/**
 * The tensors of a checkpoint by dotted name: those of `select`, else of `state_dict`, `model_state_dict` or `model` where there is one, else all.
 * Metadata is all of it. Throws a WeightsError.
 */
export function flattenCheckpoint(file: string, root: PickleValue, select?: string): Checkpoint {
  if (!(root instanceof Map))
    throw new WeightsError(
      file,
      'it does not hold a dict of tensors; in Python, save the state_dict: torch.save(model.state_dict(), …).',
    );
  const place = select ?? findPlace(root);
  const { tensors, metadata } = collect(file, root);
  if (place === undefined) return { tensors, metadata };
  const prefix = `${place}.`;
  const chosen = [...tensors].filter(([name]) => name.startsWith(prefix));
  return { tensors: new Map(chosen.map(([name, tensor]) => [name.slice(prefix.length), tensor])), metadata };
}
