import type { Sharp } from 'sharp';

import { TagmaskError } from '../../models/errors.ts';
import { decoding, openPicture } from './open-picture.ts';

/** What shows through transparent pixels, for the model and for the person alike: the same grey. */
export const transparentBackground = { r: 128, g: 128, b: 128 };

/** Any picture as three channels of 8-bit sRGB: profiles and CMYK converted, 16 bits reduced, grey repeated. */
export const toOpaqueRgb = (image: Sharp): Sharp =>
  image.flatten({ background: transparentBackground }).toColourspace('srgb');

/**
 * The picture in a file, upright and resized to exactly `width` × `height`, by bicubic interpolation unless told.
 * @returns [height, width, 3] bytes of sRGB, row by row
 * @throws TagmaskError as `openPicture` and `decoding`
 */
export async function decodeRgb(
  path: string,
  size: { width: number; height: number },
  kernel: 'cubic' | 'linear' = 'cubic',
): Promise<Uint8Array> {
  const { image } = await openPicture(path);
  const resized = toOpaqueRgb(image).resize({ ...size, fit: 'fill', kernel });
  const { data, info } = await decoding(
    path,
    resized.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true }),
  );
  if (info.channels !== 3 || info.width !== size.width || info.height !== size.height) {
    const got = `${String(info.width)} × ${String(info.height)} × ${String(info.channels)}`;
    throw new TagmaskError('internal', 'decoded-shape', `${path} was decoded as ${got}. Please report this.`);
  }
  return data;
}
