import { describe, expect, it } from 'vitest';

import {
  actualSizeViewport,
  fitViewport,
  panViewport,
  toImage,
  toScreen,
  zoomViewport,
} from '../../../src-renderer/canvas/viewport.ts';

const stage = { width: 900, height: 500 };
const picture = { width: 4000, height: 3000 };

describe('fitting a picture', () => {
  it('shows all of it, centred', () => {
    const view = fitViewport(picture, stage);
    const first = toScreen(view, { imageX: 0, imageY: 0 });
    const last = toScreen(view, { imageX: picture.width, imageY: picture.height });
    expect(first.screenY).toBeGreaterThanOrEqual(0);
    expect(last.screenY).toBeLessThanOrEqual(stage.height);
    expect(first.screenX + last.screenX).toBeCloseTo(stage.width);
    expect(first.screenY + last.screenY).toBeCloseTo(stage.height);
  });

  it('does not blow a tiny picture up to the whole stage', () => {
    expect(fitViewport({ width: 8, height: 8 }, stage).scale).toBe(4);
  });

  it('survives a stage without room', () => {
    expect(fitViewport(picture, { width: 10, height: 10 }).scale).toBeGreaterThan(0);
  });
});

describe('zooming', () => {
  it('keeps the point under the pointer where it is', () => {
    const pointer = { screenX: 613, screenY: 77 };
    const before = fitViewport(picture, stage);
    const under = toImage(before, pointer);
    const after = zoomViewport(zoomViewport(before, pointer, 3.7), pointer, 1.9);
    expect(toScreen(after, under).screenX).toBeCloseTo(pointer.screenX);
    expect(toScreen(after, under).screenY).toBeCloseTo(pointer.screenY);
  });

  it('ends where a pixel fills the hand', () => {
    expect(zoomViewport(fitViewport(picture, stage), { screenX: 0, screenY: 0 }, 1e9).scale).toBe(64);
  });

  it('comes to one picture pixel a screen pixel', () => {
    expect(actualSizeViewport(fitViewport(picture, stage), { screenX: 450, screenY: 250 }).scale).toBeCloseTo(
      1,
    );
  });

  it('goes there and back', () => {
    const view = zoomViewport(fitViewport(picture, stage), { screenX: 10, screenY: 20 }, 2);
    const point = toImage(view, { screenX: 321, screenY: 123 });
    expect(toScreen(view, point)).toEqual({ screenX: expect.closeTo(321), screenY: expect.closeTo(123) });
  });
});

describe('moving', () => {
  it('follows the hand', () => {
    const before = fitViewport(picture, stage);
    const after = panViewport(before, { width: 30, height: -12 }, { picture, stage });
    expect(after.offsetX - before.offsetX).toBe(30);
    expect(after.offsetY - before.offsetY).toBe(-12);
  });

  it('never lets the picture leave the stage', () => {
    const far = panViewport(fitViewport(picture, stage), { width: 1e6, height: -1e6 }, { picture, stage });
    expect(toScreen(far, { imageX: 0, imageY: 0 }).screenX).toBeLessThan(stage.width);
    expect(toScreen(far, { imageX: 0, imageY: picture.height }).screenY).toBeGreaterThan(0);
  });
});
