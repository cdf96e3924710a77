import { colourDistance } from './lab.ts';
import type { WorkingPicture } from './working-picture.ts';

export interface Superpixels {
  /** [cells] the region of each cell, 0…count − 1; every region hangs together. */
  readonly labels: Int32Array;
  readonly count: number;
}

const rounds = 4;
/** How much a step of a region's own width counts against colour: of CIELAB's units. */
const compactness = 12;

/**
 * Patches of the picture whose borders lie on its edges, about `step` cells wide (Achanta et al., "SLIC Superpixels", PAMI 2012): k-means over
 * colour and place from a regular grid, each mean looking no farther than its neighbours. Small scraps join what is beside them.
 */
export function makeSuperpixels(working: WorkingPicture, step: number): Superpixels {
  const means = placeMeans(working, step);
  const nearest = new Int32Array(working.width * working.height);
  for (let round = 0; round < rounds; round++) {
    assign(working, means, { step, nearest });
    moveMeans(working, means, nearest);
  }
  return connect(nearest, working, (step * step) / 4);
}

/** Five numbers a mean: l, a, b, x, y. */
function placeMeans({ width, height, lab }: WorkingPicture, step: number): Float32Array {
  const [columns, rows] = [Math.max(1, Math.round(width / step)), Math.max(1, Math.round(height / step))];
  const means = new Float32Array(columns * rows * 5);
  for (let mean = 0; mean < columns * rows; mean++) {
    const x = (((mean % columns) + 0.5) * width) / columns;
    const y = ((Math.floor(mean / columns) + 0.5) * height) / rows;
    const at = Math.floor(y) * width + Math.floor(x);
    means.set([lab[at * 3] ?? 0, lab[at * 3 + 1] ?? 0, lab[at * 3 + 2] ?? 0, x, y], mean * 5);
  }
  return means;
}

function assign(
  { width, height, lab }: WorkingPicture,
  means: Float32Array,
  { step, nearest }: { readonly step: number; readonly nearest: Int32Array },
): void {
  const least = new Float32Array(width * height).fill(Infinity);
  const spatial = (compactness / step) ** 2;
  for (let mean = 0; mean < means.length / 5; mean++) {
    const [l = 0, a = 0, b = 0, mx = 0, my = 0] = means.subarray(mean * 5, mean * 5 + 5);
    const [top, bottom] = [Math.max(0, Math.floor(my - step)), Math.min(height, Math.ceil(my + step))];
    const [left, right] = [Math.max(0, Math.floor(mx - step)), Math.min(width, Math.ceil(mx + step))];
    for (let y = top; y < bottom; y++) {
      for (let x = left; x < right; x++) {
        const at = y * width + x;
        const [dl, da, db] = [(lab[at * 3] ?? 0) - l, (lab[at * 3 + 1] ?? 0) - a, (lab[at * 3 + 2] ?? 0) - b];
        const [dx, dy] = [x + 0.5 - mx, y + 0.5 - my];
        const distance = dl * dl + da * da + db * db + spatial * (dx * dx + dy * dy);
        if (distance >= (least[at] ?? 0)) continue;
        least[at] = distance;
        nearest[at] = mean;
      }
    }
  }
}

function moveMeans({ width, lab }: WorkingPicture, means: Float32Array, nearest: Int32Array): void {
  const counts = new Uint32Array(means.length / 5);
  for (const mean of nearest) counts[mean] = (counts[mean] ?? 0) + 1;
  for (const [mean, count] of counts.entries()) if (count > 0) means.fill(0, mean * 5, mean * 5 + 5);
  for (const [at, mean] of nearest.entries()) {
    const share = 1 / (counts[mean] ?? 1);
    const to = mean * 5;
    for (let c = 0; c < 3; c++) means[to + c] = (means[to + c] ?? 0) + share * (lab[at * 3 + c] ?? 0);
    means[to + 3] = (means[to + 3] ?? 0) + share * ((at % width) + 0.5);
    means[to + 4] = (means[to + 4] ?? 0) + share * (Math.floor(at / width) + 0.5);
  }
}

/** Gives each connected piece a label of its own, one of fewer than `least` cells that of what it is most like among those beside it. */
function connect(nearest: Int32Array, working: WorkingPicture, least: number): Superpixels {
  const labels = new Int32Array(nearest.length).fill(-1);
  let count = 0;
  for (let start = 0; start < nearest.length; start++) {
    if (labels[start] !== -1) continue;
    const { piece, beside } = floodPiece(start, count, { nearest, labels, working });
    if (piece.length >= least || beside === null) count++;
    else for (const at of piece) labels[at] = beside;
  }
  return { labels, count };
}

/** Labels the piece that hangs together with `start`. */
function floodPiece(
  start: number,
  label: number,
  parts: { readonly nearest: Int32Array; readonly labels: Int32Array; readonly working: WorkingPicture },
): { readonly piece: readonly number[]; readonly beside: number | null } {
  const { nearest, labels, working } = parts;
  const { width, height, lab } = working;
  const piece = [start];
  let [beside, closest]: [number | null, number] = [null, Infinity];
  labels[start] = label;
  // Cells that are found are looked around in turn; the list grows under the loop.
  for (const at of piece) {
    const x = at % width;
    for (const next of [x > 0 ? at - 1 : -1, x < width - 1 ? at + 1 : -1, at - width, at + width]) {
      if (next < 0 || next >= width * height || labels[next] === label) continue;
      const other = labels[next] ?? -1;
      if (other === -1 && nearest[next] === nearest[start]) {
        labels[next] = label;
        piece.push(next);
      } else if (other !== -1) {
        const distance = colourDistance(lab, at, next);
        if (distance < closest) [beside, closest] = [other, distance];
      }
    }
  }
  return { piece, beside };
}
