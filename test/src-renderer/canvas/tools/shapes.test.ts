import { describe, expect, it } from 'vitest';

import { makeLasso } from '../../../../src-renderer/canvas/tools/lasso.ts';
import { makePolygon } from '../../../../src-renderer/canvas/tools/polygon.ts';
import { makeRectangle } from '../../../../src-renderer/canvas/tools/rectangle.ts';
import { makeTransfer } from '../../../../src-renderer/canvas/tools/transfer.ts';
import type { Held, Tool } from '../../../../src-renderer/canvas/tools/tool.ts';
import { Drawing, alt, shift } from './drawing.ts';

const empty = ['......', '......', '......', '......'];
const full = ['######', '######', '######', '######'];
type Place = readonly [x: number, y: number];
const square: readonly Place[] = [
  [1, 1],
  [4, 1],
  [4, 3],
  [1, 3],
];
const click = (drawing: Drawing, tool: Tool, at: Place, held?: Held) => drawing.drag(tool, [at], held);

describe('the rectangle', () => {
  it('fills from corner to corner, in any direction', () => {
    for (const corners of [
      [square[0], square[2]],
      [square[3], square[1]],
    ] as const) {
      const drawing = new Drawing(empty);
      drawing.drag(
        makeRectangle(),
        corners.filter((corner) => corner !== undefined),
      );
      expect(drawing.stored).toEqual([['......', '.###..', '.###..', '......']]);
    }
  });

  it('takes away with Alt, or where it is set to, and is a square with Shift', () => {
    const holed = ['######', '#..###', '#..###', '######'];
    const one = new Drawing(full);
    one.drag(makeRectangle(), [[1, 1], [3, 3]], alt); // prettier-ignore
    const other = new Drawing(full, { mode: 'subtract' });
    other.drag(makeRectangle(), [[1, 1], [1.2, 3]], shift); // prettier-ignore
    expect([one.rows, other.rows]).toEqual([holed, holed]);
  });

  it('stores nothing for a click, a line, or a place outside of the picture', () => {
    const drawing = new Drawing(empty);
    click(drawing, makeRectangle(), [2.5, 2.5]);
    drawing.drag(makeRectangle(), [[1, 2.5], [5, 2.5]]); // prettier-ignore
    drawing.drag(makeRectangle(), [[-9, -9], [-2, -2]]); // prettier-ignore
    expect(drawing.stored).toEqual([]);
  });
});

describe('the lasso', () => {
  it('fills what it goes around, and closes itself', () => {
    const drawing = new Drawing(empty);
    drawing.drag(makeLasso(), square);
    expect(drawing.stored).toEqual([['......', '.###..', '.###..', '......']]);
  });

  it('takes away with Alt, and stores nothing for a line', () => {
    const drawing = new Drawing(full);
    drawing.drag(makeLasso(), square, alt);
    drawing.drag(makeLasso(), [[0, 0], [5, 0]]); // prettier-ignore
    expect(drawing.stored).toEqual([['######', '#...##', '#...##', '######']]);
  });
});

describe('the polygon', () => {
  function draw(drawing: Drawing): Tool {
    const polygon = makePolygon();
    for (const at of square) click(drawing, polygon, at);
    return polygon;
  }

  it('is stored by Enter, not before', () => {
    const drawing = new Drawing(empty);
    const polygon = draw(drawing);
    expect([drawing.stored, polygon.hasDraft()]).toEqual([[], true]);
    polygon.finish?.(drawing);
    expect(drawing.stored).toEqual([['......', '.###..', '.###..', '......']]);
    expect(polygon.hasDraft()).toBe(false);
  });

  it('closes with a click on its first corner, and is stored with another', () => {
    const drawing = new Drawing(empty);
    const polygon = draw(drawing);
    click(drawing, polygon, [1, 1]);
    expect(polygon.preview().lines).toMatchObject([{ closed: true }]);
    expect(drawing.stored).toEqual([]);
    click(drawing, polygon, [1, 1]);
    expect(drawing.stored).toHaveLength(1);
  });

  it('has corners that can be dragged, added on an edge and taken away until it is stored', () => {
    const drawing = new Drawing(empty);
    const polygon = draw(drawing);
    drawing.drag(polygon, [[4, 1], [6, 1]]); // prettier-ignore
    click(drawing, polygon, [1, 1]);
    drawing.drag(polygon, [[1, 2], [0, 2]]); // prettier-ignore
    expect(polygon.preview().handles).toHaveLength(5);
    click(drawing, polygon, [0, 2], alt);
    polygon.finish?.(drawing);
    expect(drawing.rows).toEqual(['......', '.####.', '.###..', '......']);
  });

  it('gives its last corner back to an undo, and all of them to Escape', () => {
    const drawing = new Drawing(empty);
    const polygon = draw(drawing);
    expect(polygon.back?.(drawing)).toBe(true);
    expect(polygon.preview().handles).toHaveLength(3);
    polygon.cancel(drawing);
    expect([polygon.hasDraft(), polygon.back?.(drawing)]).toEqual([false, false]);
  });

  it('stores nothing with fewer than three corners', () => {
    const drawing = new Drawing(empty);
    const polygon = makePolygon();
    click(drawing, polygon, [1, 1]);
    click(drawing, polygon, [4, 1]);
    polygon.finish?.(drawing);
    expect(drawing.stored).toEqual([]);
  });
});

describe('moving pixels', () => {
  it('gives what it goes around', () => {
    const drawing = new Drawing(full);
    drawing.drag(makeTransfer(), square);
    expect(drawing.given).toHaveLength(1);
    expect(drawing.stored).toEqual([]);
  });
});
