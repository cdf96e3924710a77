import { describe, expect, test } from 'vitest';

import { areaOf, bitmapFromRle, boundingBoxOf } from '../../../models/masks/index.ts';
import type { BoundingBox, Size } from '../../../models/masks/index.ts';
import {
  Decoder,
  Encoder,
  findModelFiles,
  frameOf,
  SegmentedPicture,
} from '../../../models/segment-anything/index.ts';
import type { Click } from '../../../models/segment-anything/index.ts';
import { temporaryFolder } from '../../temp.ts';
import {
  scoreOfFormer,
  scoresOfFour,
  side,
  toyDecoder,
  toyEncoderOfRows,
  toyLayouts,
  writeFiles,
  writeToyModel,
  type ToyDecoder,
  type ToyLayout,
} from './toy-models.ts';

type Painting = (x: number, y: number) => readonly [number, number, number];
type Box = readonly [left: number, top: number, right: number, bottom: number];

const kinds = [...toyLayouts, 'sam, rows of 0…255', 'sam2, resized'] as const;
type Kind = (typeof kinds)[number];
function layoutOf(kind: Kind): ToyLayout {
  if (kind === 'sam, rows of 0…255') return 'sam';
  return kind === 'sam2, resized' ? 'sam2' : kind;
}

function writeModel(kind: Kind, options: ToyDecoder = {}): string {
  const folder = temporaryFolder();
  if (kind === 'sam2, resized') return writeToyModel(folder, 'sam2', { ...options, resizes: true });
  if (kind !== 'sam, rows of 0…255') return writeToyModel(folder, kind, options);
  return writeFiles(folder, { 'a.onnx': toyEncoderOfRows(), 'b.onnx': toyDecoder('sam', options) });
}

async function look(
  kind: Kind,
  size: Size,
  painting: Painting,
  options: ToyDecoder = {},
): Promise<SegmentedPicture> {
  const files = await findModelFiles(writeModel(kind, options));
  expect(files.layout).toBe(layoutOf(kind));
  const { resized } = frameOf(size, { ...files, side });
  const rgb = new Uint8Array(resized.width * resized.height * 3);
  for (let at = 0; at < resized.width * resized.height; at++) {
    const [x, y] = [at % resized.width, Math.floor(at / resized.width)];
    rgb.set(
      painting(((x + 0.5) * size.width) / resized.width, ((y + 0.5) * size.height) / resized.height),
      at * 3,
    );
  }
  const encoder = await Encoder.open(files, 1);
  // The graph of rows says no side: the mask's grid does.
  expect(files.side).toBe(side);
  const embedding = await encoder.encode({ rgb, ...resized });
  await encoder.close();
  return new SegmentedPicture(await Decoder.open(files, 1), embedding, size);
}

const within = (x: number, y: number, [left, top, right, bottom]: Box): boolean =>
  x >= left && x < right && y >= top && y < bottom;
const plus = (x: number, y: number): Click => ({ x, y, positive: true });
const minus = (x: number, y: number): Click => ({ x, y, positive: false });
const iouWith = (found: Awaited<ReturnType<SegmentedPicture['segment']>>, size: Size, box: Box): number => {
  const { data } = bitmapFromRle(found.mask);
  let [both, either] = [0, 0];
  for (const [at, value] of data.entries()) {
    const isIn = within((at % size.width) + 0.5, Math.floor(at / size.width) + 0.5, box);
    both += isIn && value !== 0 ? 1 : 0;
    either += isIn || value !== 0 ? 1 : 0;
  }
  return both / either;
};

/** A red and a green square and one that is nearly red, on grey. Squares end where cells of all the sizes below do. */
const red: Box = [16, 8, 48, 40];
const reddish: Box = [64, 8, 96, 40];
const green: Box = [16, 48, 48, 64];
const size = { width: 128, height: 80 };
const painting: Painting = (x, y) => {
  if (within(x, y, red)) return [200, 40, 40];
  // Less than the likeness from the red, where colours are normalised as SAM's: three times (10 / 57)².
  if (within(x, y, reddish)) return [210, 50, 50];
  // More than the likeness from the grey: three times (30 / 57)².
  return within(x, y, green) ? [160, 160, 160] : [130, 130, 130];
};

