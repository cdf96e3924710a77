import { describe, expect, it } from 'vitest';

import { makeBrush } from '../../../../src-renderer/canvas/tools/brush.ts';
import { Drawing, alt, plain, shift } from './drawing.ts';

const empty = ['......', '......', '......', '......'];

describe('the brush', () => {
  it('paints what it passes over and stores it once, when the pointer comes up', () => {
    const drawing = new Drawing(empty);
    const brush = makeBrush(1);
    brush.down(drawing, { x: 0.5, y: 0.5 }, plain);
    brush.move(drawing, [{ x: 3.5, y: 0.5 }], plain);
    brush.move(drawing, [{ x: 3.5, y: 2.5 }], plain);
    expect(drawing.stored).toEqual([]);
    brush.up(drawing, plain);
    expect(drawing.stored).toEqual([['####..', '...#..', '...#..', '......']]);
  });

  it('shows only what has changed', () => {
    const drawing = new Drawing(['##....', '......', '......', '......']);
    drawing.drag(makeBrush(1), [
      [0.5, 0.5],
      [2.5, 0.5],
    ]);
    expect(drawing.touched).toEqual([{ x: 2, y: 0, width: 1, height: 1 }]);
  });

  it('leaves a ring a ring', () => {
    const drawing = new Drawing(['.....', '.....', '.....', '.....', '.....']);
    const corners = [
      [1.5, 1.5],
      [3.5, 1.5],
      [3.5, 3.5],
      [1.5, 3.5],
      [1.5, 1.5],
    ] as const;
    drawing.drag(makeBrush(1), corners);
    expect(drawing.stored.at(-1)).toEqual(['.....', '.###.', '.#.#.', '.###.', '.....']);
  });

  it('erases with Alt, and the eraser paints with it', () => {
    const drawing = new Drawing(['######', '......', '......', '......']);
    drawing.drag(makeBrush(1), [[0.5, 0.5]], alt);
    drawing.drag(makeBrush(0), [[5.5, 0.5]]);
    drawing.drag(makeBrush(0), [[0.5, 3.5]], alt);
    expect(drawing.rows).toEqual(['.####.', '......', '......', '#.....']);
  });

  it('draws a straight line with Shift: along a drag, or from the end of the last stroke to a click', () => {
    const drawing = new Drawing(empty);
    const brush = makeBrush(1);
    const bent = [
      [0.5, 0.5],
      [0.5, 3.5],
      [5.5, 0.5],
    ] as const;
    drawing.drag(brush, bent, shift);
    expect(drawing.rows[0]).toBe('######');
    drawing.drag(brush, [[5.5, 3.5]], shift);
    expect(drawing.rows).toEqual(['######', '.....#', '.....#', '.....#']);
  });

  it('is as large as a pen is pressed', () => {
    const drawing = new Drawing(['.....', '.....', '.....', '.....', '.....'], { sizePx: 5 });
    const brush = makeBrush(1);
    brush.down(drawing, { x: 2.5, y: 2.5, pressure: 0.2 }, plain);
    expect(drawing.rows.join('').replaceAll('.', '')).toBe('#');
    brush.move(drawing, [{ x: 2.5, y: 2.5, pressure: 1 }], plain);
    expect(drawing.rows.join('')).not.toContain('.');
  });

  it('stores nothing where no pixel changes: outside of the picture, or on what is painted', () => {
    const drawing = new Drawing(['#.....', '......', '......', '......']);
    drawing.drag(makeBrush(1), [
      [-50, -50],
      [-5, 90],
    ]);
    drawing.drag(makeBrush(1), [[0.5, 0.5]]);
    drawing.drag(makeBrush(0), [[3, 3]]);
    drawing.drag(makeBrush(1), [[Number.NaN, 2]]);
    expect(drawing.stored).toEqual([]);
  });

  it('goes back to what was stored when it is interrupted', () => {
    const drawing = new Drawing(['#.....', '......', '......', '......']);
    const brush = makeBrush(1);
    brush.down(drawing, { x: 0.5, y: 0.5 }, plain);
    brush.move(drawing, [{ x: 5.5, y: 0.5 }], plain);
    brush.cancel(drawing);
    expect(drawing.rows).toEqual(['#.....', '......', '......', '......']);
    expect(drawing.stored).toEqual([]);
  });

  it('draws in a picture of one pixel, and of one column', () => {
    const speck = new Drawing(['.'], { sizePx: 200, shape: 'round' });
    speck.drag(makeBrush(1), [[0.5, 0.5]]);
    expect(speck.stored).toEqual([['#']]);
    const column = new Drawing(Array.from({ length: 10_000 }, () => '.'));
    column.drag(makeBrush(1), [
      [0.5, 10.5],
      [0.5, 9_999.5],
    ]);
    expect(column.rows.filter((row) => row === '#')).toHaveLength(9_990);
  });
});
