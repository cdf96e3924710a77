import { describe, expect, test } from 'vitest';

import {
  findObject,
  growToEdges,
  paintStroke,
  segmentByClicks,
  studyPicture,
} from '../../../../models/masks/edit/index.ts';
import type { Clicks, Point, RgbaPixels } from '../../../../models/masks/edit/index.ts';
import type { Bitmap } from '../../../../models/masks/index.ts';
import { iouOf, quantiseHeat, rleFromBitmap } from '../../../../models/masks/index.ts';
import { coverageOf } from '../../../../models/masks/coverage.ts';
import { randomFrom } from '../random.ts';
import { boxOfChanges, copyOf, emptyMask, randomSize } from './cases.ts';

type Colour = readonly [number, number, number];
const [grass, sky, fur, ball]: readonly Colour[] = [
  [70, 140, 60],
  [120, 170, 220],
  [150, 95, 50],
  [200, 40, 40],
];

interface Drawn {
  readonly picture: RgbaPixels;
  readonly dog: Bitmap;
}

/** A brown dog before grass and sky, a red ball beside it and another dog far away, all with noise. */
function drawDog(width: number, height: number): Drawn {
  const random = randomFrom(41);
  const at = (x: number, y: number): Point => ({ x: x * width, y: y * height });
  const disc = (points: readonly Point[], radius: number): Bitmap => {
    const mask = emptyMask(width, height);
    paintStroke(mask, points, { radius: radius * height, shape: 'round', value: 1 });
    return mask;
  };
  const dog = disc([at(0.3, 0.6), at(0.5, 0.62)], 0.14);
  const things: readonly (readonly [Bitmap, Colour])[] = [
    [dog, fur ?? [0, 0, 0]],
    [disc([at(0.72, 0.75)], 0.08), ball ?? [0, 0, 0]],
    [disc([at(0.88, 0.55)], 0.06), fur ?? [0, 0, 0]],
  ];
  const data = new Uint8ClampedArray(width * height * 4);
  for (let pixel = 0; pixel < width * height; pixel++) {
    const ground = pixel < width * height * 0.4 ? sky : grass;
    const [, colour] = things.find(([mask]) => mask.data[pixel] === 1) ?? [null, ground];
    const noise = (random() - 0.5) * 24;
    for (let c = 0; c < 3; c++) data[pixel * 4 + c] = (colour?.[c] ?? 0) + noise;
    data[pixel * 4 + 3] = 255;
  }
  return { picture: { width, height, data }, dog };
}

const likeness = (a: Bitmap, b: Bitmap): number => iouOf(rleFromBitmap(a), rleFromBitmap(b));