describe.each(kinds)('%s', (kind) => {
  test('a click means what has the clicked colour', async () => {
    const picture = await look(kind, size, painting);
    const reds = await picture.segment({ clicks: [plus(30.5, 20.5)] });
    expect(reds.mask).toMatchObject(size);
    const { data } = bitmapFromRle(reds.mask);
    const wrong = [...data.keys()].filter((at) => {
      const [x, y] = [(at % size.width) + 0.5, Math.floor(at / size.width) + 0.5];
      // At an edge of 4 × 4 cells the logits cross 0 somewhere between their middles.
      const deep = (box: Box): boolean => within(x, y, [box[0] + 3, box[1] + 3, box[2] - 3, box[3] - 3]);
      const near = (box: Box): boolean => within(x, y, [box[0] - 3, box[1] - 3, box[2] + 3, box[3] + 3]);
      return data[at] === 0 ? deep(red) || deep(reddish) : !near(red) && !near(reddish);
    });
    expect(wrong).toEqual([]);
    expect(iouWith(await picture.segment({ clicks: [plus(20, 60)] }), size, green)).toBeGreaterThan(0.6);
  });

  test('a negative click takes away what is more like it', async () => {
    const picture = await look(kind, size, painting);
    const one = await picture.segment({ clicks: [plus(30, 20), minus(80, 20)] });
    expect(iouWith(one, size, red)).toBeGreaterThan(0.75);
    const both = await picture.segment({ clicks: [plus(30, 20), plus(20, 60), minus(80, 20), minus(2, 2)] });
    expect(bitmapFromRle(both.mask).data[60 * 128 + 30]).toBe(1);
    expect(bitmapFromRle(both.mask).data[20 * 128 + 30]).toBe(1);
    expect(bitmapFromRle(both.mask).data[20 * 128 + 80]).toBe(0);
  });

  test('a box means what lies in it', async () => {
    const picture = await look(kind, size, painting);
    const box: BoundingBox = { x: 12, y: 4, width: 40, height: 40 };
    const clicked = await picture.segment({ clicks: [plus(30, 20)], box });
    expect(iouWith(clicked, size, red)).toBeGreaterThan(0.75);
    const alone = boundingBoxOf((await picture.segment({ clicks: [], box })).mask);
    expect(alone.x).toBeGreaterThanOrEqual(11);
    expect(alone.x + alone.width).toBeLessThanOrEqual(53);
    expect(alone.width).toBeGreaterThan(26);
    expect(alone.height).toBeGreaterThan(26);
  });

  test.each([
    ['upright', { width: 60, height: 120 }],
    ['wide', { width: 320, height: 160 }],
    ['far larger than the square', { width: 1200, height: 900 }],
  ])('the click lands where it was clicked in a picture that is %s', async (_, other) => {
    const { width, height } = other;
    const corner: Box = [width * 0.625, height * 0.75, width, height];
    const picture = await look(kind, other, (x, y) => (within(x, y, corner) ? [220, 30, 30] : [30, 30, 220]));
    for (const click of [plus(width - 0.5, height - 0.5), plus(width * 0.7, height * 0.85)])
      expect(iouWith(await picture.segment({ clicks: [click] }), other, corner)).toBeGreaterThan(0.65);
    const rest = await picture.segment({ clicks: [plus(0, 0)] });
    expect(areaOf(rest.mask)).toBeGreaterThan(0.7 * width * height);
    expect(iouWith(rest, other, corner)).toBeLessThan(0.1);
  });

  test.each([
    ['1 × 1', { width: 1, height: 1 }],
    ['1 × 2000', { width: 1, height: 2000 }],
    ['2000 × 1', { width: 2000, height: 1 }],
  ])('a picture of %s has a mask of its own size', async (_, other) => {
    const picture = await look(kind, other, (x, y) => (x + y < 1000 ? [220, 30, 30] : [30, 30, 220]));
    const { mask } = await picture.segment({ clicks: [plus(0.5, 0.5)] });
    expect(mask).toMatchObject(other);
    const half = Math.min(1, 1000 / Math.max(other.width, other.height));
    expect(areaOf(mask) / (other.width * other.height)).toBeCloseTo(half, 1);
  });

  test('a click outside of the picture is as one at its border', async () => {
    const picture = await look(kind, size, painting);
    const { mask } = await picture.segment({ clicks: [plus(-20, 500)] });
    expect(areaOf(mask)).toBeGreaterThan(1000);
  });

  test('what is no number is said to be none', async () => {
    const picture = await look(kind, size, painting, { tighter: NaN });
    await expect(picture.segment({ clicks: [plus(30, 20)] })).rejects.toMatchObject({ code: 'not-numbers' });
  });

  test('a heat map becomes the objects that its blobs lie on', async () => {
    const picture = await look(kind, size, painting);
    const heat = { width: 16, height: 10, data: new Uint8Array(160) };
    for (let y = 2; y < 5; y++) heat.data.fill(200, y * 16 + 2, y * 16 + 5);
    heat.data[3 * 16 + 4] = 255;
    const { mask } = await picture.segment({ clicks: [], hint: { heat, threshold: 0.5 } });
    const { x, y, width, height } = boundingBoxOf(mask);
    expect(bitmapFromRle(mask).data[24 * 128 + 30]).toBe(1);
    expect([x >= 12, y >= 4, x + width <= 52, y + height <= 44]).toEqual([true, true, true, true]);
    const cold = { ...heat, data: new Uint8Array(160) };
    expect(areaOf((await picture.segment({ clicks: [], hint: { heat: cold, threshold: 0.5 } })).mask)).toBe(
      0,
    );
  });
});

