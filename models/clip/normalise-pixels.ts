import { TagmaskError } from '../errors.ts';

export interface PixelStatistics {
  readonly pixelMean: readonly number[];
  readonly pixelStd: readonly number[];
}

/**
 * Bytes of an RGB picture, row by row [H, W, 3], → (x/255 − mean) / std as [3, H, W], the model's input.
 * Throws where the number of bytes is not H·W·3.
 */
export function normalisePixels(
  rgb: Uint8Array,
  size: { readonly width: number; readonly height: number },
  { pixelMean, pixelStd }: PixelStatistics,
): Float32Array {
  const area = size.width * size.height;
  if (rgb.length !== area * 3) {
    const wanted = `${size.width}×${size.height} RGB needs ${area * 3}`;
    throw new TagmaskError(
      'internal',
      'bad-pixels',
      `A picture of ${rgb.length} bytes was given where ${wanted}.`,
    );
  }
  const result = new Float32Array(area * 3);
  for (let channel = 0; channel < 3; channel++) {
    const scale = 1 / (255 * (pixelStd[channel] ?? 1));
    const shift = (pixelMean[channel] ?? 0) / (pixelStd[channel] ?? 1);
    for (let pixel = 0; pixel < area; pixel++)
      result[channel * area + pixel] = (rgb[pixel * 3 + channel] ?? 0) * scale - shift;
  }
  return result;
}
