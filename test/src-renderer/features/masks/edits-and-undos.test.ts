import { beforeEach, expect, it } from 'vitest';

import {
  dilate,
  erode,
  fillHole,
  fillPolygon,
  fillRectangle,
  paintStroke,
  removeIsland,
} from '../../../../models/masks/edit/index.ts';
import type { Point } from '../../../../models/masks/edit/index.ts';
import { bitmapFromRle, decodeMask, invertMask, rleFromBitmap } from '../../../../models/masks/index.ts';
import type { Bitmap, Rle } from '../../../../models/masks/index.ts';
import { createApp } from '../../../../src-renderer/app-context.ts';
import type { App } from '../../../../src-renderer/app-context.ts';
import type { ToolName } from '../../../../src-renderer/canvas/tools/tool.ts';
import { clearMask, growBy, invert } from '../../../../src-renderer/features/masks/whole-mask.ts';
import { makeRandom } from '../../../random.ts';
import { DrawnEngine } from '../../drawn-engine.ts';
import { EmptyStore, clientOf } from '../../show-window.ts';

const size = { width: 40, height: 30 };
const plain = { shift: false, alt: false, second: false };
let engine: DrawnEngine;
let app: App;

/** What a person does, and what it does to pixels. */
interface Edit {
  readonly name: string;
  readonly act: () => void;
  readonly apply: (bitmap: Bitmap) => Bitmap;
}

beforeEach(async () => {
  engine = new DrawnEngine([{ path: 'a.jpg', captions: ['a dog'], ...size }]);
  app = createApp(clientOf(engine), new EmptyStore());
  app.review.open(1);
  await expect.poll(() => app.masks.target?.item.text).toBe('dog');
});

/** Resolves once every key has had its answer. */
async function settled(): Promise<void> {
  const { review, masks } = app;
  while (review.busy || review.queue.size > 0) await new Promise((resolve) => setTimeout(resolve));
  masks.sync();
}

const copyOf = (bitmap: Bitmap): Bitmap => ({ ...bitmap, data: bitmap.data.slice() });
const onRuns = (change: (mask: Rle) => Rle) => (bitmap: Bitmap) =>
  bitmapFromRle(change(rleFromBitmap(bitmap)));

function drag(tool: ToolName, [first, ...rest]: readonly Point[], held = plain): void {
  if (first === undefined) return;
  app.masks.chooseTool(tool);
  app.masks.down(first, held, 0.01);
  for (const point of rest) app.masks.move([point], held);
  app.masks.up(held);
}

/** Places in and around the picture, so that some strokes miss it, and one of no length. */
function pointsFrom(random: (below: number) => number): Point[] {
  const place = () => ({ x: random(560) / 10 - 8, y: random(460) / 10 - 8 });
  return Array.from({ length: 1 + random(4) }, place);
}

function strokeOf(random: (below: number) => number): Edit {
  const points = pointsFrom(random);
  const [sizePx, erases, alt] = [1 + random(9), random(2) === 1, random(2) === 1];
  const shape = random(2) === 0 ? 'round' : 'square';
  return {
    name: erases ? 'eraser' : 'brush',
    act: () => {
      const { settings } = app.masks;
      settings.setSize(sizePx);
      if (settings.options.shape !== shape) settings.swapShape();
      drag(erases ? 'eraser' : 'brush', points, { ...plain, alt });
    },
    apply: (bitmap) => {
      const after = copyOf(bitmap);
      paintStroke(after, points, { radius: sizePx / 2, shape, value: erases === alt ? 1 : 0 });
      return after;
    },
  };
}

function shapeOf(random: (below: number) => number): Edit {
  const points = pointsFrom(random);
  const [value, alt] = random(3) === 0 ? ([0, true] as const) : ([1, false] as const);
  if (random(2) === 0) {
    return {
      name: 'lasso',
      act: () => drag('lasso', points, { ...plain, alt }),
      apply: (bitmap) => {
        const after = copyOf(bitmap);
        if (points.length > 2) fillPolygon(after, points, value);
        return after;
      },
    };
  }
  const [from, to] = [points[0] ?? { x: 0, y: 0 }, points.at(-1) ?? { x: 0, y: 0 }];
  const box = { x: from.x, y: from.y, width: to.x - from.x, height: to.y - from.y };
  return {
    name: 'rectangle',
    act: () => drag('rectangle', points, { ...plain, alt }),
    apply: (bitmap) => {
      const after = copyOf(bitmap);
      if (box.width !== 0 && box.height !== 0) fillRectangle(after, box, value);
      return after;
    },
  };
}

function wholeOf(random: (below: number) => number): Edit {
  const [at = { x: 0, y: 0 }] = pointsFrom(random);
  const inTurn = (act: () => void) => () => app.review.inTurn(act);
  const all: readonly Edit[] = [
    { name: 'hole', act: () => drag('hole', [at]), apply: onRuns((mask) => fillHole(mask, at)) },
    { name: 'island', act: () => drag('island', [at]), apply: onRuns((mask) => removeIsland(mask, at)) },
    { name: 'invert', act: inTurn(() => invert(app.masks)), apply: onRuns(invertMask) },
    { name: 'grow', act: inTurn(() => growBy(app.masks, 1)), apply: onRuns((mask) => dilate(mask, 1)) },
    { name: 'shrink', act: inTurn(() => growBy(app.masks, -1)), apply: onRuns((mask) => erode(mask, 1)) },
    {
      name: 'clear',
      act: inTurn(() => clearMask(app.masks)),
      apply: (bitmap) => ({ ...bitmap, data: new Uint8Array(bitmap.data.length) }),
    },
  ];
  return all[random(all.length)] ?? strokeOf(random);
}

function editOf(random: (below: number) => number): Edit {
  const kind = random(10);
  if (kind < 5) return strokeOf(random);
  return kind < 8 ? shapeOf(random) : wholeOf(random);
}

it.each([1, 2, 3])(
  'any edits, undos and redos end in the pixels of a replay of what stands (%i)',
  async (seed) => {
    const random = makeRandom(seed);
    const { masks, review } = app;
    masks.sync();
    const first = bitmapFromRle(masks.mask ?? rleFromBitmap({ ...size, data: new Uint8Array(1200) }));
    const standing: Edit[] = [];
    const undone: Edit[] = [];
    const replay = () => standing.reduce((bitmap, edit) => edit.apply(bitmap), first);
    for (let step = 0; step < 80; step++) {
      const kind = random(10);
      const before = replay();
      let did = 'undo';
      if (kind < 2) {
        masks.undo();
        const last = standing.pop();
        if (last !== undefined) undone.push(last);
      } else if (kind < 3) {
        review.redo();
        const last = undone.pop();
        if (last !== undefined) standing.push(last);
        did = 'redo';
      } else {
        const edit = editOf(random);
        edit.act();
        did = edit.name;
        const after = edit.apply(before);
        // What changes no pixel is no step.
        if (after.data.some((value, at) => value !== before.data[at])) {
          standing.push(edit);
          undone.length = 0;
        }
      }
      await settled();
      const expected = replay();
      const where = `step ${step}, ${did}`;
      expect([where, masks.bitmap?.data]).toEqual([where, expected.data]);
      expect([where, masks.mask]).toEqual([where, rleFromBitmap(expected)]);
      const stored = engine.tag('dog').decision?.mask ?? null;
      if (standing.length > 0 && stored !== null) expect(bitmapFromRle(decodeMask(stored))).toEqual(expected);
      expect(stored === null).toBe(standing.length === 0);
    }
    expect(standing.length).toBeGreaterThan(10);
  },
);
