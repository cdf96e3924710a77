import { readdirSync } from 'node:fs';

import { afterEach, describe, expect, test, vi } from 'vitest';

import { buildGraph } from '../../../models/graph/node.ts';
import { exp, input, matMul, softmax } from '../../../models/graph/ops.ts';
import { describeDevice } from '../../../models/runtime/devices.ts';
import { writeOnnxModel } from '../../../models/runtime/onnx-writer.ts';
import { OnnxSession } from '../../../models/runtime/onnx.ts';
import { addPlacements, parsePlacement } from '../../../models/runtime/placement.ts';
import { temporaryFolder } from '../../temp.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

const event = (name: string, op: string, provider: string): object => ({
  cat: 'Node',
  name: `${name}_kernel_time`,
  args: { op_name: op, provider: `${provider}ExecutionProvider` },
});
const profile = (...events: object[]): string =>
  JSON.stringify([{ cat: 'Session', name: 'session_initialization', args: {} }, ...events]);

describe('where the nodes of a session run', () => {
  test('is told by ONNX Runtime itself, and the session goes on working', async () => {
    const folder = temporaryFolder();
    for (const name of ['TMPDIR', 'TEMP', 'TMP']) vi.stubEnv(name, folder);
    const x = input('x', 'float32', ['n', 3]);
    const graph = buildGraph({ y: softmax(matMul(x, exp(input('w', 'float32', [3, 'm']))), -1) });
    const model = writeOnnxModel(graph, () => new Uint8Array());
    const session = await OnnxSession.create(graph, model, {
      provider: 'cpu',
      threads: 1,
      reportPlacement: true,
    });
    expect(session.placement).toEqual({ nodes: 3, onCpu: 3, cpuOperators: ['Exp', 'MatMul', 'Softmax'] });
    const zeros = { data: new Float32Array(6), shape: [2, 3] };
    const { y } = await session.run({ x: zeros, w: { data: new Float32Array(6), shape: [3, 2] } });
    expect(y?.data).toEqual(Float32Array.of(0.5, 0.5, 0.5, 0.5));
    await session.close();
    expect(readdirSync(folder)).toEqual([]);
  });

  test('is not looked for on the CPU unless asked', async () => {
    const graph = buildGraph({ y: exp(input('x', 'float32', ['n'])) });
    const model = writeOnnxModel(graph, () => new Uint8Array());
    const session = await OnnxSession.create(graph, model, { provider: 'cpu', threads: 1 });
    expect(session.placement).toBeNull();
    await session.close();
  });

  test('counts each node once, however often it ran', () => {
    const shape = event('n1', 'Shape', 'CPU');
    const text = profile(shape, shape, event('n2', 'MatMul', 'CUDA'), event('n3', 'Gather', 'CPU'));
    expect(parsePlacement(text)).toEqual({ nodes: 3, onCpu: 2, cpuOperators: ['Gather', 'Shape'] });
  });

  test('is unknown where the profile names no node or is none', () => {
    expect(parsePlacement(profile())).toBeNull();
    expect(parsePlacement('')).toBeNull();
    expect(addPlacements([{ nodes: 1, onCpu: 0, cpuOperators: [] }, null])).toBeNull();
  });

  test('is recorded with the device', () => {
    const image = { nodes: 400, onCpu: 4, cpuOperators: ['Gather', 'Shape'] };
    const text = { nodes: 12, onCpu: 2, cpuOperators: ['Range', 'Shape'] };
    expect(describeDevice({ used: 'webgpu', backend: null, placement: addPlacements([image, text]) })).toBe(
      'webgpu (6 of 412 nodes on the CPU: Gather, Range, Shape)',
    );
    expect(
      describeDevice({ used: 'cuda', backend: null, placement: { nodes: 5, onCpu: 0, cpuOperators: [] } }),
    ).toBe('cuda');
    expect(describeDevice({ used: 'dml', backend: null, placement: null })).toContain('is not known');
    expect(describeDevice({ used: 'cpu', backend: null, placement: null })).toBe('cpu');
    expect(describeDevice({ used: 'tensorflow', backend: 'wasm', placement: null })).toBe(
      'tensorflow (wasm)',
    );
  });
});
