/** Translates a graph into an ONNX model. */
import type { Shape } from '../graph/dim.ts';
import { inputsOf, type DataType, type Graph, type Node } from '../graph/node.ts';
import { createDimEmitter, type DimEmitter } from './onnx-dims.ts';
import {
  elementType,
  encodeOnnxModel,
  type AttributeValue,
  type ElementType,
  type OnnxData,
  type OnnxInitializer,
  type OnnxNode,
} from './onnx-proto.ts';
import { placeKey } from './weight-layout.ts';

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
  readonly numbers: (values: readonly number[], type: ElementType) => string;
  readonly typeOf: (type: DataType) => ElementType;
  /** Adds a node that the graph does not have, and names its output. */
  readonly emit: (node: Translation) => string;
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

/**
 * ScatterElements goes through the updates one by one. ScatterND would need fewer bytes of indices, but ONNX Runtime's runs in parallel and
 * loses updates of the same row (microsoft/onnxruntime #18048, #23396).
 */
function scatterAdd(
  { inputs: nodes, shape }: Node,
  { inputs, dims, integers, numbers, typeOf, emit }: Context,
): Translation {
  const [indices = '', updates = ''] = inputs;
  const column = emit({ opType: 'Unsqueeze', inputs: [indices, integers([1])] });
  const places = emit({ opType: 'Expand', inputs: [column, dims.vector(nodes[1]?.shape ?? [])] });
  const zeros = emit({ opType: 'Expand', inputs: [numbers([0], typeOf('float32')), dims.vector(shape)] });
  return {
    opType: 'ScatterElements',
    inputs: [zeros, places, updates],
    attributes: { axis: 0, reduction: 'add' },
  };
}

/** Operators that look different in ONNX; the others keep name, inputs and attributes. */
function translate(node: Node, context: Context): Translation {
  const { inputs, dims, integers, numbers } = context;
  switch (node.op) {
    case 'Softmax':
    case 'Concat':
    case 'Gather':
      return { opType: node.op, inputs, attributes: { axis: node.attributes.axis } };
    case 'Transpose':
      return { opType: node.op, inputs, attributes: { perm: node.attributes.perm } };
    case 'Cast':
      return { opType: node.op, inputs, attributes: { to: elementType[context.typeOf(node.attributes.to)] } };
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
    case 'StopGradient':
      return { opType: 'Identity', inputs };
    case 'ScatterAdd':
      return scatterAdd(node, context);
    case 'Resize': {
      const { mode, sizes, scales } = node.attributes;
      const target = scales === null ? ['', '', dims.vector(sizes)] : ['', numbers(scales, 'float32')];
      const attributes = { mode, coordinate_transformation_mode: 'half_pixel' };
      return { opType: node.op, inputs: [...inputs, ...target], attributes };
    }
    default:
      return { opType: node.op, inputs };
  }
}

/** What floats are stored and computed as. Double is there to measure others against: not every operator has it. */
export type Precision = 'float32' | 'float64';

const bytesOf = (data: Float32Array | Float64Array | BigInt64Array): Uint8Array =>
  new Uint8Array(data.buffer, data.byteOffset, data.byteLength);

function encodeNumbers(type: ElementType, data: readonly number[]): Uint8Array {
  if (type === 'float64') return bytesOf(Float64Array.from(data));
  return bytesOf(type === 'float32' ? Float32Array.from(data) : BigInt64Array.from(data, BigInt));
}

class OnnxTranslator {
  readonly #nodes: OnnxNode[] = [];
  readonly #initializers = new Map<string, OnnxInitializer>();
  readonly #names = new Map<Node, string>();
  readonly #graph: Graph;
  readonly #locate: LocateWeight;
  readonly #precision: Precision;
  readonly #dims: DimEmitter;

  constructor(graph: Graph, locate: LocateWeight, precision: Precision) {
    this.#graph = graph;
    this.#locate = locate;
    this.#precision = precision;
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

  readonly #typeOf = (type: DataType): ElementType => (type === 'float32' ? this.#precision : type);

  readonly #integers = (values: readonly number[]): string => this.#numbers(values, 'int64');

  readonly #numbers = (values: readonly number[], type: ElementType): string => {
    const name = `${type}:${values.join()}`;
    return this.#initialize({ name, type, shape: [values.length], data: encodeNumbers(type, values) });
  };

  #name(node: Node): string {
    return this.#names.get(node) ?? '';
  }

  #add(node: Node): string {
    switch (node.op) {
      case 'Input':
        return node.attributes.name;
      case 'Weight': {
        const data = this.#locate(node);
        const { shape } = node.attributes;
        return this.#initialize({
          name: placeKey(node.attributes),
          type: this.#typeOf(node.type),
          shape,
          data,
        });
      }
      case 'Constant': {
        const { shape, data } = node.attributes;
        const type = this.#typeOf(node.attributes.type);
        const name = `constant:${type}:${shape.join('x')}:${data.join()}`;
        return this.#initialize({ name, type, shape, data: encodeNumbers(type, data) });
      }
      default: {
        const inputs = node.inputs.map((input) => this.#name(input));
        return this.#emit(
          translate(node, {
            inputs,
            dims: this.#dims,
            integers: this.#integers,
            numbers: this.#numbers,
            typeOf: this.#typeOf,
            emit: (extra) => this.#emit(extra),
          }),
        );
      }
    }
  }

  encode(): Uint8Array<ArrayBuffer> {
    for (const node of this.#graph.nodes) this.#names.set(node, this.#add(node));
    const outputs = Object.entries(this.#graph.outputs).map(([name, node]) => {
      this.#emit({ opType: 'Identity', inputs: [this.#name(node)] }, name); // ONNX Runtime removes it
      return { name, type: this.#typeOf(node.type), shape: node.shape };
    });
    const inputs = inputsOf(this.#graph).map(({ attributes: { name, type, shape } }) => ({
      name,
      type: this.#typeOf(type),
      shape,
    }));
    return encodeOnnxModel({
      nodes: this.#nodes,
      initializers: [...this.#initializers.values()],
      inputs,
      outputs,
    });
  }
}

/** The ONNX model of a graph; `locate` says where the bytes of each weight are. Equal graphs give equal bytes. */
export function writeOnnxModel(
  graph: Graph,
  locate: LocateWeight,
  precision: Precision = 'float32',
): Uint8Array<ArrayBuffer> {
  return new OnnxTranslator(graph, locate, precision).encode();
}
