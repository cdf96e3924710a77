/**
 * What brings a mask of patches to the picture's edges: `node bench/edge-snapping.ts COCO_CC [PHOTOS] [BLUR]`, COCO_CC a folder with `image/` and
 * `instances.json`. The heat maps are true masks brought down to the patches of a CLIP of 224 pixels and patches of 16, because weights of a
 * real CLIP are not at hand: this measures the snapping alone, not what a model finds. Objects of less than 1 % of the picture are left out.
 */
import { boxMean } from '../models/masks/box-mean.ts';
import { inputSize } from '../models/clip/input-size.ts';
import {
  bitmapFromRle,
  coverageOf,
  guideBy,
  iouOf,
  maskFromHeat,
  quantiseHeat,
  resizeBilinear,
  shrinkPlanes,
  stretchHeat,
  type Planes,
  type Rle,
  type Size,
} from '../models/masks/index.ts';
import { boundaryF } from '../models/metrics/index.ts';
import { createRefiner } from '../models/scoring/refine.ts';
import { decodeRgb } from '../src-main/media/decode.ts';
import { readCoco } from './click-to-mask/objects.ts';

const [folder = '', photos = '30', blur = '1'] = process.argv.slice(2);
/** The picture's colours in 0…1, at the size of the model's input with the preset `balanced`. */
const pixelStd = [1, 1, 1];

async function readPlanes(file: string, { width, height }: Size): Promise<Planes> {
  const rgb = await decodeRgb(file, { width, height });
  const planes = [0, 1, 2].map((c) =>
    Float32Array.from({ length: width * height }, (_, i) => (rgb[3 * i + c] ?? 0) / 255),
  );
  return { width, height, planes };
}

function fit({ width, height }: Size, long: number): Size {
  const scale = Math.min(1, long / Math.max(width, height));
  return { width: Math.round(width * scale), height: Math.round(height * scale) };
}

/** A true mask as patches see it: its share of each, blurred over `blur` patches around, because attention mixes neighbours. */
const coarseOf = (truth: Rle, grid: Size): Float32Array =>
  boxMean(coverageOf(truth, grid), grid, Number(blur));

type Method = (picture: Planes, grid: Size) => { size: Size; refine: (map: Float32Array) => Float32Array };
const inputOf = ({ width, height, planes }: Planes) => ({
  data: Float32Array.from(planes.flatMap((plane) => [...plane])),
  shape: [1, 3, height, width],
});
/** First with squares of the wide radius, then of the narrow one, in patches, as `guided` does; once where there is no wide one. */
const guided =
  (...radii: readonly number[]): Method =>
  (picture, grid) => {
    const [small, fine] = [shrinkPlanes(picture, fit(picture, 64)), shrinkPlanes(picture, fit(picture, 128))];
    const guides = radii.map((patches) =>
      guideBy(small, {
        radius: Math.max(1, Math.round((patches * small.width) / grid.width)),
        epsilon: 5e-4,
      }),
    );
    const last = guides.pop();
    return {
      size: fine,
      refine: (map) => {
        const coarse = guides.reduce((one, { filter }) => filter(one), resizeBilinear(map, grid, small));
        return last?.filterOnto(coarse, fine) ?? coarse;
      },
    };
  };
const methods: Readonly<Record<string, Method>> = {
  none: (picture, grid) => createRefiner('none', { input: inputOf(picture), pixelStd, grid }),
  'guided 0.6': guided(0.6),
  'guided 1.25': guided(1.25),
  'guided 1, 0.6': guided(1, 0.6),
  'guided 2, 0.6': guided(2, 0.6),
  'guided 2, 1.25': guided(2, 1.25),
  'PAMR, 128 cells': (picture, grid) => createRefiner('pamr', { input: inputOf(picture), pixelStd, grid }),
};

const sums = new Map(Object.keys(methods).map((name) => [name, { iou: 0, boundary: 0, ms: 0 }]));
let objects = 0;
for (const { file, size, truths } of await readCoco(folder, Number(photos))) {
  const input = inputSize(size, { shortSide: 448, patch: 16, maxLong: 1344 });
  const grid = inputSize(size, { shortSide: 14, patch: 1, maxLong: 42 });
  const picture = await readPlanes(file, input);
  objects += truths.length;
  for (const [name, method] of Object.entries(methods)) {
    const sum = sums.get(name);
    if (sum === undefined) continue;
    const start = performance.now();
    const { size: cells, refine } = method(picture, grid);
    const masks = truths.map((truth) =>
      maskFromHeat(quantiseHeat(stretchHeat(refine(coarseOf(truth, grid))), cells), 0.5, size),
    );
    sum.ms += performance.now() - start;
    for (const [i, mask] of masks.entries()) {
      const truth = truths[i];
      if (truth === undefined) continue;
      sum.iou += iouOf(truth, mask);
      sum.boundary += boundaryF(bitmapFromRle(truth), bitmapFromRle(mask));
    }
  }
}
console.log(`${objects} objects in ${photos} photos`);
for (const [name, { iou, boundary, ms }] of sums)
  console.log(
    `${name.padEnd(34)} IoU ${((100 * iou) / objects).toFixed(1)}  boundary F ${((100 * boundary) / objects).toFixed(1)}  ${(ms / objects).toFixed(1)} ms an object`,
  );
