/** Translates a graph into an ONNX model. */
import { sizeOfShape, type Shape } from '../graph/dim.ts';
import { inputsOf, type Graph, type Node } from '../graph/node.ts';
import { createDimEmitter, type DimEmitter } from './onnx-dims.ts';
import {
  elementType,
  encodeOnnxModel,
  type AttributeValue,
  type OnnxData,
  type OnnxInitializer,
  type OnnxNode,
} from './onnx-proto.ts';

type LocateWeight = (weight: Node<'Weight'>) => OnnxData;

interface Translation {
  readonly opType: string;
  readonly inputs: readonly string[];
  readonly attributes?: Readonly<Record<string, AttributeValue>>;
}

interface Context {
  readonly inputs: readonly string[];
  readonly dims: DimEmitter;
  readonly integers: (values: readonly number[]) => string;
  readonly floats: (values: readonly number[]) => string;
}

/**
 * What Reshape is told at run time: 0 keeps the axis, −1 is worked out. A constant wherever that is enough, because ONNX Runtime
 * recognises attention and its like only with constant shapes.
 */
function reshapeTarget(from: Shape, to: Shape, context: Context): string {
  const target = to.map((dim, axis) => (typeof dim === 'number' ? dim : dim === from[axis] ? 0 : -1));
  const isConstant = target.filter((dim) => dim === -1).length <= 1;
  return isConstant ? context.integers(target) : context.dims.vector(to);
}

/** Operators that look different in ONNX; the others keep name, inputs and attributes. */
function translate(node: Node, context: Context): Translation {
  const { inputs, dims, integers, floats } = context;
  switch (node.op) {
    case 'Softmax':
    case 'Concat':
    case 'Gather':
      return { opType: node.op, inputs, attributes: { axis: node.attributes.axis } };
    case 'Transpose':
      return { opType: node.op, inputs, attributes: { perm: node.attributes.perm } };
    case 'Cast':
      return { opType: node.op, inputs, attributes: { to: elementType[node.attributes.to] } };
    case 'LayerNormalization':
      return {
        opType: node.op,
        inputs,
        attributes: { axis: -1, epsilon: { float: node.attributes.epsilon } },
      };
    case 'ReduceMax':
    case 'ReduceMean':
    case 'ReduceSum': {
      const { axes, keepDims } = node.attributes;
      return {
        opType: node.op,
        inputs: [...inputs, integers(axes)],
        attributes: { keepdims: Number(keepDims) },
      };
    }
    case 'Conv': {
      const { strides, pads } = node.attributes;
      return { opType: node.op, inputs, attributes: { strides, pads: [...pads, ...pads] } };
    }
    case 'Reshape':
      return {
        opType: node.op,
        inputs: [...inputs, reshapeTarget(node.inputs[0]?.shape ?? [], node.attributes.shape, context)],
      };
    case 'Expand':
      return { opType: node.op, inputs: [...inputs, dims.vector(node.attributes.shape)] };
    case 'Range':
      return {
        opType: node.op,
        inputs: [dims.scalar(0), dims.scalar(node.attributes.limit), dims.scalar(1)],
      };
    case 'Slice': {
      const { axis, start, end } = node.attributes;
      return {
        opType: node.op,
        inputs: [...inputs, dims.vector([start]), dims.vector([end]), integers([axis])],
      };
    }
    case 'Resize': {
      const { mode, sizes, scales } = node.attributes;
      const target = scales === null ? ['', '', dims.vector(sizes)] : ['', floats(scales)];
      const attributes = { mode, coordinate_transformation_mode: 'half_pixel' };
      return { opType: node.op, inputs: [...inputs, ...target], attributes };
    }
    default:
      return { opType: node.op, inputs };
  }
}

const bytesOf = (data: Float32Array | BigInt64Array): Uint8Array =>
  new Uint8Array(data.buffer, data.byteOffset, data.byteLength);

function constantBytes({ type, data }: Node<'Constant'>['attributes']): Uint8Array {
  return bytesOf(type === 'float32' ? Float32Array.from(data) : BigInt64Array.from(data, BigInt));
}

class OnnxTranslator {
  readonly #nodes: OnnxNode[] = [];
  readonly #initializers = new Map<string, OnnxInitializer>();
  readonly #names = new Map<Node, string>();
  readonly #graph: Graph;
  readonly #locate: LocateWeight;
  readonly #dims: DimEmitter;

  constructor(graph: Graph, locate: LocateWeight) {
    this.#graph = graph;
    this.#locate = locate;
    this.#dims = createDimEmitter(inputsOf(graph), (node) => this.#emit(node), this.#integers);
  }

  #emit(node: Translation, output = `t${this.#nodes.length}`): string {
    this.#nodes.push({ ...node, output });
    return output;
  }

  #initialize(tensor: OnnxInitializer): string {
    this.#initializers.set(tensor.name, tensor);
    return tensor.name;
  }

  readonly #integers = (values: readonly number[]): string => {
    const data = bytesOf(BigInt64Array.from(values, BigInt));
    return this.#initialize({
      name: `integers:${values.join()}`,
      type: 'int64',
      shape: [values.length],
      data,
    });
  };

  readonly #floats = (values: readonly number[]): string => {
    const data = bytesOf(Float32Array.from(values));
    return this.#initialize({
      name: `floats:${values.join()}`,
      type: 'float32',
      shape: [values.length],
      data,
    });
  };

  #name(node: Node): string {
    return this.#names.get(node) ?? '';
  }

  #add(node: Node): string {
    switch (node.op) {
      case 'Input':
        return node.attributes.name;
      case 'Weight': {
        const { name, shape, transposed } = node.attributes;
        const data = this.#locate(node);
        return this.#initialize({ name: transposed ? `${name}^T` : name, type: node.type, shape, data });
      }
      case 'Constant': {
        const { type, shape, data } = node.attributes;
        const name = `constant:${type}:${shape.join('x')}:${data.join()}`;
        return this.#initialize({ name, type, shape, data: constantBytes(node.attributes) });
      }
      default: {
        const inputs = node.inputs.map((input) => this.#name(input));
        return this.#emit(
          translate(node, { inputs, dims: this.#dims, integers: this.#integers, floats: this.#floats }),
        );
      }
    }
  }

  encode(): Uint8Array<ArrayBuffer> {
    for (const node of this.#graph.nodes) this.#names.set(node, this.#add(node));
    const outputs = Object.entries(this.#graph.outputs).map(([name, node]) => {
      this.#emit({ opType: 'Identity', inputs: [this.#name(node)] }, name); // ONNX Runtime removes it
      return { name, type: node.type, shape: node.shape };
    });
    const inputs = inputsOf(this.#graph).map(({ attributes }) => attributes);
    return encodeOnnxModel({
      nodes: this.#nodes,
      initializers: [...this.#initializers.values()],
      inputs,
      outputs,
    });
  }
}

/** The ONNX model of a graph; `locate` says where the bytes of each weight are. Equal graphs give equal bytes. */
export function writeOnnxModel(graph: Graph, locate: LocateWeight): Uint8Array<ArrayBuffer> {
  return new OnnxTranslator(graph, locate).encode();
}

/** Bytes that a weight takes in fp32. */
export const byteLengthOf = (weight: Node<'Weight'>): number => Number(sizeOfShape(weight.shape)) * 4;
