import { describe, expect, test } from 'vitest';

import type { Pair } from '../../../../src-main/services/train-ttd/pair.ts';
import { batchSize, stackPixels } from '../../../../src-main/services/train-ttd/pictures.ts';

const input = { side: 96, patch: 8, pixelMean: [0, 0, 0], pixelStd: [1, 1, 1] };
const shapes = (...sizes: readonly (readonly [number, number])[]): Pair[] =>
  sizes.map(([width, height]) => ({
    ...{ file: '', sizeBytes: 1, modifiedMs: 1, width, height, caption: 'x', words: ['x'] },
    ...{ verdicts: [null], truth: [null], masks: {}, heldOut: false },
  }));

describe('the size of a batch', () => {
  test.each<[string, Pair[], [number, number]]>([
    ['pictures of one shape keep it', shapes([640, 480], [320, 240]), [128, 96]],
    ['upright and lying ones meet in a square', shapes([640, 320], [320, 640]), [96, 96]],
    ['in whole patches', shapes([101, 100]), [96, 96]],
    ['a panorama goes in smaller', shapes([10_000, 100]), [288, 8]],
  ])('%s', (_, pairs, [width, height]) => {
    expect(batchSize(pairs, input)).toEqual({ width, height });
  });

  test('its pictures lie one behind the other, channel by channel', () => {
    const size = { width: 2, height: 1 };
    const pixels = [Uint8Array.of(0, 51, 102, 153, 204, 255), Uint8Array.of(255, 255, 255, 0, 0, 0)];
    const { data, shape } = stackPixels(pixels, size, input);
    expect(shape).toEqual([2, 3, 1, 2]);
    [0, 0.6, 0.2, 0.8, 0.4, 1, 1, 0, 1, 0, 1, 0].forEach((value, index) =>
      expect(data[index]).toBeCloseTo(value, 6),
    );
  });
});
