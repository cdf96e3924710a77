import { expect, it } from 'vitest';

import { bitmapFromRle, maskFromHeat } from '../../../../models/masks/index.ts';
import { sampleMask } from '../../../../src-renderer/features/sheet/crop-mask.ts';

const data = Uint8Array.from({ length: 49 }, (_, cell) => (cell * 53) % 256);
const size = { width: 37, height: 23 };
const mask = maskFromHeat({ width: 7, height: 7, data }, 0.45, size);

it.each([
  [{ x: 0, y: 0, ...size }, size],
  [
    { x: 5, y: 3, width: 20, height: 15 },
    { width: 20, height: 15 },
  ],
  [
    { x: 5, y: 3, width: 20, height: 15 },
    { width: 93, height: 70 },
  ],
  [
    { x: 0, y: 0, ...size },
    { width: 11, height: 9 },
  ],
  [
    { x: 36, y: 22, width: 1, height: 1 },
    { width: 5, height: 5 },
  ],
])('a crop %o drawn at %o shows the picture’s own pixels', (crop, target) => {
  const pixels = bitmapFromRle(mask).data;
  const expected = Uint8Array.from({ length: target.width * target.height }, (_, at) => {
    const x = crop.x + Math.floor((((at % target.width) + 0.5) * crop.width) / target.width);
    const y = crop.y + Math.floor(((Math.floor(at / target.width) + 0.5) * crop.height) / target.height);
    return pixels[y * size.width + x] === 0 ? 0 : 1;
  });
  expect(sampleMask(mask, crop, target)).toEqual(expected);
});
