/** What a model's heat map of an object may look like: the true mask on the grid of patches, blurred, and wrong in the ways that maps are. */
import { boxMean } from '../../models/masks/box-mean.ts';
import {
  coverageOf,
  quantiseHeat,
  stretchHeat,
  type HeatMap,
  type Rle,
  type Size,
} from '../../models/masks/index.ts';

export const blobNames = ['exact', 'blurred', 'shifted', 'wide', 'half', 'spill'] as const;
export type BlobName = (typeof blobNames)[number];

/** `seed` chooses the direction of what is wrong. */
export function makeBlob(name: BlobName, truth: Rle, { grid, seed }: { grid: Size; seed: number }): HeatMap {
  const exact = coverageOf(truth, grid);
  if (name === 'exact') return quantiseHeat(exact, grid);
  const [dx, dy] = directions[seed % directions.length] ?? [1, 0];
  const spoilt = spoil[name](exact, grid, { dx, dy, patches: 1 + (seed % 2) });
  return quantiseHeat(stretchHeat(boxMean(spoilt, grid, 1)), grid);
}

interface Wrong {
  readonly dx: number;
  readonly dy: number;
  readonly patches: number;
}

const directions = [[1, 0], [0, 1], [-1, 0], [0, -1]] as const; // prettier-ignore

type Spoil = (exact: Float32Array, grid: Size, wrong: Wrong) => Float32Array;

const spoil: Readonly<Record<Exclude<BlobName, 'exact'>, Spoil>> = {
  blurred: (exact) => exact,
  shifted: (exact, { width, height }, { dx, dy, patches }) =>
    exact.map((_, at) => {
      const [x, y] = [(at % width) - dx * patches, Math.floor(at / width) - dy * patches];
      return x < 0 || y < 0 || x >= width || y >= height ? 0 : (exact[y * width + x] ?? 0);
    }),
  /** Another patch all around. */
  wide: (exact, { width, height }) =>
    exact.map((_, at) => {
      let most = 0;
      for (const [x, y] of around(at % width, Math.floor(at / width)))
        if (x >= 0 && y >= 0 && x < width && y < height) most = Math.max(most, exact[y * width + x] ?? 0);
      return most;
    }),
  /** The far half of the object is seen a third as well. */
  half: (exact, grid, { dx, dy }) => {
    const { x, y } = middleOf(exact, grid);
    return exact.map((value, at) => {
      const isFar = ((at % grid.width) - x) * dx + (Math.floor(at / grid.width) - y) * dy > 0;
      return isFar ? value / 3 : value;
    });
  },
  /** A square of half the object's size at its side is as warm. */
  spill: (exact, grid, { dx, dy }) => {
    const { x, y, rx, ry } = middleOf(exact, grid);
    const side = Math.max(1, (rx + ry) / 2);
    return exact.map((value, at) => {
      const [ax, ay] = [
        (at % grid.width) - x - dx * (rx + side / 2),
        Math.floor(at / grid.width) - y - dy * (ry + side / 2),
      ];
      return Math.abs(ax) <= side / 2 + 0.5 && Math.abs(ay) <= side / 2 + 0.5 ? 1 : value;
    });
  },
};

const around = (x: number, y: number): [number, number][] =>
  [-1, 0, 1].flatMap((dy) => [-1, 0, 1].map((dx): [number, number] => [x + dx, y + dy]));

/** The mean place of a map and its half width and height, as of a rectangle with its variances. */
function middleOf(map: Float32Array, { width }: Size): { x: number; y: number; rx: number; ry: number } {
  let [sum, x, y, xx, yy] = [0, 0, 0, 0, 0];
  for (const [at, value] of map.entries()) {
    const [cx, cy] = [at % width, Math.floor(at / width)];
    [sum, x, y, xx, yy] = [
      sum + value,
      x + value * cx,
      y + value * cy,
      xx + value * cx * cx,
      yy + value * cy * cy,
    ];
  }
  const half = (squares: number, mean: number): number =>
    Math.sqrt(3 * Math.max(0, squares / sum - (mean / sum) ** 2));
  return { x: x / sum, y: y / sum, rx: half(xx, x), ry: half(yy, y) };
}
