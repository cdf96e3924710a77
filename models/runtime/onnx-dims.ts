/** Dimensions that are known only at run time, computed inside the ONNX model from the shapes of its inputs. */
import { symbolOfDim, termsOfDim, type Dim, type Shape } from '../graph/dim.ts';
import type { Node } from '../graph/node.ts';
import { TagmaskError } from '../errors.ts';
import type { OnnxNode } from './onnx-proto.ts';

interface Emit {
  (node: Omit<OnnxNode, 'output'>): string;
}

export interface DimEmitter {
  /** Names a tensor int64 [rank] that holds the shape. */
  readonly vector: (dims: Shape) => string;
  /** Names a scalar int64. */
  readonly scalar: (dim: Dim) => string;
}

/**
 * `integers` names an int64 constant of one axis. A symbol is read off the first input that has it (alone or times a number) as
 * a dimension, once a graph.
 */
export function createDimEmitter(
  inputs: readonly Node<'Input'>[],
  emit: Emit,
  integers: (values: readonly number[]) => string,
): DimEmitter {
  const known = new Map<string, string>();

  function readSymbol(symbol: string): string {
    for (const { shape, attributes } of inputs) {
      const axis = shape.findIndex((dim) => symbolOfDim(dim)?.symbol === symbol);
      const factor = symbolOfDim(shape[axis] ?? 0)?.factor;
      if (factor === undefined) continue;
      const sizes = emit({ opType: 'Shape', inputs: [attributes.name] });
      const size = emit({ opType: 'Gather', inputs: [sizes, integers([axis])], attributes: { axis: 0 } });
      return factor === 1 ? size : emit({ opType: 'Div', inputs: [size, integers([factor])] });
    }
    throw new TagmaskError('internal', 'shape', `No input of the graph has the dimension ${symbol}.`);
  }

  function symbolValue(symbol: string): string {
    const name = known.get(symbol) ?? readSymbol(symbol);
    known.set(symbol, name);
    return name;
  }

  function element(dim: Dim): string {
    const terms = termsOfDim(dim).map(({ coefficient, symbols }) => {
      const factors = symbols.map(symbolValue);
      if (coefficient !== 1 || factors.length === 0) factors.push(integers([coefficient]));
      return factors.reduce((a, b) => emit({ opType: 'Mul', inputs: [a, b] }));
    });
    return terms.reduce((a, b) => emit({ opType: 'Add', inputs: [a, b] }));
  }

  function vector(dims: Shape): string {
    const numbers = dims.filter((dim) => typeof dim === 'number');
    if (numbers.length === dims.length) return integers(numbers);
    return emit({ opType: 'Concat', inputs: dims.map(element), attributes: { axis: 0 } });
  }

  const scalar = (dim: Dim): string => emit({ opType: 'Squeeze', inputs: [vector([dim]), integers([0])] });
  return { vector, scalar };
}
