/**
 * The cache of compiled models: `<cacheFolder>/<key>/weights.bin` has every weight in fp32, where ONNX Runtime maps it as external
 * data, and `<hash>.onnx` beside it a graph that points into it. The key covers the weights' hash, their layout and this format.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, readFile, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';

import { TagmaskError } from '../errors.ts';
import type { Graph, Node } from '../graph/node.ts';
import { writeAtomically } from '../weights/atomic-write.ts';
import { readStamp } from '../weights/file-stamp.ts';
import type { WeightsReader } from '../weights/reader.ts';
import { removeUnusedEntries } from './cache-age.ts';
import { writeOnnxModel } from './onnx-writer.ts';
import { placeKey, type WeightLayout, type WeightPlace } from './weight-layout.ts';

const formatVersion = 1;
const weightsName = 'weights.bin';
const checksumName = 'weights.crc32';

const sha256 = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex');
const asBytes = (data: Float32Array): Uint8Array =>
  new Uint8Array(data.buffer, data.byteOffset, data.byteLength);

const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');

async function unlessMissing<Result>(read: () => Promise<Result>): Promise<Result | undefined> {
  try {
    return await read();
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** Length and CRC-32 of a file. It finds accidents, at a tenth of what a cryptographic hash costs on every start. */
async function checksumFile(path: string): Promise<string> {
  let crc = 0;
  let length = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>) {
    crc = crc32(chunk, crc);
    length += chunk.length;
  }
  return `${length} ${crc}`;
}

function transposeMatrix(source: Float32Array, [rows, columns]: readonly number[]): Float32Array {
  const result = new Float32Array(source.length); // the result is [rows, columns], the source [columns, rows]
  const height = rows ?? 0;
  const width = columns ?? 0;
  for (let row = 0; row < height; row++)
    for (let column = 0; column < width; column++)
      result[row * width + column] = source[column * height + row] ?? 0;
  return result;
}

/** Only what is transposed is held whole: a matrix of one layer. */
async function* widen(source: WeightsReader, { weight }: WeightPlace): AsyncGenerator<Float32Array> {
  if (weight.transposed) yield transposeMatrix(await source.readFloat32(weight.name), weight.shape);
  else yield* source.chunks(weight.name);
}

/** Writes every tensor at its place, zeros between, and returns what checksumFile will say of the file. */
async function writeWeights(
  handle: FileHandle,
  source: WeightsReader,
  layout: WeightLayout,
): Promise<string> {
  let position = 0;
  let crc = 0;
  const append = async (bytes: Uint8Array): Promise<void> => {
    await handle.writeFile(bytes);
    crc = crc32(bytes, crc);
    position += bytes.byteLength;
  };
  for (const place of layout.places.values()) {
    if (place.offset > position) await append(new Uint8Array(place.offset - position));
    for await (const chunk of widen(source, place)) await append(asBytes(chunk));
  }
  return `${position} ${crc}`;
}

export interface ModelCache {
  /** Writes the graph's ONNX file where it is missing or damaged, and returns its path. */
  readonly compile: (graph: Graph) => Promise<string>;
  /** A weight as the graph sees it, for a runtime that does not map the file. */
  readonly readWeight: (weight: Node<'Weight'>) => Promise<Float32Array>;
}

export interface CacheSource {
  readonly cacheFolder: string;
  readonly weights: WeightsReader;
  /** Of the weights' files. */
  readonly sha256: string;
  readonly layout: WeightLayout;
}

/** The checksum with the stamp under which it was last true, so that an unchanged file need not be read again. */
async function writeChecksum(path: string, checksum: string, weightsPath: string): Promise<void> {
  const stamp = await readStamp(weightsPath);
  await writeAtomically(path, (handle) => handle.writeFile(`${checksum}\n${stamp}`));
}

/** Whether the weights are those that the checksum was made of. Reads them where their stamp is another than then. */
async function areWhole(weightsPath: string, checksumPath: string): Promise<boolean> {
  const record = await unlessMissing(() => readFile(checksumPath, 'utf8'));
  const stamp = await unlessMissing(() => readStamp(weightsPath));
  if (record === undefined || stamp === undefined) return false;
  const [checksum, knownStamp] = record.split('\n');
  if (stamp === knownStamp) return true;
  if ((await checksumFile(weightsPath)) !== checksum) return false;
  await writeChecksum(checksumPath, checksum, weightsPath);
  return true;
}

/**
 * Makes sure that the widened weights are there and whole (a damaged or cut-off file is written again). The checksum is written
 * after the weights, so that weights without one are taken for damaged.
 */
export async function openModelCache({
  cacheFolder,
  weights,
  sha256: hash,
  layout,
}: CacheSource): Promise<ModelCache> {
  const key = sha256(JSON.stringify([formatVersion, hash, [...layout.places.values()]])).slice(0, 32);
  const folder = join(cacheFolder, key);
  const weightsPath = join(folder, weightsName);
  const checksumPath = join(folder, checksumName);
  if (!(await areWhole(weightsPath, checksumPath))) {
    let checksum = '';
    await writeAtomically(weightsPath, async (handle) => {
      checksum = await writeWeights(handle, weights, layout);
    });
    await writeChecksum(checksumPath, checksum, weightsPath);
  }
  await removeUnusedEntries(cacheFolder, key);
  return {
    compile: (graph) => compileGraph(graph, folder, layout),
    readWeight: ({ attributes }) => readPlace(weightsPath, layout.places.get(placeKey(attributes))),
  };
}

async function readPlace(path: string, place: WeightPlace | undefined): Promise<Float32Array> {
  const data = new Float32Array((place?.length ?? 0) / Float32Array.BYTES_PER_ELEMENT);
  const handle = await open(path);
  try {
    const { bytesRead } = await handle.read(asBytes(data), { position: place?.offset ?? 0 });
    if (bytesRead === place?.length) return data;
    throw new TagmaskError('internal', 'weight-cache', `${path} ended while it was read. Try again.`);
  } finally {
    await handle.close();
  }
}

async function compileGraph(graph: Graph, folder: string, layout: WeightLayout): Promise<string> {
  const model = writeOnnxModel(graph, ({ attributes }) => {
    const place = layout.places.get(placeKey(attributes));
    return { location: weightsName, offset: place?.offset ?? 0, length: place?.length ?? 0 };
  });
  const path = join(folder, `${sha256(model).slice(0, 32)}.onnx`);
  const found = await unlessMissing(() => readFile(path));
  if (found === undefined || !found.equals(model))
    await writeAtomically(path, (handle) => handle.writeFile(model));
  return path;
}
