/** One heat map out of several looks at a picture. */
import { resizeBilinear, type HeatScale, type Size } from '../masks/index.ts';
import { patchCosines } from '../tagging/index.ts';
import type { Look, Pane } from './looks.ts';

export interface HeatSource {
  readonly looks: readonly Look[];
  readonly scale: HeatScale;
  /** Unit vectors [D] of what competes with the tag. */
  readonly negatives: readonly Float32Array[];
}

/**
 * M_t(p) = σ(ℓ_t − ln(1 + Σ exp ℓ_n)) with ℓ = w·cos + b: the softmax over the tag, the negatives n and a background at ℓ = 0, so M itself
 * where there are no negatives. Of every look, upright, brought to the grid and averaged [grid.height·grid.width].
 */
export function createHeat({ looks, scale, negatives }: HeatSource, grid: Size): HeatMaker {
  const backgrounds = looks.map(({ panes }) => panes.map((pane) => backgroundOf(pane, negatives, scale)));
  return (embedding, competes) => {
    const sum = new Float32Array(grid.width * grid.height);
    for (const [i, look] of looks.entries()) {
      const logits = (pane: number): Float32Array => {
        const background = competes ? backgrounds[i]?.[pane] : undefined;
        return logitsOf(look.panes[pane], embedding, scale).map((logit, p) => logit - (background?.[p] ?? 0));
      };
      const map = resizeBilinear(joinPanes(look, logits), look.grid, grid);
      map.forEach((value, p) => (sum[p] = (sum[p] ?? 0) + value / looks.length));
    }
    return sum;
  };
}

/** The heat map of an embedding [D]; `competes` is false for what the negatives name themselves. */
export type HeatMaker = (embedding: Float32Array, competes: boolean) => Float32Array;

function logitsOf(pane: Pane | undefined, embedding: Float32Array, { w, b }: HeatScale): Float32Array {
  if (pane === undefined) return new Float32Array();
  return patchCosines(pane.dense, embedding).map((cosine) => w * cosine + b);
}

/** ln(1 + Σ exp ℓ_n) over the negatives. */
function backgroundOf(pane: Pane, negatives: readonly Float32Array[], scale: HeatScale): Float32Array {
  const sums = new Float32Array(pane.width * pane.height).fill(1);
  for (const negative of negatives)
    for (const [p, logit] of logitsOf(pane, negative, scale).entries())
      sums[p] = (sums[p] ?? 0) + Math.exp(logit);
  return sums.map(Math.log);
}

/** σ of the panes' logits on the look's grid, the mean where they overlap, turned back where the look is mirrored. */
function joinPanes({ grid, mirrored, panes }: Look, logits: (pane: number) => Float32Array): Float32Array {
  const sums = new Float32Array(grid.width * grid.height);
  const counts = new Uint8Array(sums.length);
  for (const [index, { left, top, width, height }] of panes.entries()) {
    const values = logits(index);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        // A mirrored window's columns count from its own right.
        const at = (top + y) * grid.width + left + (mirrored ? width - 1 - x : x);
        sums[at] = (sums[at] ?? 0) + 1 / (1 + Math.exp(-(values[y * width + x] ?? 0)));
        counts[at] = (counts[at] ?? 0) + 1;
      }
    }
  }
  return sums.map((sum, at) => sum / Math.max(1, counts[at] ?? 1));
}
