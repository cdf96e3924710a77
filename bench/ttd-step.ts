/**
 * TTD steps as a training does them: `node bench/ttd-step.ts FOLDER [DEVICE]`, on the CPU unless told, of a folder which bench/step-files.ts
 * made. Answers with a line of JSON, as bench/pytorch/ttd_step.py does: each step's loss, its elapsed and its processor time in seconds, the most
 * memory that the process ever had, and on a card which nodes it left to the CPU.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { addGradients } from '../models/graph/gradient.ts';
import { loraParameters } from '../models/lora/index.ts';
import { candidatesFor, deviceNames, type Candidate } from '../models/runtime/devices.ts';
import type { FloatTensor, GraphSession } from '../models/runtime/session.ts';
import { train, type Parameters } from '../models/train/index.ts';
import { packBatch } from '../models/ttd/index.ts';
import { SafetensorsFile } from '../models/weights/safetensors.ts';
import { openSession } from './open-session.ts';
import { buildStep, type StepPlan } from './step-files.ts';

/** Those that are named, or all. */
async function readTensors(path: string, names?: readonly string[]): Promise<Record<string, FloatTensor>> {
  const file = await SafetensorsFile.open(path);
  try {
    const tensors: Record<string, FloatTensor> = {};
    for (const [name, { shape }] of file.tensors)
      if (names?.includes(name) ?? true) tensors[name] = { data: await file.readFloat32(name), shape };
    return tensors;
  } finally {
    await file.close();
  }
}

interface Step {
  readonly session: GraphSession;
  readonly parameters: Parameters;
  readonly feeds: Record<string, FloatTensor>;
}

async function openStep(folder: string, plan: StepPlan, candidate: Candidate): Promise<Step> {
  const { graph, layers } = buildStep(plan);
  const { pixels, ...parameters } = await readTensors(join(folder, 'start.safetensors'));
  const table = 'vision_model.embeddings.position_embedding.weight';
  const { [table]: positions } = await readTensors(join(folder, 'model', 'model.safetensors'), [table]);
  if (pixels === undefined || positions === undefined)
    throw new Error(`${folder} has no pictures or positions.`);
  const session = await openSession(addGradients(graph, 'loss', loraParameters(layers)), folder, {
    candidate,
    threads: plan.threads,
  });
  return { session, parameters, feeds: { pixels, positions } };
}

const peakMb = (): number => Math.round((process.resourceUsage().maxRSS * 1024) / 1e6);

async function measure(folder: string, candidate: Candidate): Promise<object> {
  const plan = JSON.parse(readFileSync(join(folder, 'step.json'), 'utf8')) as StepPlan;
  const { session, parameters, feeds } = await openStep(folder, plan, candidate);
  const openPeakMb = peakMb();
  const [losses, elapsed, processor]: [number[], number[], number[]] = [[], [], []];
  let [last, lastProcessor] = [performance.now(), process.cpuUsage()];
  const texts = packBatch(
    plan.captions.map((caption, index) => ({ caption, words: plan.words[index] ?? [] })),
  );
  const { batch, rounds: steps, learningRate } = plan;
  await train({
    session,
    parameters,
    network: 'random',
    data: { items: batch, identity: 'random', feeds: () => ({ ...feeds, ...texts }) },
    options: { steps, batch, learningRate, floor: 1, seed: 1 },
    onProgress: ({ loss }) => {
      const { user, system } = process.cpuUsage(lastProcessor);
      losses.push(loss);
      elapsed.push((performance.now() - last) / 1e3);
      processor.push((user + system) / 1e6);
      [last, lastProcessor] = [performance.now(), process.cpuUsage()];
    },
  });
  await session.close();
  return { losses, elapsed, processor, openPeakMb, peakMb: peakMb(), placement: session.placement };
}

const [folder, device = 'cpu'] = process.argv.slice(2);
const [candidate] = candidatesFor(deviceNames.find((name) => name === device) ?? 'cpu');
if (folder === undefined || candidate === undefined)
  throw new Error('Name a folder that bench/step-files.ts made: node bench/ttd-step.ts FOLDER [DEVICE].');
console.log(JSON.stringify(await measure(folder, candidate)));
