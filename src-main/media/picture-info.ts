import type { PictureFormat } from './format.ts';
import { decoding, openPicture, refuseTooManyPixels } from './open-picture.ts';

export interface PictureInfo {
  /** In pixels, as displayed: after the EXIF orientation. */
  readonly width: number;
  readonly height: number;
  readonly format: PictureFormat;
}

/**
 * Reads a picture's header. A file whose end looks cut off is decoded once as well, so that a whole dataset is checked
 * at the price of its headers.
 * @throws TagmaskError as `openPicture` and `decoding`
 */
export async function readPictureInfo(path: string): Promise<PictureInfo> {
  const { image, sniff } = await openPicture(path);
  const { width, height, autoOrient } = await decoding(path, image.clone().metadata());
  refuseTooManyPixels(path, { width, height });
  if (!sniff.endsWell) await decoding(path, image.stats());
  return { width: autoOrient.width, height: autoOrient.height, format: sniff.format };
}
