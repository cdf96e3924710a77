import type { Layout } from './layouts.ts';
import type { ShownPicture } from './types.ts';

/** Of ImageNet, in 0…255: SAM and SAM 2 were trained with them, and so was Hugging Face's version, which states them in 0…1. */
const mean = [123.675, 116.28, 103.53] as const;
const deviation = [58.395, 57.12, 57.375] as const;

/** → [1, 3, side, side]; right of the picture and below it 0, which is the mean colour where colours are normalised. */
export function packPlanes(
  { rgb, width, height }: ShownPicture,
  side: number,
  pixels: Layout['pixels'],
): Float32Array {
  const planes = new Float32Array(3 * side * side);
  for (let channel = 0; channel < 3; channel++) {
    const [shift, scale] =
      pixels === 'unit' ? [0, 1 / 255] : [mean[channel] ?? 0, 1 / (deviation[channel] ?? 1)];
    for (let y = 0; y < height; y++) {
      const to = (channel * side + y) * side;
      for (let x = 0; x < width; x++)
        planes[to + x] = ((rgb[(y * width + x) * 3 + channel] ?? 0) - shift) * scale;
    }
  }
  return planes;
}

/** → [to.height, to.width, 3] of 0…255, for graphs that normalise themselves; what the picture does not fill has the mean colour. */
export function packRows(
  { rgb, width, height }: ShownPicture,
  to: { readonly width: number; readonly height: number },
): Float32Array {
  if (to.width === width && to.height === height) return Float32Array.from(rgb);
  const rows = Float32Array.from({ length: to.width * to.height * 3 }, (_, at) => mean[at % 3] ?? 0);
  for (let y = 0; y < height; y++)
    rows.set(rgb.subarray(y * width * 3, (y + 1) * width * 3), y * to.width * 3);
  return rows;
}
