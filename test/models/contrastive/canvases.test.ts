import { describe, expect, test } from 'vitest';

import { drawView, paintView } from '../../../models/contrastive/augment.ts';
import { packCanvases, type CanvasOptions } from '../../../models/contrastive/canvases.ts';
import { choosePatches, layOut } from '../../../models/contrastive/layout.ts';
import { Dice } from '../../../models/scenes/dice.ts';

const plain = { leastCrop: 1, jitter: 0, erase: 0 };
const statistics = { pixelMean: [0, 0, 0], pixelStd: [1, 1, 1] };
const single = { grid: 6, pictures: 1, rows: 6 } as const;
const four = { grid: 6, pictures: 4, rows: 2 } as const;
const options = (plan: typeof single | typeof four): CanvasOptions => ({
  ...plan,
  patch: 4,
  firstPlace: 10,
  augment: plain,
  statistics,
});

/** A picture of one colour. */
const filled = (value: number) => ({
  width: 30,
  height: 30,
  mayMirror: true,
  pixels: new Uint8Array(2700).fill(value),
});

describe('a canvas', () => {
  test('with four pictures is covered by them without overlap, never cut at the same place', () => {
    const cuts = new Set<string>();
    for (let seed = 0; seed < 40; seed++) {
      const cells = layOut({ grid: 24, pictures: 4, rows: 8 }, new Dice(seed));
      const covered = new Uint8Array(24 * 24);
      for (const { left, top, width, height } of cells)
        for (let y = top; y < top + height; y++) for (let x = left; x < left + width; x++) covered[y * 24 + x] = (covered[y * 24 + x] ?? 0) + 1; // prettier-ignore
      expect(covered.every((count) => count === 1)).toBe(true);
      cuts.add(`${cells[0]?.width}×${cells[0]?.height}`);
    }
    expect(cuts.size).toBeGreaterThan(10);
  });

  test('keeps as large a share of each picture, every place once', () => {
    for (let seed = 0; seed < 40; seed++) {
      const dice = new Dice(seed);
      const cells = layOut(four, dice);
      const { kept, cells: owners } = choosePatches(cells, four, dice);
      expect(new Set(kept).size).toBe(12);
      cells.forEach(({ width, height }, cell) => {
        const count = owners.filter((owner) => owner === cell).length;
        expect(Math.abs(count - (width * height) / 3)).toBeLessThanOrEqual(1);
        expect(count).toBeGreaterThan(0);
      });
    }
  });

  test('that keeps all patches is the picture itself', () => {
    const pixels = Uint8Array.from({ length: 24 * 24 * 3 }, (_, index) => (index * 7) % 256);
    const draw = () => ({ width: 24, height: 24, mayMirror: false, pixels });
    const feeds = packCanvases(1, { dice: new Dice(1), draw }, options(single));
    expect(feeds['pixels']?.shape).toEqual([1, 3, 24, 24]);
    const planar = [0, 1, 2].flatMap((channel) => Array.from({ length: 576 }, (_, i) => (pixels[i * 3 + channel] ?? 0) / 255)); // prettier-ignore
    planar.forEach((value, index) => expect(feeds['pixels']?.data[index]).toBeCloseTo(value, 5));
    expect([...(feeds['places']?.data ?? [])]).toEqual(
      Array.from({ length: 37 }, (_, index) => BigInt(10 + index)),
    );
    expect(feeds['shares']?.data.every((value) => Math.abs(Number(value) - 1 / 36) < 1e-6)).toBe(true);
  });

  test('says of each patch which picture it is of, also where patches are dropped', () => {
    const feeds = packCanvases(2, { dice: new Dice(5), draw: (index) => filled(index * 20) }, options(four));
    const [pixels, shares] = [feeds['pixels'], feeds['shares']];
    expect(pixels?.shape).toEqual([2, 3, 8, 24]);
    for (let canvas = 0; canvas < 2; canvas++)
      for (let place = 0; place < 12; place++) {
        const [x, y] = [(place % 6) * 4, Math.floor(place / 6) * 4];
        const value = Number(pixels?.data[canvas * 3 * 192 + y * 24 + x]) * 255;
        const picture = Math.round(value / 20) - canvas * 4;
        expect(Number(shares?.data[(canvas * 4 + picture) * 12 + place])).toBeGreaterThan(0);
      }
    for (let picture = 0; picture < 8; picture++) {
      const row = shares?.data.slice(picture * 12, picture * 12 + 12) ?? [];
      expect(Array.from(row as Float32Array, Number).reduce((a, b) => a + b, 0)).toBeCloseTo(1, 5);
    }
  });

  test('is the same from the same dice, and another from others', () => {
    const pixelsOf = (seed: number) => packCanvases(2, { dice: new Dice(seed), draw: (i) => filled(i) }, { ...options(four), augment: { leastCrop: 0.6, jitter: 0.2, erase: 0.5 } })['pixels']?.data; // prettier-ignore
    expect(pixelsOf(3)).toEqual(pixelsOf(3));
    expect(pixelsOf(3)).not.toEqual(pixelsOf(4));
  });
});

describe('a view of a picture', () => {
  const size = { width: 60, height: 40 };
  const draw = (seed: number, mayMirror: boolean) =>
    drawView(size, { width: 16, height: 16 }, { dice: new Dice(seed), options: { leastCrop: 0.5, jitter: 0.1, erase: 0.5 }, mayMirror }); // prettier-ignore

  test('lies within the picture and has the shape of its place', () => {
    for (let seed = 0; seed < 60; seed++) {
      const { left, top, width, height } = draw(seed, true);
      expect(Math.min(left, top)).toBeGreaterThanOrEqual(0);
      expect(left + width).toBeLessThanOrEqual(60 + 1e-9);
      expect(top + height).toBeLessThanOrEqual(40 + 1e-9);
      expect(width).toBeCloseTo(height, 9);
      expect(width).toBeGreaterThanOrEqual(20 - 1e-9);
    }
  });

  test('is mirrored about every other time, and never where the caption speaks of sides', () => {
    const mirrored = Array.from({ length: 60 }, (_, seed) => draw(seed, true).mirrored).filter(
      Boolean,
    ).length;
    expect(mirrored).toBeGreaterThan(15);
    expect(mirrored).toBeLessThan(45);
    expect(Array.from({ length: 60 }, (_, seed) => draw(seed, false).mirrored)).not.toContain(true);
  });

  test('is painted over its place alone', () => {
    const canvas = { width: 10, height: 10, data: new Float32Array(300).fill(-1) };
    const picture = { width: 4, height: 4, pixels: new Uint8Array(48).fill(255) };
    const view = {
      left: 0,
      top: 0,
      width: 4,
      height: 4,
      mirrored: false,
      contrast: 1,
      brightness: 0,
      hole: null,
    };
    paintView({ picture, view }, canvas, { place: { left: 2, top: 3, width: 5, height: 4 }, statistics });
    for (let index = 0; index < 300; index++) {
      const [x, y] = [index % 10, Math.floor((index % 100) / 10)];
      const isInside = x >= 2 && x < 7 && y >= 3 && y < 7;
      expect(canvas.data[index]).toBeCloseTo(isInside ? 1 : -1, 5);
    }
  });
});
