import { describe, expect, it } from 'vitest';

import { composeMasks, deviceBoxOf, sampleScreen } from '../../../../src-renderer/canvas/compose-masks.ts';
import type { DeviceBox, MaskInk, MaskScene } from '../../../../src-renderer/canvas/compose-masks.ts';
import { pinchViewport } from '../../../../src-renderer/canvas/pinch.ts';
import { toImage } from '../../../../src-renderer/canvas/viewport.ts';
import { paintStroke } from '../../../../models/masks/edit/index.ts';
import { randomBitmap, randomFrom } from '../../../models/masks/random.ts';
import { bitmapOf } from './drawing.ts';

const plain = (fill: number, edge: number): MaskInk => ({
  fill,
  pattern: fill,
  edge,
  tile: new Uint8Array(4),
});
const LIGHT = 0xff_ff_ff_ff;

function sceneOf(rows: readonly string[], view = { scale: 4, offsetX: 0, offsetY: 0 }): MaskScene {
  const { width, height, data } = bitmapOf(rows);
  return {
    ...{ view, ratio: 1, size: { width, height }, edited: data, editedInk: plain(7, 8) },
    ...{ others: new Uint8Array(width * height), otherInks: [plain(0, 0), plain(5, 6)], tileSide: 2 },
  };
}

function compose(scene: MaskScene, box: DeviceBox): Uint32Array {
  const out = new Uint32Array(box.width * box.height);
  composeMasks(scene, box, out);
  return out;
}

describe('the masks on the screen', () => {
  it('show each picture pixel as a square, with light inside of its border and dark outside', () => {
    const out = compose(sceneOf(['...', '.#.', '...']), { x: 0, y: 0, width: 12, height: 12 });
    const row = (y: number) => [...out.subarray(y * 12, y * 12 + 12)];
    expect(row(6).map((colour) => (colour === 7 ? '#' : colour === LIGHT ? '|' : colour === 0 ? '.' : ':')).join('')).toBe('...:|##|:...'); // prettier-ignore
    expect(row(3).filter((colour) => colour !== 0)).toHaveLength(4);
  });

  it('keep the hole of a ring', () => {
    const out = compose(sceneOf(['###', '#.#', '###']), { x: 0, y: 0, width: 12, height: 12 });
    expect([out[5 * 12 + 5], out[6 * 12 + 6]]).toEqual([0, 0]);
  });

  it('have nothing outside of the picture', () => {
    const view = { scale: 4, offsetX: 4, offsetY: 4 };
    const out = compose(sceneOf(['#'], view), { x: 0, y: 0, width: 12, height: 12 });
    expect(out.filter((colour) => colour !== 0)).toHaveLength(16);
  });

  it('let others be seen where the one under edit is not', () => {
    const scene = sceneOf(['#...', '#...']);
    scene.others.fill(1);
    const out = compose(scene, { x: 0, y: 0, width: 16, height: 8 });
    expect(out[1]).toBe(LIGHT);
    expect(out[8]).toBe(5);
  });

  it('are the same in a part that is painted after a stroke as if everything had been', () => {
    const random = randomFrom(3);
    const upTo = (limit: number) => Math.floor(random() * limit);
    for (let round = 0; round < 40; round++) {
      const size = { width: 1 + upTo(30), height: 1 + upTo(30) };
      const view = { scale: 0.3 + random() * 6, offsetX: random() * 40 - 20, offsetY: random() * 40 - 20 };
      const data = randomBitmap(random, size.width, size.height);
      const ratio = 1 + upTo(3) / 2;
      const scene: MaskScene = {
        ...{ view, ratio, size, edited: data, editedInk: plain(7, 8), tileSide: 2 },
        others: randomBitmap(random, size.width, size.height),
        otherInks: [plain(0, 0), plain(5, 6)],
      };
      const stage = { width: 60, height: 50 };
      const all = { x: 0, y: 0, ...stage };
      const screen = compose(scene, all);
      const place = { x: random() * size.width, y: random() * size.height };
      const changed = paintStroke({ ...size, data }, [place], { radius: 3, shape: 'round', value: round % 2 === 0 ? 1 : 0 }); // prettier-ignore
      if (changed.width === 0) continue;
      const part = deviceBoxOf(changed, scene, stage);
      if (part.width === 0 || part.height === 0) continue;
      const pixels = compose(scene, part);
      for (let y = 0; y < part.height; y++)
        screen.set(
          pixels.subarray(y * part.width, (y + 1) * part.width),
          (part.y + y) * stage.width + part.x,
        );
      expect(screen).toEqual(compose(scene, all));
    }
  });

  it('fall on the picture pixel under the middle of a screen pixel', () => {
    const samples = sampleScreen({ start: 0, count: 6 }, { scale: 2, offset: 1, ratio: 1 }, 2);
    expect([...samples]).toEqual([-1, 0, 0, 1, 1, -1]);
  });
});

describe('two fingers', () => {
  it('keep the points of the picture that they have touched', () => {
    const view = { scale: 2, offsetX: 10, offsetY: 20 };
    const at = (screenX: number, screenY: number) => ({ screenX, screenY });
    const [before, after] = [[at(100, 100), at(200, 100)] as const, [at(50, 140), at(250, 140)] as const];
    const moved = pinchViewport(view, before, after);
    expect(moved.scale).toBe(4);
    for (const finger of [0, 1] as const)
      expect(toImage(moved, after[finger])).toEqual(toImage(view, before[finger]));
  });
});
