/**
 * What an ONNX file says of itself without being loaded: names, types and shapes of its inputs and outputs, and the files that its weights
 * lie in. Numbers of fields are those of onnx/onnx.proto3. Weights are passed over, so that a file of gigabytes is read in a moment.
 */
import { open } from 'node:fs/promises';

import { TagmaskError } from '../errors.ts';
import { fieldsOf, FileWindow, textOf, type Field } from './protobuf-file.ts';

/** A dimension that is known only when the model runs is null. */
export interface OnnxPort {
  readonly name: string;
  /** Of TensorProto.DataType: 1 float32, 6 int32, 7 int64, 10 float16. */
  readonly type: number;
  /** Null where the file does not say how many axes there are. */
  readonly shape: readonly (number | null)[] | null;
}

export interface OnnxHeader {
  readonly inputs: readonly OnnxPort[];
  readonly outputs: readonly OnnxPort[];
  /** Files with weights, as they are named from the model's folder. */
  readonly externalFiles: readonly string[];
}

/** @throws TagmaskError `bad-onnx` where the file is cut off or is no ONNX model */
export async function readOnnxHeader(path: string): Promise<OnnxHeader> {
  const handle = await open(path);
  try {
    const { size } = await handle.stat();
    const file = new FileWindow(handle, size);
    for await (const field of fieldsOf(file, { start: 0, end: size }))
      if (field.number === modelGraph && field.isMessage) return await readGraph(file, field);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw badOnnx(path, { cause: error });
  } finally {
    await handle.close();
  }
  throw badOnnx(path);
}

const badOnnx = (path: string, options?: ErrorOptions): TagmaskError =>
  new TagmaskError(
    'input',
    'bad-onnx',
    `${path} is cut off or is no ONNX model: copy or download it again.`,
    options,
  );

const modelGraph = 7;
const graph = { initializer: 5, input: 11, output: 12 };
const tensor = { name: 8, externalData: 13 };
const entry = { key: 1, value: 2 };

async function readGraph(file: FileWindow, range: Field): Promise<OnnxHeader> {
  const inputs: OnnxPort[] = [];
  const outputs: OnnxPort[] = [];
  const weights = new Set<string>();
  const files = new Set<string>();
  for await (const field of fieldsOf(file, range)) {
    if (field.number === graph.input) inputs.push(await readPort(file, field));
    else if (field.number === graph.output) outputs.push(await readPort(file, field));
    else if (field.number === graph.initializer) {
      const { name, location } = await readInitializer(file, field);
      weights.add(name);
      if (location !== null) files.add(location);
    }
  }
  // Files of old versions list their weights among the inputs.
  return { inputs: inputs.filter(({ name }) => !weights.has(name)), outputs, externalFiles: [...files] };
}

async function readInitializer(
  file: FileWindow,
  range: Field,
): Promise<{ name: string; location: string | null }> {
  let name = '';
  let location: string | null = null;
  for await (const field of fieldsOf(file, range)) {
    if (field.number === tensor.name) name = await textOf(file, field);
    if (field.number !== tensor.externalData) continue;
    const [key, value] = [await readText(file, field, entry.key), await readText(file, field, entry.value)];
    if (key === 'location') location = value;
  }
  return { name, location };
}

async function readText(file: FileWindow, range: Field, number: number): Promise<string> {
  for await (const field of fieldsOf(file, range)) if (field.number === number) return textOf(file, field);
  return '';
}

/** ValueInfoProto: name = 1, type = 2; of that tensor_type = 1, of that elem_type = 1 and shape = 2, of that dim = 1. */
async function readPort(file: FileWindow, range: Field): Promise<OnnxPort> {
  let [name, type] = ['', 0];
  let shape: (number | null)[] | null = null;
  for await (const field of fieldsOf(file, range)) {
    if (field.number === 1) name = await textOf(file, field);
    if (field.number !== 2) continue;
    for await (const kind of fieldsOf(file, field)) {
      if (kind.number !== 1) continue;
      for await (const part of fieldsOf(file, kind)) {
        if (part.number === 1) type = part.value;
        if (part.number === 2) shape = await readShape(file, part);
      }
    }
  }
  return { name, type, shape };
}

/** Dimension: dim_value = 1, or a name, which stands for any number. */
async function readShape(file: FileWindow, range: Field): Promise<(number | null)[]> {
  const shape: (number | null)[] = [];
  for await (const dim of fieldsOf(file, range)) {
    let size: number | null = null;
    for await (const field of fieldsOf(file, dim)) if (field.number === 1) size = field.value;
    shape.push(size);
  }
  return shape;
}
