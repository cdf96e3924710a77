import type { Size, Viewport } from './viewport.ts';

/** A colour as an ImageData's 32-bit view has it: 0xAABBGGRR. */
export type Packed = number;

/** How the pixels of one mask are drawn. */
export interface MaskInk {
  readonly fill: Packed;
  /** On the pattern's lines. */
  readonly pattern: Packed;
  /** 1 where the pattern has a line: `side` × `side` screen pixels, row by row. */
  readonly tile: Uint8Array;
  readonly edge: Packed;
}

export interface MaskScene {
  readonly view: Viewport;
  /** Device pixels a CSS pixel. */
  readonly ratio: number;
  readonly size: Size;
  /** The mask under edit: a byte a picture pixel, not 0 inside. */
  readonly edited: Uint8Array;
  readonly editedInk: MaskInk;
  /** All other masks: for each picture pixel the number of the one on top, 0 for none. */
  readonly others: Uint8Array;
  /** By the number in `others`; the first is never read. */
  readonly otherInks: readonly MaskInk[];
  /** Device pixels a side of every tile. */
  readonly tileSide: number;
}

/** Device pixels of the stage. */
export interface DeviceBox extends Size {
  readonly x: number;
  readonly y: number;
}

/** Light within the mask's border, dark outside of it: one of the two shows on any picture. */
const INNER_EDGE: Packed = 0xff_ff_ff_ff;
const OUTER_EDGE: Packed = 0xd0_00_00_00;

/** For each device pixel from `start` on the picture's column (or row) that its centre lies in; −1 outside. */
export function sampleScreen(
  { start, count }: { readonly start: number; readonly count: number },
  { scale, offset, ratio }: { readonly scale: number; readonly offset: number; readonly ratio: number },
  length: number,
): Int32Array {
  const samples = new Int32Array(count);
  for (let at = 0; at < count; at++) {
    const place = Math.floor(((start + at + 0.5) / ratio - offset) / scale);
    samples[at] = place >= 0 && place < length ? place : -1;
  }
  return samples;
}

/**
 * Draws a part of the stage into `out` [box.height · box.width]. Its time depends on the screen alone: neither on the picture's
 * size nor on how many masks there are. A picture pixel is in the mask where it is drawn so, at every zoom, holes and all.
 */
export function composeMasks(scene: MaskScene, box: DeviceBox, out: Uint32Array): void {
  const { view, ratio, size, edited, others, tileSide } = scene;
  const reach = Math.max(1, Math.round(ratio));
  const around = (start: number, count: number) => ({ start: start - reach, count: count + 2 * reach });
  const xs = sampleScreen(around(box.x, box.width), { scale: view.scale, offset: view.offsetX, ratio }, size.width); // prettier-ignore
  const ys = sampleScreen(around(box.y, box.height), { scale: view.scale, offset: view.offsetY, ratio }, size.height); // prettier-ignore
  const { fill, pattern, tile } = scene.editedInk;
  const inks = scene.otherInks;
  const isIn = (x: number, row: number): boolean => x >= 0 && row >= 0 && edited[row + x] !== 0;
  const rowAt = (at: number): number => {
    const y = ys[at] ?? -1;
    return y < 0 ? -1 : y * size.width;
  };
  for (let down = 0; down < box.height; down++) {
    const row = rowAt(down + reach);
    const target = down * box.width;
    if (row < 0) {
      out.fill(0, target, target + box.width);
      continue;
    }
    const [above, below] = [rowAt(down), rowAt(down + 2 * reach)];
    const tileRow = ((box.y + down) % tileSide) * tileSide;
    for (let across = 0; across < box.width; across++) {
      const x = xs[across + reach] ?? -1;
      if (x < 0) {
        out[target + across] = 0;
        continue;
      }
      const [left, right] = [xs[across] ?? -1, xs[across + 2 * reach] ?? -1];
      const tileAt = tileRow + ((box.x + across) % tileSide);
      if (edited[row + x] !== 0) {
        const isEdge = !isIn(left, row) || !isIn(right, row) || !isIn(x, above) || !isIn(x, below);
        out[target + across] = isEdge ? INNER_EDGE : tile[tileAt] === 1 ? pattern : fill;
      } else if (isIn(left, row) || isIn(right, row) || isIn(x, above) || isIn(x, below)) {
        out[target + across] = OUTER_EDGE;
      } else {
        const other = others[row + x] ?? 0;
        const ink = other === 0 ? undefined : inks[other];
        if (ink === undefined) {
          out[target + across] = 0;
          continue;
        }
        const isEdge =
          (right >= 0 && others[row + right] !== other) || (below >= 0 && others[below + x] !== other);
        out[target + across] = isEdge ? ink.edge : ink.tile[tileAt] === 1 ? ink.pattern : ink.fill;
      }
    }
  }
}

/** The device pixels that show a box of picture pixels, with room for the outline, within the stage. */
export function deviceBoxOf(
  { x, y, width, height }: DeviceBox,
  { view, ratio }: Pick<MaskScene, 'view' | 'ratio'>,
  stage: Size,
): DeviceBox {
  const room = Math.max(1, Math.round(ratio)) + 1;
  const toDevice = (at: number, offset: number) => (at * view.scale + offset) * ratio;
  const left = Math.max(0, Math.floor(toDevice(x, view.offsetX)) - room);
  const top = Math.max(0, Math.floor(toDevice(y, view.offsetY)) - room);
  const right = Math.min(stage.width, Math.ceil(toDevice(x + width, view.offsetX)) + room);
  const bottom = Math.min(stage.height, Math.ceil(toDevice(y + height, view.offsetY)) + room);
  return { x: left, y: top, width: Math.max(0, right - left), height: Math.max(0, bottom - top) };
}
