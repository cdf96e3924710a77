import { expect, test } from 'vitest';

import { cutWindow, listWindows, mirrorRows } from '../../../models/scoring/windows.ts';

test('a picture that is no larger than a window is one window', () => {
  expect(listWindows({ width: 448, height: 224 }, 448, 16)).toEqual([
    { left: 0, top: 0, width: 448, height: 224 },
  ]);
});

test('windows of 448 lie 224 apart, and the last one ends where the picture does', () => {
  const windows = listWindows({ width: 1184, height: 672 }, 448, 16);
  expect([...new Set(windows.map(({ left }) => left))]).toEqual([0, 224, 448, 672, 736]);
  expect([...new Set(windows.map(({ top }) => top))]).toEqual([0, 224]);
  expect(windows).toHaveLength(10);
});

test('windows cover every patch, whatever the sides, and begin at patches', () => {
  for (let width = 8; width <= 160; width += 8)
    for (let height = 8; height <= 96; height += 8) {
      const seen = new Uint8Array((width / 8) * (height / 8));
      for (const { left, top, ...size } of listWindows({ width, height }, 40, 8)) {
        expect([left % 8, top % 8, size.width, size.height]).toEqual([0, 0, Math.min(40, width), Math.min(40, height)]); // prettier-ignore
        for (let y = top / 8; y < (top + size.height) / 8; y++)
          seen.fill(1, (y * width + left) / 8, (y * width + left + size.width) / 8);
      }
      expect(seen.every((value) => value === 1)).toBe(true);
    }
});

test('a window holds the pixels of its place, and a mirror turns rows around', () => {
  const data = Float32Array.from({ length: 3 * 4 * 6 }, (_, at) => at);
  const cut = cutWindow({ data, shape: [1, 3, 4, 6] }, { left: 2, top: 1, width: 3, height: 2 });
  expect(cut.shape).toEqual([1, 3, 2, 3]);
  expect([...cut.data]).toEqual([0, 24, 48].flatMap((c) => [8, 9, 10, 14, 15, 16].map((at) => c + at)));
  expect([...mirrorRows(cut).data.subarray(0, 6)]).toEqual([10, 9, 8, 16, 15, 14]);
});