describe('an object', () => {
  const { picture, dog } = drawDog(320, 240);
  const inDog = { x: 128, y: 147 };
  const heat = quantiseHeat(coverageOf(rleFromBitmap(dog), { width: 14, height: 14 }), {
    width: 14,
    height: 14,
  });
  const box = { x: 55, y: 100, width: 148, height: 95 };

  test.each<[string, Clicks]>([
    ['one click', { positive: [inDog], negative: [] }],
    ['a box', { positive: [], negative: [], box }],
    [
      'a box that was drawn from its other corner',
      { positive: [], negative: [], box: { x: 203, y: 195, width: -148, height: -95 } },
    ],
    ['the machine’s heat map', { positive: [], negative: [], prior: heat }],
    ['all of them', { positive: [inDog], negative: [{ x: 230, y: 180 }], box, prior: heat }],
  ])('is found by %s, to its edge', (_, clicks) => {
    const found = segmentByClicks(picture, clicks);
    expect(likeness(found, dog)).toBeGreaterThan(0.9);
    // The same thing elsewhere is not meant.
    expect(found.data[132 * 320 + 281]).toBe(0);
  });

  test('in a large picture has an edge as fine as the picture, though it was thought about small', () => {
    const large = drawDog(1280, 960);
    const found = segmentByClicks(large.picture, { positive: [{ x: 512, y: 588 }], negative: [] });
    expect(likeness(found, large.dog)).toBeGreaterThan(0.95);
  });

  test('loses what a negative click takes away, and keeps what a positive one has', () => {
    const both = { positive: [inDog, { x: 230, y: 180 }], negative: [] };
    expect(segmentByClicks(picture, both).data[180 * 320 + 230]).toBe(1);
    const one = segmentByClicks(picture, { positive: [inDog], negative: [{ x: 230, y: 180 }] });
    expect([one.data[180 * 320 + 230], one.data[147 * 320 + 128]]).toEqual([0, 1]);
  });

  test('never leaves its box', () => {
    const found = segmentByClicks(picture, {
      positive: [inDog],
      negative: [],
      box: { x: 100, y: 120, width: 60, height: 50 },
    });
    const outside = [...found.data.keys()].filter((at) => {
      const [x, y] = [at % 320, Math.floor(at / 320)];
      // A cell of the working size lies on the border.
      return found.data[at] === 1 && (x < 97 || x > 163 || y < 117 || y > 173);
    });
    expect(outside).toEqual([]);
  });

  test('is none where nothing says what is meant', () => {
    const nothing: readonly Clicks[] = [
      { positive: [], negative: [] },
      { positive: [], negative: [inDog] },
      {
        positive: [
          { x: -5, y: 10 },
          { x: NaN, y: 1 },
        ],
        negative: [],
      },
      { positive: [], negative: [], prior: { width: 2, height: 2, data: new Uint8Array(4).fill(9) } },
      { positive: [], negative: [], box: { x: 900, y: 900, width: 5, height: 5 } },
      { positive: [inDog], negative: [inDog] },
    ];
    for (const clicks of nothing) expect(segmentByClicks(picture, clicks).data.includes(1)).toBe(false);
  });

  test('has every pixel that was clicked as it was clicked, whatever else is said', () => {
    const random = randomFrom(43);
    const noise = Uint8ClampedArray.from({ length: 90 * 60 * 4 }, () => random() * 256);
    for (const colours of [drawDog(90, 60).picture, { width: 90, height: 60, data: noise }]) {
      const studied = studyPicture(colours);
      for (let round = 0; round < 25; round++) {
        const place = (): Point => ({ x: random() * 90, y: random() * 60 });
        const places = (most: number): Point[] => Array.from({ length: 1 + random() * most }, place);
        const positive = places(6);
        const [first = place()] = positive;
        // One of them right beside another that says the contrary.
        const negative = [...places(6), { x: Math.min(89, first.x + 1), y: first.y }];
        const clicks: Clicks = {
          ...{ positive, negative },
          ...(random() < 0.4 ? { box: { ...place(), width: random() * 60, height: random() * 40 } } : {}),
          ...(random() < 0.4
            ? { prior: { width: 3, height: 2, data: Uint8Array.from({ length: 6 }, () => random() * 255) } }
            : {}),
        };
        const found = findObject(studied, clicks);
        const pixelOf = ({ x, y }: Point): number => Math.floor(y) * 90 + Math.floor(x);
        const refused = new Set(negative.map(pixelOf));
        const wanted = positive.map(pixelOf).filter((pixel) => !refused.has(pixel));
        expect(wanted.filter((pixel) => found.data[pixel] !== 1)).toEqual([]);
        expect([...refused].filter((pixel) => found.data[pixel] !== 0)).toEqual([]);
      }
    }
  });

  test('of a wrong heat map is put right by clicks', () => {
    const [shifted, cells] = [new Uint8Array(14 * 14), { width: 14, height: 14 }];
    for (const at of shifted.keys()) shifted[at] = heat.data[at - 14 * 3 - 3] ?? 0;
    const prior = { ...cells, data: shifted };
    const missed = { x: 70, y: 130 };
    const spilt = { x: 215, y: 195 };
    const one = segmentByClicks(picture, { positive: [inDog, missed], negative: [spilt], prior });
    expect(likeness(one, dog)).toBeGreaterThan(0.9);
  });

  test('in a picture of one colour is where the heat map is', () => {
    const plain = { width: 320, height: 240, data: new Uint8ClampedArray(320 * 240 * 4).fill(120) };
    const found = segmentByClicks(plain, { positive: [], negative: [], prior: heat });
    expect(likeness(found, dog)).toBeGreaterThan(0.7);
  });

  test('is found in pictures that are hardly one', () => {
    for (const [width, height] of [
      [1, 1],
      [1, 10_000],
      [10_000, 1],
      [3, 5000],
    ] as const) {
      const data = new Uint8ClampedArray(width * height * 4).fill(90);
      const end = { x: width - 0.5, y: height - 0.5 };
      const found = segmentByClicks({ width, height, data }, { positive: [end], negative: [{ x: 0, y: 0 }] });
      expect(found.data).toHaveLength(width * height);
      expect([found.data[0], found.data.at(-1)]).toEqual([0, width * height === 1 ? 0 : 1]);
    }
  });

  test('is the same for the same clicks, and the picture is left as it is', () => {
    const before = picture.data.slice();
    const clicks = { positive: [inDog], negative: [] };
    expect(segmentByClicks(picture, clicks)).toEqual(segmentByClicks(picture, clicks));
    expect(picture.data).toEqual(before);
  });

  test('of any picture is a mask of its size, however small or plain it is', () => {
    const random = randomFrom(42);
    for (let round = 0; round < 80; round++) {
      const { width, height } = randomSize(random, round);
      const grey = random() < 0.3;
      const data = Uint8ClampedArray.from({ length: width * height * 4 }, () => (grey ? 90 : random() * 256));
      const place = (): Point => ({ x: random() * (width + 2) - 1, y: random() * (height + 2) - 1 });
      const clicks: Clicks = {
        positive: random() < 0.7 ? [place(), place()] : [],
        negative: random() < 0.5 ? [place()] : [],
        ...(random() < 0.5
          ? { box: { ...place(), width: random() * width, height: random() * height } }
          : {}),
        ...(random() < 0.5
          ? { prior: { width: 2, height: 1, data: Uint8Array.of(random() * 255, random() * 255) } }
          : {}),
      };
      const found = segmentByClicks({ width, height, data }, clicks);
      expect([found.width, found.height, found.data.length]).toEqual([width, height, width * height]);
      expect(found.data.every((value) => value === 0 || value === 1)).toBe(true);
    }
  });
});

