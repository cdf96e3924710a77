import { describe, expect, test } from 'vitest';

import { refineByPamr, type PamrOptions } from '../../../models/masks/pamr.ts';
import type { Planes } from '../../../models/masks/planes.ts';
import { golden, hasShared, sharedNote } from '../../shared.ts';
import { readAllTensors, relativeError } from '../clip/model-folder.ts';

describe.skipIf(!hasShared)(`the reference PAMR${sharedNote}`, () => {
  test.each([
    ['out_8_16', { dilations: [8, 16] }],
    ['out_tcl', {}],
  ] satisfies [string, PamrOptions][])('is reproduced: %s', async (name, options) => {
    const tensors = await readAllTensors(golden('pamr.safetensors'));
    const read = (key: string): Planes => {
      const { data = new Float32Array(), shape = [] } = tensors[key] ?? {};
      const [, channels = 0, height = 0, width = 0] = shape;
      const area = width * height;
      const planes = Array.from({ length: channels }, (_, i) => data.slice(i * area, (i + 1) * area));
      return { width, height, planes };
    };
    const { planes } = refineByPamr(read('mask'), read('image'), options);
    const refined = Float32Array.from(planes.flatMap((plane) => [...plane]));
    expect(relativeError(refined, tensors[name]?.data ?? new Float32Array())).toBeLessThan(2e-4);
  });
});

const half = (width: number, height: number, left: number, right: number): Float32Array =>
  Float32Array.from({ length: width * height }, (_, at) => (at % width < width / 2 ? left : right));

describe('PAMR', () => {
  const size = { width: 12, height: 9 };

  test('leaves a map alone that is the same everywhere', () => {
    const picture = { ...size, planes: [half(12, 9, 0, 1)] };
    const maps = { ...size, planes: [new Float32Array(12 * 9).fill(0.3)] };
    for (const value of refineByPamr(maps, picture).planes[0] ?? []) expect(value).toBeCloseTo(0.3, 5);
  });

  test('lets nothing over an edge of the picture', () => {
    const picture = { ...size, planes: [half(12, 9, 0, 1)] };
    const maps = { ...size, planes: [half(12, 9, 0.2, 0.8)] };
    const [refined = new Float32Array()] = refineByPamr(maps, picture, { dilations: [1, 2] }).planes;
    for (const [at, value] of refined.entries()) expect(value).toBeCloseTo(at % 12 < 6 ? 0.2 : 0.8, 1);
  });

  test('blurs where the picture has no edge, also one of a single colour', () => {
    const picture = { ...size, planes: [new Float32Array(12 * 9).fill(0.5)] };
    const maps = { ...size, planes: [half(12, 9, 0, 1)] };
    const [refined = new Float32Array()] = refineByPamr(maps, picture, { dilations: [1, 2] }).planes;
    expect(refined[5]).toBeGreaterThan(0.3);
    expect(refined[6]).toBeLessThan(0.7);
  });
});
