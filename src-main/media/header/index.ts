import type { PictureFormat } from '../format.ts';
import { readJpegHeader } from './jpeg.ts';
import { readPngHeader } from './png.ts';
import type { HeaderReader } from './types.ts';
import { readWebpHeader } from './webp.ts';

export type { PictureHeader } from './types.ts';

const readers: Partial<Record<PictureFormat, HeaderReader>> = {
  jpeg: readJpegHeader,
  png: readPngHeader,
  webp: readWebpHeader,
};

export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/** Orientations from 5 on lie on their side. */
const firstTransposed = 5;

/**
 * A picture's size as displayed, from the first bytes of its file: a hundred times cheaper than a decoder. Null where
 * only a decoder can tell.
 */
export function readDisplayedSize(
  format: PictureFormat,
  { head, sizeBytes }: { readonly head: Buffer; readonly sizeBytes: number },
): PictureSize | null {
  const header = readers[format]?.(head, sizeBytes) ?? null;
  if (header === null) return null;
  const { width, height, orientation } = header;
  return orientation >= firstTransposed ? { width: height, height: width } : { width, height };
}
