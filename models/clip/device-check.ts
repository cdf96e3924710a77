/**
 * Whether a device can be trusted: a small CLIP with drawn weights runs on it and on the CPU, and both have to agree. A driver that
 * computes nonsense is known in well under a second, before any picture gets its scores from it.
 */
import { TagmaskError } from '../errors.ts';
import { findDenseVariant } from '../dense/index.ts';
import { sizeOfShape } from '../graph/dim.ts';
import type { Graph, Node } from '../graph/node.ts';
import { createUniform, deriveSeed } from '../random.ts';
import type { Candidate } from '../runtime/devices.ts';
import { writeOnnxModel } from '../runtime/onnx-writer.ts';
import type { Feeds, FloatTensor, Outputs } from '../runtime/session.ts';
import { startSession, type CompiledGraph } from '../runtime/start-session.ts';
import { buildTextGraph } from './text.ts';
import { buildImageGraph } from './vision.ts';

/** Rounding to the 10 bits that graphics cards multiply with (TF32, fp16) gives a thousandth; a wrong kernel gives about one. */
const tolerance = 5e-3;
/** A card that is emulated in software is slower than the CPU by far more, and a real one on so small a network never by so much. */
const slowerFactor = 2;
const timedRuns = 3;

const blocks = { width: 256, layers: 2, heads: 4, mlpWidth: 1024, epsilon: 1e-5, embedDim: 64 } as const;
const vision = { ...blocks, imageSide: 224, patch: 16, channels: 3, activation: 'quick_gelu' } as const;
const text = { ...blocks, vocabulary: 100, context: 16, activation: 'gelu' } as const;

interface Reference {
  readonly compiled: CompiledGraph;
  readonly feeds: Feeds;
}

/** Prime, so that no row of a matrix repeats another. */
const drawnLength = 4099;

/** A short draw, repeated: millions of numbers would take longer than the check. Seeded by its use, so that the order plays no part. */
function draw(shape: readonly number[], use: string): FloatTensor {
  const uniform = createUniform(deriveSeed(1, use));
  const block = Float32Array.from({ length: drawnLength }, () => uniform() * 0.1);
  const data = new Float32Array(Number(sizeOfShape(shape)));
  for (let start = 0; start < data.length; start += drawnLength)
    data.set(block.subarray(0, data.length - start), start);
  return { data, shape };
}

const asBytes = (data: Float32Array): Uint8Array =>
  new Uint8Array(data.buffer, data.byteOffset, data.byteLength);

function compile(graph: Graph): CompiledGraph {
  const readWeight = ({ attributes: { shape, name } }: Node<'Weight'>): Float32Array =>
    draw(shape, name).data;
  const model = writeOnnxModel(graph, (weight) => asBytes(readWeight(weight)));
  return { graph, model, readWeight };
}

function buildReferences(): readonly Reference[] {
  const ids = BigInt64Array.of(1n, 7n, 42n, 99n, 0n, 3n, 8n, 99n);
  const image = {
    pixels: draw([1, 3, 224, 160], 'pixels'),
    positions: draw([141, vision.width], 'positions'),
  };
  return [
    { compiled: compile(buildImageGraph(vision, findDenseVariant('clip'))), feeds: image },
    { compiled: compile(buildTextGraph(text)), feeds: { ids: { data: ids, shape: [2, 4] } } },
  ];
}

interface Measured {
  readonly outputs: readonly Outputs[];
  /** Of the best run of the image tower. */
  readonly elapsedMs: number;
}

async function measure(candidate: Candidate, threads: number): Promise<Measured> {
  const outputs: Outputs[] = [];
  const times: number[] = [];
  for (const { compiled, feeds } of buildReferences()) {
    const session = await startSession(compiled, { candidate, threads });
    try {
      outputs.push(await session.run(feeds));
      const runs = outputs.length === 1 ? timedRuns : 0;
      for (let run = 0; run < runs; run++) {
        const start = performance.now();
        await session.run(feeds);
        times.push(performance.now() - start);
      }
    } finally {
      await session.close();
    }
  }
  return { outputs, elapsedMs: Math.min(...times) };
}

/** |a − b| / |b| over all outputs together; NaN where one of them is none. */
function differenceOf(actual: readonly Outputs[], expected: readonly Outputs[]): number {
  let [difference, norm] = [0, 0];
  expected.forEach((outputs, index) => {
    for (const [name, { data }] of Object.entries(outputs)) {
      data.forEach((value, place) => {
        difference += ((actual[index]?.[name]?.data[place] ?? NaN) - value) ** 2;
        norm += value ** 2;
      });
    }
  });
  return Math.sqrt(difference / norm);
}

const checked = new Map<string, Promise<Measured>>();

/** Once a process for each device: it costs as much as a few pictures. */
function measureOnce(candidate: Candidate, threads: number): Promise<Measured> {
  const key = `${candidate} ${threads}`;
  const known = checked.get(key) ?? measure(candidate, threads);
  checked.set(key, known);
  return known;
}

const untrusted = (why: string): TagmaskError => new TagmaskError('unavailable', 'device-untrusted', why);

/**
 * Rejects where the device does not start, where its results are not the CPU's, and, if it is to be `fast`, where it is clearly slower
 * than the CPU. The CPU itself is the measure and not checked.
 */
export async function checkDevice(
  candidate: Candidate,
  { threads, fast }: { readonly threads: number; readonly fast: boolean },
): Promise<void> {
  if (candidate === 'cpu') return;
  const there = await measureOnce(candidate, threads);
  const here = await measureOnce('cpu', threads);
  const difference = differenceOf(there.outputs, here.outputs);
  if (!(difference <= tolerance))
    throw untrusted(`its results differ from the CPU's by ${(100 * difference).toPrecision(2)} %.`);
  if (fast && there.elapsedMs > slowerFactor * here.elapsedMs)
    throw untrusted(
      `it is slower than the CPU: ${there.elapsedMs.toFixed(0)} ms against ${here.elapsedMs.toFixed(0)} ms for a small network.`,
    );
}
