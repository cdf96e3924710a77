import { describe, expect, it } from 'vitest';

import { makeClick } from '../../../../src-renderer/canvas/tools/click.ts';
import { makeSmartBrush } from '../../../../src-renderer/canvas/tools/smart-brush.ts';
import { makeHole, makeIsland } from '../../../../src-renderer/canvas/tools/spot.ts';
import { makeWand } from '../../../../src-renderer/canvas/tools/wand.ts';
import { Drawing, alt, plain } from './drawing.ts';

const side = 24;
/** A red square of 10 × 10 at (6, 6) on blue, and a red pixel far from it. */
const isRed = (x: number, y: number) => (x >= 6 && x < 16 && y >= 6 && y < 16) || (x === 22 && y === 22);
const picture = {
  ...{ width: side, height: side },
  data: Uint8ClampedArray.from({ length: side * side * 4 }, (_, at) => {
    const pixel = Math.floor(at / 4);
    const colour = isRed(pixel % side, Math.floor(pixel / side)) ? [200, 30, 30, 255] : [20, 40, 190, 255];
    return colour[at % 4] ?? 0;
  }),
};
const empty = Array.from({ length: side }, () => '.'.repeat(side));
const count = (rows: readonly string[]) => rows.join('').replaceAll('.', '').length;

function onPicture(options: Partial<Drawing['options']> = {}, rows = empty): Drawing {
  const drawing = new Drawing(rows, options);
  drawing.picture = picture;
  return drawing;
}

/** What was asked for has been found. */
const found = () => new Promise((resolve) => setTimeout(resolve));

describe('the magic wand', () => {
  it('takes what has the clicked colour: what is connected, or everywhere', async () => {
    const connected = onPicture({ tolerance: 10 });
    connected.drag(makeWand(), [[8.5, 8.5]]);
    const everywhere = onPicture({ tolerance: 10, contiguous: false });
    everywhere.drag(makeWand(), [[8.5, 8.5]]);
    await found();
    expect([count(connected.rows), count(everywhere.rows)]).toEqual([100, 101]);
  });

  it('takes away with Alt', async () => {
    const drawing = onPicture(
      { tolerance: 10 },
      Array.from({ length: side }, () => '#'.repeat(side)),
    );
    drawing.drag(makeWand(), [[8.5, 8.5]], alt);
    await found();
    expect(count(drawing.rows)).toBe(side * side - 100);
  });

  it('stores nothing outside of the picture, or before its colours are there', async () => {
    const drawing = onPicture();
    drawing.drag(makeWand(), [[-3, 99]]);
    await found();
    drawing.picture = null;
    drawing.drag(makeWand(), [[8.5, 8.5]]);
    await found();
    expect(drawing.stored).toEqual([]);
  });
});

describe('the smart brush', () => {
  it('stops at an edge that lies under it', () => {
    const drawing = onPicture({ sizePx: 12 });
    drawing.drag(makeSmartBrush(), [
      [9, 9],
      [12, 12],
    ]);
    expect(drawing.stored).toHaveLength(1);
    const outside = drawing.rows.flatMap((row, y) =>
      [...row].filter((sign, x) => sign === '#' && !isRed(x, y)),
    );
    expect(outside).toEqual([]);
    expect(count(drawing.rows)).toBeGreaterThan(50);
  });
});

describe('clicking', () => {
  it('shows the object and stores it with Enter', async () => {
    const drawing = onPicture({ mode: 'replace' });
    const tool = makeClick();
    drawing.drag(tool, [[10.5, 10.5]]);
    await found();
    expect(count(drawing.rows)).toBeGreaterThan(80);
    expect(drawing.stored).toEqual([]);
    tool.finish?.(drawing);
    expect(drawing.stored).toEqual([drawing.rows]);
    expect(tool.hasDraft()).toBe(false);
  });

  it('stores what is still being looked for once it is found', async () => {
    const drawing = onPicture({ mode: 'replace' });
    const tool = makeClick();
    drawing.drag(tool, [[10.5, 10.5]]);
    tool.finish?.(drawing);
    expect(drawing.stored).toEqual([]);
    await found();
    expect(count(drawing.stored.at(-1) ?? [])).toBeGreaterThan(80);
  });

  it('forgets what is still being looked for when it is dropped', async () => {
    const drawing = onPicture({ mode: 'replace' });
    const tool = makeClick();
    drawing.drag(tool, [[10.5, 10.5]]);
    tool.cancel(drawing);
    await found();
    expect(drawing.rows).toEqual(empty);
  });

  it('puts the mask anew, adds to it or takes away, as it is set', async () => {
    const corner = ['##', ...empty.slice(1)].map((row) => row.padEnd(side, '.'));
    const rowsAfter = async (mode: 'add' | 'replace' | 'subtract') => {
      const drawing = onPicture({ mode }, corner);
      drawing.drag(makeClick(), [[10.5, 10.5]]);
      await found();
      return drawing.rows;
    };
    expect((await rowsAfter('add'))[0]).toMatch(/^##/);
    expect((await rowsAfter('replace'))[0]).toMatch(/^\.\./);
    expect(await rowsAfter('subtract')).toEqual(corner);
  });

  it('gives the last click back to an undo, and everything to Escape', async () => {
    const drawing = onPicture({ mode: 'replace' });
    const tool = makeClick();
    drawing.drag(tool, [[10.5, 10.5]]);
    await found();
    const first = drawing.rows;
    drawing.drag(tool, [[12.5, 12.5]], alt);
    await found();
    expect(tool.preview().marks.map(({ positive }) => positive)).toEqual([true, false]);
    expect(tool.back?.(drawing)).toBe(true);
    await found();
    expect(drawing.rows).toEqual(first);
    tool.cancel(drawing);
    expect(drawing.rows).toEqual(empty);
    expect(drawing.stored).toEqual([]);
  });

  it('takes a box that is dragged', async () => {
    const drawing = onPicture({ mode: 'replace' });
    drawing.drag(makeClick(), [
      [4, 4],
      [18, 18],
    ]);
    await found();
    expect(drawing.rows[10]?.[10]).toBe('#');
    expect(drawing.rows[22]?.[22]).toBe('.');
  });
});

describe('holes and islands', () => {
  const ring = ['.....', '.###.', '.#.#.', '.###.', '.....'];

  it('a click fills the hole, and only a hole', () => {
    const drawing = new Drawing(ring);
    drawing.drag(makeHole(), [[0.5, 0.5]]);
    expect(drawing.stored).toEqual([]);
    drawing.drag(makeHole(), [[2.5, 2.5]]);
    expect(drawing.stored).toEqual([['.....', '.###.', '.###.', '.###.', '.....']]);
  });

  it('a click removes the piece that it hits, and no other', () => {
    const drawing = new Drawing(['##...', '##...', '.....', '....#', '...##']);
    drawing.drag(makeIsland(), [[4.5, 3.5]]);
    makeIsland().down(drawing, { x: 2.5, y: 2.5 }, plain);
    expect(drawing.stored).toEqual([['##...', '##...', '.....', '.....', '.....']]);
  });
});
