/** Compares a graph's gradients, as ONNX Runtime computes them, with central differences of the graph itself. */
import { addGradients, gradientName } from '../../../models/graph/gradient.ts';
import { buildGraph, inputsOf, type Graph, type Node } from '../../../models/graph/node.ts';
import { constant, input, mul, reduceSum } from '../../../models/graph/ops.ts';
import type { Shape } from '../../../models/graph/dim.ts';
import { writeOnnxModel, type Precision } from '../../../models/runtime/onnx-writer.ts';
import { InferenceSession, Tensor } from '../../../models/runtime/onnxruntime.ts';
import { createUniform } from '../../../models/random.ts';

export interface Value {
  readonly data: readonly number[];
  readonly sizes: readonly number[];
  /** With symbols; the sizes unless told. */
  readonly shape?: Shape;
}
export type Values = Readonly<Record<string, Value>>;

/** Seeded numbers in [−1, 1). */
export function drawn(sizes: readonly number[], seed: number, shape?: Shape): Value {
  const uniform = createUniform(seed);
  const data = Array.from({ length: sizes.reduce((product, size) => product * size, 1) }, uniform);
  return shape === undefined ? { data, sizes } : { data, sizes, shape };
}

export const inputOf = (name: string, { sizes, shape }: Value): Node =>
  input(name, 'float32', shape ?? sizes);

type Run = (values: Values) => Promise<Readonly<Record<string, number[]>>>;

/** Runs `body` with the graph as a function of its inputs, floats in the precision asked for. */
export async function withGraph<Result>(
  graph: Graph,
  precision: Precision,
  body: (run: Run) => Promise<Result>,
): Promise<Result> {
  const model = writeOnnxModel(graph, () => new Uint8Array(), precision);
  const session = await InferenceSession.create(model, {
    intraOpNumThreads: 1,
    logSeverityLevel: 3,
    graphOptimizationLevel: 'basic', // further ones fuse operators into some that have no double precision
  });
  const toTensor = ({ data, sizes }: Value): Tensor =>
    precision === 'float64'
      ? new Tensor('float64', Float64Array.from(data), sizes)
      : new Tensor('float32', Float32Array.from(data), sizes);
  try {
    return await body(async (values) => {
      const feeds = inputsOf(graph).map(({ attributes: { name } }) => {
        const value = values[name];
        if (value === undefined) throw new Error(`No value for ${name}.`);
        return [name, toTensor(value)] as const;
      });
      const results = await session.run(Object.fromEntries(feeds));
      const numbers = Object.entries(results).map(
        ([name, { data }]) => [name, Array.from(data as Float64Array, Number)] as const,
      );
      return Object.fromEntries(numbers);
    });
  } finally {
    await session.release();
  }
}

/** One number that depends on every place of y in a different way. */
export function weigh(y: Node, sizes: readonly number[], seed = 99): Node {
  const { data } = drawn(sizes, seed);
  const weights = constant({ type: 'float32', shape: sizes, data: data.map((value) => value + 1.5) });
  const axes = Array.from(sizes.keys());
  return axes.length === 0 ? mul(y, weights) : reduceSum(mul(y, weights), axes);
}

export interface Check {
  readonly precision: Precision;
  readonly step: number;
}
/** Truncation of order step², rounding of order 1e-16/step. */
export const inDouble: Check = { precision: 'float64', step: 1e-5 };
/** Rounding of order 1e-7/step: a step for functions whose third derivative is of order 1. */
export const inSingle: Check = { precision: 'float32', step: 5e-3 };

/** |analytic − numeric| / max(1, |numeric|), the largest over all places of all inputs. */
export async function largestGradientError(loss: Node, values: Values, check = inDouble): Promise<number> {
  const graph = buildGraph({ loss });
  const trained = inputsOf(graph).filter(({ type }) => type === 'float32');
  const analytic = await withGraph(addGradients(graph, 'loss', trained), check.precision, (run) =>
    run(values),
  );
  return withGraph(graph, check.precision, async (run) => {
    let largest = 0;
    const lossAt = async (moved: Values): Promise<number> => (await run(moved))['loss']?.[0] ?? NaN;
    for (const {
      attributes: { name },
    } of trained) {
      // prettier-ignore
      const value = values[name] ?? { data: [], sizes: [] };
      const gradient = analytic[gradientName(name)] ?? [];
      if (gradient.length !== value.data.length) return NaN;
      for (const [place, number] of value.data.entries()) {
        const at = (x: number): Values => ({
          ...values,
          [name]: { ...value, data: value.data.with(place, x) },
        });
        const [ahead, behind] = [
          await lossAt(at(number + check.step)),
          await lossAt(at(number - check.step)),
        ];
        const numeric = (ahead - behind) / (2 * check.step);
        const error = Math.abs((gradient[place] ?? NaN) - numeric) / Math.max(1, Math.abs(numeric));
        largest = Number.isNaN(error) ? NaN : Math.max(largest, error);
        if (Number.isNaN(largest)) return NaN;
      }
    }
    return largest;
  });
}
