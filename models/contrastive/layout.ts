/** Which pictures lie where on a canvas, and which of its patches go into the network. All sizes in patches. */
import type { Dice } from '../scenes/dice.ts';

export interface Cell {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface CanvasPlan {
  /** Side of the canvas. */
  readonly grid: number;
  /** Pictures on a canvas: one, or four around a cross. */
  readonly pictures: 1 | 4;
  /** Rows' worth of patches that the network sees, the others are dropped (Li et al. 2023, FLIP): 1 to `grid`. */
  readonly rows: number;
}

/** How far from the middle the cross may be, as a share of the side. */
const mostShift = 0.12;

/**
 * The whole canvas, or four cells around a cross that is never at the same place: what is in a picture must be told from its own pixels, since
 * those beside it belong to another picture with another caption, and so patches learn to speak for themselves.
 */
export function layOut({ grid, pictures }: CanvasPlan, dice: Dice): Cell[] {
  if (pictures === 1) return [{ left: 0, top: 0, width: grid, height: grid }];
  const cut = (): number =>
    Math.min(grid - 1, Math.max(1, Math.round(grid * dice.between(0.5 - mostShift, 0.5 + mostShift))));
  const [x, y] = [cut(), cut()];
  return [
    { left: 0, top: 0, width: x, height: y },
    { left: x, top: 0, width: grid - x, height: y },
    { left: 0, top: y, width: x, height: grid - y },
    { left: x, top: y, width: grid - x, height: grid - y },
  ];
}

export interface SeenPatches {
  /** Of each kept patch its place on the canvas, row by row. */
  readonly kept: readonly number[];
  /** Of each kept patch the cell it lies in. */
  readonly cells: readonly number[];
}

/** Draws the patches that are kept: as large a share of every cell, so that none is left without. */
export function choosePatches(cells: readonly Cell[], { grid, rows }: CanvasPlan, dice: Dice): SeenPatches {
  const ranked = cells.flatMap(({ left, top, width, height }, cell) => {
    const places = Array.from({ length: width * height }, (_, index) => (top + Math.floor(index / width)) * grid + left + (index % width)); // prettier-ignore
    return dice.shuffle(places).map((place, rank) => ({ place, cell, rank: rank / places.length }));
  });
  const chosen = ranked.sort((a, b) => a.rank - b.rank).slice(0, rows * grid);
  chosen.sort((a, b) => a.place - b.place);
  return { kept: chosen.map(({ place }) => place), cells: chosen.map(({ cell }) => cell) };
}
