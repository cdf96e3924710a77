import { describe, expect, it } from 'vitest';

import {
  layOut,
  rectangleOf,
  tileAt,
  tilesIn,
  wholeRows,
} from '../../../../src-renderer/features/sheet/layout.ts';

const layout = layOut(1000);

describe('the layout of a sheet', () => {
  it('fills the width with whole tiles', () => {
    const last = tileAt(layout.columns - 1, layout);
    expect(last.y).toBe(tileAt(0, layout).y);
    expect(last.x + last.width).toBeLessThanOrEqual(1000);
    expect(1000 - (last.x + last.width)).toBeLessThan(layout.columns + 17);
    expect(layOut(10).columns).toBe(1);
  });

  it('finds the tile under a point, and none in a gap', () => {
    for (const place of [0, 3, 7, 99_998]) {
      const { x, y, width, height } = tileAt(place, layout);
      const at = (dx: number, dy: number) =>
        tilesIn({ x: x + dx, y: y + dy, width: 0, height: 0 }, layout, 100_000);
      expect(at(0, 0)).toEqual([place]);
      expect(at(width - 1, height - 1)).toEqual([place]);
      expect(at(width + 1, 0)).toEqual([]);
      expect(at(0, height + 1)).toEqual([]);
    }
  });

  it('finds what a rectangle touches, drawn from any corner, and nothing beyond the end', () => {
    const { columns } = layout;
    const [from, to] = [tileAt(1, layout), tileAt(columns + 2, layout)];
    const expected = [1, 2, columns + 1, columns + 2];
    expect(
      tilesIn(rectangleOf({ x: from.x + 5, y: from.y + 5 }, { x: to.x + 5, y: to.y + 5 }), layout, 50),
    ).toEqual(expected);
    expect(
      tilesIn(rectangleOf({ x: to.x + 5, y: to.y + 5 }, { x: from.x + 5, y: from.y + 5 }), layout, 50),
    ).toEqual(expected);
    expect(tilesIn({ x: 0, y: 0, width: 5000, height: 5000 }, layout, 3)).toEqual([0, 1, 2]);
  });

  it('knows which rows are seen whole', () => {
    const { rowHeight } = layout;
    expect(wholeRows({ scroll: 0, height: 3 * rowHeight + 20 }, layout, 100)).toEqual({ start: 0, end: 3 });
    expect(wholeRows({ scroll: rowHeight * 0.5, height: 3 * rowHeight }, layout, 100)).toEqual({
      start: 1,
      end: 3,
    });
    expect(wholeRows({ scroll: 0, height: 10 }, layout, 100)).toEqual({ start: 0, end: 1 });
    expect(wholeRows({ scroll: 0, height: 5000 }, layout, 2)).toEqual({ start: 0, end: 2 });
  });
});
