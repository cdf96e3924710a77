import type { Bitmap } from '../types.ts';
import { colourDistance, writeLab } from './lab.ts';
import type { RgbaPixels } from './types.ts';
import type { WorkingPicture } from './working-picture.ts';

export interface Coarse {
  readonly working: WorkingPicture;
  /** [cells] 1 in the object. */
  readonly inside: Uint8Array;
  /** [cells] Not 0 for those that stay as they are: a person has said what they are. */
  readonly fixed: Uint8Array;
}

/** The picture's pixels near the border, in the order of their index. */
interface Band {
  readonly places: Uint32Array;
  readonly belief: Float32Array;
  readonly fixed: Uint8Array;
  readonly lab: Float32Array;
}

const sweeps = 6;
/** No edge is so strong that nothing gets over it: what lies between two would otherwise have no answer. */
const leastLikeness = 1e-3;

/**
 * The mask at the picture's own size: cells away from the border as they are, those at the border pixel by pixel, by the chance that a walker who goes to
 * neighbours the sooner the more alike they are comes to the object first (Grady, "Random Walks for Image Segmentation", 2006). Its
 * memory grows with the border, not with the picture.
 */
export function refineBorder(picture: RgbaPixels, coarse: Coarse): Bitmap {
  const { width, height } = picture;
  const mask = { width, height, data: new Uint8Array(width * height) };
  const band = collectBand(picture, coarse, mask);
  const links = linkBand(band, mask);
  for (let sweep = 0; sweep < sweeps; sweep++) {
    for (let i = 0; i < band.places.length; i++) {
      const node = sweep % 2 === 0 ? i : band.places.length - 1 - i;
      if (band.fixed[node] !== 0) continue;
      let [sum, weight] = [0, 0];
      for (let side = node * 4; side < node * 4 + 4; side++) {
        const other = links.nodes[side] ?? -1;
        const alike = links.weights[side] ?? 0;
        // Below 0 is a pixel that is settled: −1 outside, −2 inside.
        sum += alike * (other >= 0 ? (band.belief[other] ?? 0) : other === -2 ? 1 : 0);
        weight += alike;
      }
      band.belief[node] = sum / weight;
    }
  }
  for (const [node, at] of band.places.entries()) mask.data[at] = (band.belief[node] ?? 0) >= 0.5 ? 1 : 0;
  return mask;
}

/** Cells with a neighbour on the other side, corners included. */
function findBorderCells({ working, inside }: Coarse): Uint8Array {
  const { width, height } = working;
  return Uint8Array.from(inside, (value, at) => {
    const [x, y] = [at % width, Math.floor(at / width)];
    for (let ny = Math.max(0, y - 1); ny <= Math.min(height - 1, y + 1); ny++) {
      for (let nx = Math.max(0, x - 1); nx <= Math.min(width - 1, x + 1); nx++) {
        if (inside[ny * width + nx] !== value) return 1;
      }
    }
    return 0;
  });
}

/** Fills the mask's settled cells and collects the pixels of the others. */
function collectBand(picture: RgbaPixels, coarse: Coarse, mask: Bitmap): Band {
  const { width, height, columns, rows } = coarse.working;
  const isBorder = findBorderCells(coarse);
  const places: number[] = [];
  const belief: number[] = [];
  const fixed: number[] = [];
  for (let cy = 0; cy < height; cy++) {
    for (let y = rows[cy] ?? 0; y < (rows[cy + 1] ?? 0); y++) {
      for (let cx = 0; cx < width; cx++) {
        const cell = cy * width + cx;
        const [from, to] = [
          y * picture.width + (columns[cx] ?? 0),
          y * picture.width + (columns[cx + 1] ?? 0),
        ];
        const value = coarse.inside[cell] ?? 0;
        if (isBorder[cell] === 0) {
          if (value !== 0) mask.data.fill(1, from, to);
          continue;
        }
        for (let at = from; at < to; at++) {
          places.push(at);
          belief.push(value);
          fixed.push(coarse.fixed[cell] ?? 0);
        }
      }
    }
  }
  return {
    places: Uint32Array.from(places),
    belief: Float32Array.from(belief),
    fixed: Uint8Array.from(fixed),
    lab: labOf(picture, places),
  };
}

function labOf({ data }: RgbaPixels, places: readonly number[]): Float32Array {
  const lab = new Float32Array(places.length * 3);
  for (const [node, at] of places.entries()) {
    writeLab(lab, node * 3, [data[at * 4] ?? 0, data[at * 4 + 1] ?? 0, data[at * 4 + 2] ?? 0]);
  }
  return lab;
}

/** Each node's four neighbours, left, right, up and down, and how alike they are; 0 beyond the picture's border. */
function linkBand(
  { places, lab }: Band,
  { width, height, data }: Bitmap,
): { nodes: Int32Array; weights: Float32Array } {
  const nodes = new Int32Array(places.length * 4).fill(-1);
  const weights = new Float32Array(places.length * 4);
  let [sum, count] = [0, 0];
  const link = (node: number, side: number, step: number, guess: number): void => {
    const at = (places[node] ?? 0) + step;
    if (places[guess] !== at) {
      nodes[node * 4 + side] = data[at] === 0 ? -1 : -2;
      weights[node * 4 + side] = 1;
      return;
    }
    nodes[node * 4 + side] = guess;
    const difference = colourDistance(lab, node, guess) ** 2;
    weights[node * 4 + side] = difference;
    sum += difference;
    count++;
  };
  let [above, below] = [0, 0];
  for (const [node, at] of places.entries()) {
    const x = at % width;
    while ((places[above] ?? at) < at - width) above++;
    while (below < places.length && (places[below] ?? 0) < at + width) below++;
    if (x > 0) link(node, 0, -1, node - 1);
    if (x < width - 1) link(node, 1, 1, node + 1);
    if (at >= width) link(node, 2, -width, above);
    if (at + width < width * height) link(node, 3, width, below);
  }
  const beta = sum > 0 ? count / (2 * sum) : 0;
  for (let side = 0; side < weights.length; side++) {
    if ((nodes[side] ?? -1) >= 0) weights[side] = leastLikeness + Math.exp(-beta * (weights[side] ?? 0));
  }
  return { nodes, weights };
}
