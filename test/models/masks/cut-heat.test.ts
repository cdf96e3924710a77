import { expect, test } from 'vitest';

import {
  areaOf,
  cutHeat,
  fillHoles,
  maskFromHeat,
  noCleanUp,
  removeSmallParts,
  smoothMask,
  splitIntoParts,
  type HeatMap,
  type Rle,
} from '../../../models/masks/index.ts';

/** A large square with a hole of a cell in it, and a speck of a cell beside it. */
const heat: HeatMap = {
  ...{ width: 20, height: 20 },
  data: Uint8Array.from({ length: 400 }, (_, cell) => {
    const [x, y] = [cell % 20, Math.floor(cell / 20)];
    if (x === 6 && y === 6) return 0;
    return (x >= 2 && x < 11 && y >= 2 && y < 11) || (x === 16 && y === 16) ? 255 : 0;
  }),
};
const threshold = 0.5;
const small = { width: 200, height: 200 };
const large = { width: 800, height: 800 };
const holesOf = (mask: Rle): number => areaOf(fillHoles(mask, Infinity)) - areaOf(mask);

test('without a clean-up the mask is what the threshold leaves', () => {
  for (const size of [small, large, { width: 7, height: 300 }])
    expect(cutHeat(heat, { threshold, cleanUp: noCleanUp }, size)).toEqual(
      maskFromHeat(heat, threshold, size),
    );
});

test('each step does its own thing, and the same at every size of picture', () => {
  for (const size of [small, large]) {
    const plain = maskFromHeat(heat, threshold, size);
    expect(splitIntoParts(plain)).toHaveLength(2);
    expect(holesOf(plain)).toBeGreaterThan(0);
    // The speck and the hole are a four hundredth of the picture, or 2.5 thousandths; rounded by the cells around them.
    const cut = (cleanUp: Partial<typeof noCleanUp>) =>
      cutHeat(heat, { threshold, cleanUp: { ...noCleanUp, ...cleanUp } }, size);
    expect(splitIntoParts(cut({ smallestPart: 4 }))).toHaveLength(1);
    expect(splitIntoParts(cut({ smallestPart: 1 }))).toHaveLength(2);
    expect(holesOf(cut({ fillHoles: 4 }))).toBe(0);
    expect(cut({ fillHoles: 1 })).toEqual(plain);
    expect(cut({ smooth: 50 })).toEqual(smoothMask(plain, size.width / 20));
    expect(cut({ smallestPart: 4, fillHoles: 4 })).toEqual(
      fillHoles(removeSmallParts(plain, size.width * size.height * 0.004), size.width * size.height * 0.004),
    );
  }
});

test('a preview of a quarter of the size has the same shape', () => {
  const cleanUp = { smallestPart: 4, fillHoles: 4, smooth: 30 };
  const [few, many] = [small, large].map((size) => cutHeat(heat, { threshold, cleanUp }, size)) as [Rle, Rle];
  expect(areaOf(few) / 200 ** 2).toBeCloseTo(areaOf(many) / 800 ** 2, 2);
});

test('a radius below half a pixel smooths nothing, and a clean-up may leave nothing at all', () => {
  const tiny = { width: 20, height: 20 };
  const plain = maskFromHeat(heat, threshold, tiny);
  expect(cutHeat(heat, { threshold, cleanUp: { ...noCleanUp, smooth: 20 } }, tiny)).toEqual(plain);
  const speck = { ...heat, data: heat.data.map((byte, cell) => (cell === 16 * 20 + 16 ? byte : 0)) };
  expect(areaOf(cutHeat(speck, { threshold, cleanUp: noCleanUp }, small))).toBeGreaterThan(0);
  expect(areaOf(cutHeat(speck, { threshold, cleanUp: { ...noCleanUp, smallestPart: 50 } }, small))).toBe(0);
});
