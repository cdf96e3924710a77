import type { Dim, Shape } from './dim.ts';

export type DataType = 'float32' | 'int64' | 'bool';

type None = Readonly<Record<string, never>>;
interface Axis {
  readonly axis: number;
}
interface Reduction {
  readonly axes: readonly number[];
  readonly keepDims: boolean;
}

/** The operators with what each needs beside its inputs; meaning and axis order are those of the ONNX operator of that name. */
export interface Attributes {
  Input: { readonly name: string; readonly type: DataType; readonly shape: Shape };
  /** A tensor of the weights file. `transposed` swaps the two axes of a matrix: `shape` is the one that the graph sees. */
  Weight: { readonly name: string; readonly shape: readonly number[]; readonly transposed: boolean };
  Constant: {
    readonly type: 'float32' | 'int64';
    readonly shape: readonly number[];
    readonly data: readonly number[];
  };
  /** 0, 1, … limit − 1 */
  Range: { readonly limit: Dim };
  Add: None;
  Sub: None;
  Mul: None;
  Div: None;
  Sqrt: None;
  Exp: None;
  Log: None;
  Sigmoid: None;
  Erf: None;
  Gelu: None;
  Softplus: None;
  /** The identity, and a constant to whoever asks for a gradient. */
  StopGradient: None;
  LessOrEqual: None;
  Where: None;
  Cast: { readonly to: DataType };
  MatMul: None;
  Conv: { readonly strides: readonly [number, number]; readonly pads: readonly [number, number] };
  Softmax: Axis;
  LayerNormalization: { readonly epsilon: number };
  ReduceMax: Reduction;
  ReduceMean: Reduction;
  ReduceSum: Reduction;
  Transpose: { readonly perm: readonly number[] };
  Reshape: { readonly shape: Shape };
  Expand: { readonly shape: Shape };
  Concat: Axis;
  Slice: { readonly axis: number; readonly start: Dim; readonly end: Dim };
  Gather: Axis;
  /** Zeros [rows, R] to which row i of the second input [N, R] is added at the row that place i of the first [N] (int64) names. */
  ScatterAdd: { readonly rows: Dim };
  /** Half-pixel centres; cubic with a = −0.75. `scales` says how places map where that is not size / old size. */
  Resize: {
    readonly mode: 'cubic' | 'linear';
    readonly sizes: Shape;
    readonly scales: readonly number[] | null;
  };
}

export type OperatorName = keyof Attributes;

/**
 * A tensor, and how it is made: plain data, linked to the nodes that it is made from. A graph is what its outputs reach; a node
 * that two others link to is computed once.
 */
export type Node<Name extends OperatorName = OperatorName> = {
  [Op in Name]: {
    readonly op: Op;
    readonly inputs: readonly Node[];
    readonly attributes: Attributes[Op];
    readonly type: DataType;
    readonly shape: Shape;
  };
}[Name];

/** Named outputs, and every node that they need, each after its inputs. */
export interface Graph {
  readonly nodes: readonly Node[];
  readonly outputs: Readonly<Record<string, Node>>;
}

/** Collects what the outputs need, in an order that depends on nothing but how the graph was written. */
export function buildGraph(outputs: Readonly<Record<string, Node>>): Graph {
  const seen = new Set<Node>();
  const visit = (node: Node): void => {
    if (seen.has(node)) return;
    node.inputs.forEach(visit);
    seen.add(node);
  };
  Object.values(outputs).forEach(visit);
  return { nodes: [...seen], outputs };
}

export const inputsOf = (graph: Graph): Node<'Input'>[] => graph.nodes.filter((node) => node.op === 'Input');
export const weightsOf = (graph: Graph): Node<'Weight'>[] =>
  graph.nodes.filter((node) => node.op === 'Weight');