test('nothing said means nothing', async () => {
  const picture = await look('sam', size, painting);
  expect(await picture.segment({ clicks: [] })).toMatchObject({ predictedIou: 0, mask: size });
});

test('one click takes the mask that is believed in most, several the one for unambiguous prompts', async () => {
  const picture = await look('sam', size, painting, { tighter: -0.45 });
  const one = await picture.segment({ clicks: [plus(30, 20)] });
  expect(one.predictedIou).toBeCloseTo(scoresOfFour[2] ?? 0);
  // Tighter: the nearly red square is another object.
  expect(bitmapFromRle(one.mask).data[20 * 128 + 80]).toBe(0);
  const two = await picture.segment({ clicks: [plus(30, 20), plus(32, 22)] });
  expect(two.predictedIou).toBeGreaterThan(scoresOfFour[0] ?? 1);
  expect(bitmapFromRle(two.mask).data[20 * 128 + 80]).toBe(1);
});

test.each(['sam', 'sam2'] as const)(
  '%s is told its former mask, whatever was asked in between',
  async (kind) => {
    const picture = await look(kind, size, painting);
    const clicks = [plus(30, 20), plus(20, 60)];
    const first = await picture.segment({ clicks });
    // Of 32 × 32 cells over the square, red and nearly red ones.
    const base = kind === 'sam' ? (scoresOfFour[0] ?? 0) : (scoresOfFour[2] ?? 0);
    const cells = kind === 'sam' ? 2 * 8 * 8 : 2 * 8 * 12.8;
    expect((first.predictedIou - base) / scoreOfFormer).toBeCloseTo(cells / (32 * 32), 1);
    await picture.segment({ clicks: [plus(2, 2), minus(30, 20)] });
    expect(await picture.segment({ clicks })).toEqual(first);
    const fresh = await look(kind, size, painting);
    expect(await fresh.segment({ clicks })).toEqual(first);
  },
);

test('EfficientSAM is given the box and the last clicks, no more than it takes', async () => {
  const picture = await look('efficient', size, painting);
  const many = Array.from({ length: 9 }, () => minus(2, 2));
  const { mask } = await picture.segment({ clicks: [...many, plus(30, 20)] });
  expect(bitmapFromRle(mask).data[20 * 128 + 30]).toBe(1);
});
