/** The picture side of a batch: canvases with pictures on them, cut into the patches that the network sees. */
import type { PixelStatistics } from '../clip/normalise-pixels.ts';
import type { Feeds } from '../runtime/session.ts';
import type { Dice } from '../scenes/dice.ts';
import { drawView, paintView, type AugmentOptions, type Canvas, type RgbPicture } from './augment.ts';
import { choosePatches, layOut, type CanvasPlan, type Cell } from './layout.ts';

export interface CanvasOptions extends CanvasPlan {
  readonly patch: number;
  /** Where the grid's positions begin (`firstPlaceOf`). */
  readonly firstPlace: number;
  readonly augment: AugmentOptions;
  readonly statistics: PixelStatistics;
}

export interface PlacedPicture extends RgbPicture {
  readonly mayMirror: boolean;
}

/** [3, S, S] → the kept patches side by side [3, rows·patch, grid·patch], into `target` from `offset` on. */
function gatherPatches(
  { data, width, height }: Canvas,
  kept: readonly number[],
  { patch, grid, rows, target, offset }: CanvasOptions & { target: Float32Array; offset: number },
): void {
  const area = rows * patch * width;
  for (const [index, place] of kept.entries())
    for (let channel = 0; channel < 3; channel++)
      for (let y = 0; y < patch; y++) {
        const from =
          (channel * height + Math.floor(place / grid) * patch + y) * width + (place % grid) * patch;
        const to =
          offset + channel * area + (Math.floor(index / grid) * patch + y) * width + (index % grid) * patch;
        target.set(data.subarray(from, from + patch), to);
      }
}

/**
 * Feeds `pixels`, `places` and `shares` of buildContrastiveGraphs. `draw` makes a picture for a cell of so many pixels; it is called canvas
 * by canvas and cell by cell, so that picture b·R + r is the r-th of canvas b.
 */
export function packCanvases(
  count: number,
  {
    dice,
    draw,
  }: { dice: Dice; draw: (index: number, size: { width: number; height: number }) => PlacedPicture },
  options: CanvasOptions,
): Feeds {
  const { grid, rows, patch, pictures, statistics } = options;
  const [side, seen] = [grid * patch, rows * grid];
  const pixels = new Float32Array(count * 3 * rows * patch * side);
  const places = new BigInt64Array(count * (seen + 1));
  const shares = new Float32Array(count * pictures * seen);
  const canvas = { width: side, height: side, data: new Float32Array(3 * side * side) };
  for (let index = 0; index < count; index++) {
    const own = dice.fork(index);
    const cells = layOut(options, own);
    cells.forEach((cell, place) => {
      const target = inPixels(cell, patch);
      const picture = draw(index * pictures + place, target);
      const view = drawView(picture, target, {
        dice: own,
        options: options.augment,
        mayMirror: picture.mayMirror,
      });
      paintView({ picture, view }, canvas, { place: target, statistics });
    });
    const { kept, cells: cellOf } = choosePatches(cells, options, own);
    gatherPatches(canvas, kept, { ...options, target: pixels, offset: index * 3 * rows * patch * side });
    places.set(
      BigInt64Array.from(
        [0, ...kept.map((place) => place + 1)].map((place) => options.firstPlace + place),
        BigInt,
      ),
      index * (seen + 1),
    );
    const sizes = cells.map((_, cell) => cellOf.filter((other) => other === cell).length);
    cellOf.forEach((cell, patchIndex) => {
      shares[(index * pictures + cell) * seen + patchIndex] = 1 / (sizes[cell] ?? 1);
    });
  }
  return {
    pixels: { data: pixels, shape: [count, 3, rows * patch, side] },
    places: { data: places, shape: [count, seen + 1] },
    shares: { data: shares, shape: [count, pictures, seen] },
  };
}

const inPixels = ({ left, top, width, height }: Cell, patch: number): Cell => ({
  left: left * patch,
  top: top * patch,
  width: width * patch,
  height: height * patch,
});