describe('the brush that stops at edges', () => {
  const { picture, dog } = drawDog(320, 240);

  test('paints what is like its core up to the edge, and nothing beyond its radius', () => {
    const mask = emptyMask(320, 240);
    const points = [
      { x: 100, y: 140 },
      { x: 160, y: 150 },
    ];
    const changed = growToEdges(mask, picture, { points, radius: 60, value: 1 });
    expect(changed).toEqual(boxOfChanges(emptyMask(320, 240), mask));
    const reach = emptyMask(320, 240);
    paintStroke(reach, points, { radius: 60, shape: 'round', value: 1 });
    expect(mask.data.every((value, at) => value === 0 || reach.data[at] === 1)).toBe(true);
    expect(likeness(mask, dog)).toBeGreaterThan(0.9);
  });

  test('erases likewise, and paints all under it with a tolerance without end', () => {
    const mask = { width: 320, height: 240, data: new Uint8Array(320 * 240).fill(1) };
    const before = copyOf(mask);
    const points = [{ x: 128, y: 147 }];
    const changed = growToEdges(mask, picture, { points, radius: 80, value: 0 });
    expect(changed).toEqual(boxOfChanges(before, mask));
    expect([mask.data[147 * 320 + 128], mask.data[80 * 320 + 128]]).toEqual([0, 1]);
    const [grown, stroke] = [emptyMask(320, 240), emptyMask(320, 240)];
    growToEdges(grown, picture, { points, radius: 30, value: 1, tolerance: Infinity });
    paintStroke(stroke, points, { radius: 30, shape: 'round', value: 1 });
    expect(grown).toEqual(stroke);
  });

  test('outside of the picture, without points or with points that are no numbers changes nothing', () => {
    for (const points of [[], [{ x: -500, y: 5 }], [{ x: NaN, y: 5 }]]) {
      const mask = emptyMask(320, 240);
      expect(growToEdges(mask, picture, { points, radius: 9, value: 1 })).toMatchObject({
        width: 0,
        height: 0,
      });
      expect(mask.data.includes(1)).toBe(false);
    }
  });
});
