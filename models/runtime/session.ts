/** What every runtime makes of a graph: tensors by name in, tensors by name out. */
import { TagmaskError } from '../errors.ts';
import { evaluateDim, formatShape, symbolOfDim, type Dim } from '../graph/dim.ts';
import type { Node } from '../graph/node.ts';
import type { Placement } from './placement.ts';

export interface FloatTensor {
  readonly data: Float32Array;
  readonly shape: readonly number[];
}
export interface IntegerTensor {
  readonly data: BigInt64Array;
  readonly shape: readonly number[];
}
export type Feeds = Readonly<Record<string, FloatTensor | IntegerTensor>>;
export type Outputs = Readonly<Record<string, FloatTensor>>;

/** A graph ready to run, on any runtime. Its outputs are fp32. */
export interface GraphSession {
  /** Which nodes run on the CPU; null where that was not asked for, or the runtime does not say. */
  readonly placement: Placement | null;
  /** Throws a TagmaskError where a shape does not fit the graph's inputs. */
  readonly run: (feeds: Feeds) => Promise<Outputs>;
  readonly close: () => Promise<void>;
}

export function takeOutput(outputs: Outputs, name: string): FloatTensor {
  const tensor = outputs[name];
  if (tensor === undefined) throw new TagmaskError('internal', 'runtime', `The graph has no output ${name}.`);
  return tensor;
}

export function takeFeed(feeds: Feeds, name: string): FloatTensor | IntegerTensor {
  const feed = feeds[name];
  if (feed === undefined) throw new TagmaskError('internal', 'runtime', `Input ${name} was not given.`);
  return feed;
}

/** Checks fed shapes against the graph's, and gives the one number that each symbol stands for throughout. */
export function bindSymbols(inputs: readonly Node<'Input'>[], feeds: Feeds): ReadonlyMap<string, number> {
  const symbols = new Map<string, number>();
  const fits = (dim: Dim, size: number): boolean => {
    const alone = symbolOfDim(dim);
    if (alone !== undefined && !symbols.has(alone.symbol)) symbols.set(alone.symbol, size / alone.factor);
    const expected = evaluateDim(dim, (symbol) => symbols.get(symbol) ?? NaN);
    return expected === size && [...symbols.values()].every((value) => Number.isInteger(value) && value > 0);
  };
  for (const { attributes } of inputs) {
    const actual = feeds[attributes.name]?.shape ?? [];
    if (
      actual.length === attributes.shape.length &&
      attributes.shape.every((dim, axis) => fits(dim, actual[axis] ?? 0))
    )
      continue;
    const [has, needs] = [formatShape(actual), formatShape(attributes.shape)];
    throw new TagmaskError(
      'input',
      'bad-shape',
      `Input ${attributes.name} has the shape ${has} and needs ${needs}.`,
    );
  }
  return symbols;
}
