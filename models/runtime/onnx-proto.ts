/**
 * The messages of an ONNX model that a graph needs, written field by field. Numbers are those of onnx/onnx.proto3; ORT and every
 * other reader refuse or ignore anything else, so they are kept in this one table.
 */
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';

import type { DataType } from '../graph/node.ts';
import type { Dim, Shape } from '../graph/dim.ts';

const field = {
  model: { irVersion: 1, producerName: 2, graph: 7, opsetImport: 8 },
  opset: { version: 2 },
  graph: { node: 1, name: 2, initializer: 5, input: 11, output: 12 },
  node: { input: 1, output: 2, name: 3, opType: 4, attribute: 5 },
  attribute: { name: 1, f: 2, i: 3, s: 4, ints: 8, type: 20 },
  tensor: { dims: 1, dataType: 2, name: 8, rawData: 9, externalData: 13, dataLocation: 14 },
  entry: { key: 1, value: 2 },
  valueInfo: { name: 1, type: 2 },
  type: { tensor: 1 },
  tensorType: { elementType: 1, shape: 2 },
  shape: { dim: 1 },
  dim: { value: 1, parameter: 2 },
} as const;

const attributeType = { float: 1, int: 2, string: 3, ints: 7 } as const;
const externalLocation = 1;
/** A graph's types, and that of its floats when it is computed in double precision. */
export type ElementType = DataType | 'float64';
export const elementType: Readonly<Record<ElementType, number>> = {
  float32: 1,
  int64: 7,
  bool: 9,
  float64: 11,
};

/** Opset 20 is the first with Gelu; version 9 of the file format goes with it. */
const opsetVersion = 20;
const irVersion = 9;

type Fill = (writer: BinaryWriter) => void;

function message(writer: BinaryWriter, number: number, fill: Fill): void {
  writer.tag(number, WireType.LengthDelimited).fork();
  fill(writer);
  writer.join();
}

const text = (writer: BinaryWriter, number: number, value: string): void =>
  void writer.tag(number, WireType.LengthDelimited).string(value);
const integer = (writer: BinaryWriter, number: number, value: number): void =>
  void writer.tag(number, WireType.Varint).int64(value);

export type AttributeValue = number | string | readonly number[] | { readonly float: number };

function writeAttribute(writer: BinaryWriter, name: string, value: AttributeValue): void {
  text(writer, field.attribute.name, name);
  const type = (number: number): void => integer(writer, field.attribute.type, number);
  if (typeof value === 'number') {
    integer(writer, field.attribute.i, value);
    type(attributeType.int);
  } else if (typeof value === 'string') {
    text(writer, field.attribute.s, value);
    type(attributeType.string);
  } else if ('float' in value) {
    writer.tag(field.attribute.f, WireType.Bit32).float(value.float);
    type(attributeType.float);
  } else {
    for (const number of value) integer(writer, field.attribute.ints, number);
    type(attributeType.ints);
  }
}

export interface OnnxNode {
  readonly opType: string;
  readonly inputs: readonly string[];
  readonly output: string;
  readonly attributes?: Readonly<Record<string, AttributeValue>>;
}

function writeNode(writer: BinaryWriter, node: OnnxNode): void {
  for (const name of node.inputs) text(writer, field.node.input, name);
  text(writer, field.node.output, node.output);
  text(writer, field.node.name, `${node.opType}:${node.output}`);
  text(writer, field.node.opType, node.opType);
  for (const [name, value] of Object.entries(node.attributes ?? {}))
    message(writer, field.node.attribute, (inner) => writeAttribute(inner, name, value));
}

/** The bytes of an initializer, inside the model or in a file beside it. */
export type OnnxData =
  Uint8Array | { readonly location: string; readonly offset: number; readonly length: number };

export interface OnnxInitializer {
  readonly name: string;
  readonly type: ElementType;
  readonly shape: readonly number[];
  readonly data: OnnxData;
}

function writeInitializer(writer: BinaryWriter, tensor: OnnxInitializer): void {
  for (const dim of tensor.shape) integer(writer, field.tensor.dims, dim);
  integer(writer, field.tensor.dataType, elementType[tensor.type]);
  text(writer, field.tensor.name, tensor.name);
  if (tensor.data instanceof Uint8Array) {
    writer.tag(field.tensor.rawData, WireType.LengthDelimited).bytes(tensor.data);
    return;
  }
  for (const [key, value] of Object.entries(tensor.data)) {
    message(writer, field.tensor.externalData, (inner) => {
      text(inner, field.entry.key, key);
      text(inner, field.entry.value, String(value));
    });
  }
  integer(writer, field.tensor.dataLocation, externalLocation);
}

export interface OnnxValue {
  readonly name: string;
  readonly type: ElementType;
  readonly shape: Shape;
}

function writeDim(writer: BinaryWriter, dim: Dim): void {
  if (typeof dim === 'number') integer(writer, field.dim.value, dim);
  else text(writer, field.dim.parameter, dim);
}

function writeValueInfo(writer: BinaryWriter, value: OnnxValue): void {
  text(writer, field.valueInfo.name, value.name);
  message(writer, field.valueInfo.type, (type) =>
    message(type, field.type.tensor, (tensor) => {
      integer(tensor, field.tensorType.elementType, elementType[value.type]);
      message(tensor, field.tensorType.shape, (shape) => {
        for (const dim of value.shape) message(shape, field.shape.dim, (inner) => writeDim(inner, dim));
      });
    }),
  );
}

export interface OnnxModel {
  readonly nodes: readonly OnnxNode[];
  readonly initializers: readonly OnnxInitializer[];
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
}

/** The bytes of an ONNX model. */
export function encodeOnnxModel(model: OnnxModel): Uint8Array<ArrayBuffer> {
  const writer = new BinaryWriter();
  integer(writer, field.model.irVersion, irVersion);
  text(writer, field.model.producerName, 'tagmask');
  message(writer, field.model.graph, (graph) => {
    for (const node of model.nodes) message(graph, field.graph.node, (inner) => writeNode(inner, node));
    text(graph, field.graph.name, 'tagmask');
    for (const tensor of model.initializers)
      message(graph, field.graph.initializer, (inner) => writeInitializer(inner, tensor));
    for (const value of model.inputs)
      message(graph, field.graph.input, (inner) => writeValueInfo(inner, value));
    for (const value of model.outputs)
      message(graph, field.graph.output, (inner) => writeValueInfo(inner, value));
  });
  message(writer, field.model.opsetImport, (opset) => integer(opset, field.opset.version, opsetVersion));
  return writer.finish();
}
