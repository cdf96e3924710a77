import { basename } from 'node:path';

import sharp from 'sharp';
import type { Sharp } from 'sharp';

import type { BoundingBox, Size } from '../../models/masks/index.ts';
import { TagmaskError } from '../../models/errors.ts';
import { toOpaqueRgb } from './decode.ts';
import { decoding, openPicture } from './open-picture.ts';
import type { Preview } from './preview.ts';

export interface CropRequest {
  /** In pixels of the upright picture. */
  readonly box: BoundingBox;
  /** The longer side of what comes out, at most; nothing is enlarged. */
  readonly maxSidePx: number;
}

/** Pixels of the crop to pixels of the upright picture. */
export const cropScale = ({ box, maxSidePx }: CropRequest): number =>
  Math.min(1, maxSidePx / Math.max(box.width, box.height));

/**
 * A part of the picture, upright, as the window shows it.
 * @throws TagmaskError `crop-outside`; as `openPicture` and `decoding`
 */
export async function renderCrop(path: string, request: CropRequest): Promise<Preview> {
  const { image } = await openPicture(path);
  const { autoOrient: size } = await decoding(path, image.metadata());
  return cut(image, { path, size, ...request });
}

/** What to cut from a picture of this size, whatever smaller rendering of it is at hand. */
export interface PreviewCropRequest extends CropRequest {
  /** Names the picture in errors. */
  readonly path: string;
  /** Of the upright picture. */
  readonly size: Size;
}

/**
 * As `renderCrop` from a preview of the whole picture, which must have as many pixels as the crop shows.
 * @throws TagmaskError `crop-outside`; as `decoding`
 */
export const cropPreview = (preview: Uint8Array, request: PreviewCropRequest): Promise<Preview> =>
  cut(sharp(preview), request);

async function cut(image: Sharp, { path, size, ...request }: PreviewCropRequest): Promise<Preview> {
  const { box } = request;
  refuseOutside(path, box, size);
  const scale = cropScale(request);
  // Shrunk before it is cut: a JPEG decoder then reads only the pixels that a small crop needs, which a cut first forbids.
  const small = toOpaqueRgb(image).resize({
    width: Math.max(1, Math.round(size.width * scale)),
    height: Math.max(1, Math.round(size.height * scale)),
    fit: 'fill',
  });
  const part = small.extract(scaleBox(box, scale, size));
  const data = await decoding(path, part.jpeg({ quality: 85, chromaSubsampling: '4:4:4' }).toBuffer());
  return { data, contentType: 'image/jpeg' };
}

/** Off by less than half a pixel of what comes out. */
function scaleBox(
  box: BoundingBox,
  scale: number,
  size: Size,
): { left: number; top: number; width: number; height: number } {
  const [right, bottom] = [Math.round(size.width * scale), Math.round(size.height * scale)].map((side) =>
    Math.max(1, side),
  ) as [number, number];
  const left = Math.min(right - 1, Math.round(box.x * scale));
  const top = Math.min(bottom - 1, Math.round(box.y * scale));
  const width = Math.min(right - left, Math.max(1, Math.round(box.width * scale)));
  const height = Math.min(bottom - top, Math.max(1, Math.round(box.height * scale)));
  return { left, top, width, height };
}

function refuseOutside(path: string, box: BoundingBox, size: Size): void {
  if (box.x + box.width <= size.width && box.y + box.height <= size.height) return;
  const asked = `${box.width} × ${box.height} pixels at ${box.x}, ${box.y}`;
  const message = `${basename(path)} has ${size.width} × ${size.height} pixels, so there are no ${asked}. Load the sheet again.`;
  throw new TagmaskError('input', 'crop-outside', message);
}
