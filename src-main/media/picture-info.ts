import type { PictureFormat } from './format.ts';
import { readDisplayedSize } from './header/index.ts';
import type { PictureSize } from './header/index.ts';
import { decoderOf, decoding, refuseTooManyPixels, sniffPicture } from './open-picture.ts';
import type { PictureSniff } from './open-picture.ts';

export interface PictureInfo {
  /** In pixels, as displayed: after the EXIF orientation. */
  readonly width: number;
  readonly height: number;
  readonly format: PictureFormat;
}

/** The file that the information is about, as it was when it was read. */
export interface PictureFile {
  readonly sizeBytes: number;
  readonly modifiedMs: number;
}

/** Nearly every header ends within these, profiles and most thumbnails included; a longer one is for the decoder. */
const headBytes = 32_768;

/**
 * Reads a picture's header. A file whose end looks cut off is decoded once as well, so that a whole dataset is checked
 * at the price of its headers.
 * @throws TagmaskError as `openPicture` and `decoding`
 */
export async function readPictureInfo(path: string): Promise<PictureInfo> {
  const { width, height, format } = await readPictureFile(path);
  return { width, height, format };
}

/** As `readPictureInfo`, with what a scan compares later. */
export async function readPictureFile(path: string): Promise<PictureInfo & PictureFile> {
  const sniff = await sniffPicture(path, headBytes);
  const { format, sizeBytes, modifiedMs, endsWell } = sniff;
  const size = (endsWell ? readDisplayedSize(format, sniff) : null) ?? (await decodeSize(path, sniff));
  refuseTooManyPixels(path, size);
  return { ...size, format, sizeBytes, modifiedMs };
}

async function decodeSize(path: string, { endsWell }: PictureSniff): Promise<PictureSize> {
  const image = decoderOf(path);
  const { width, height, autoOrient } = await decoding(path, image.clone().metadata());
  refuseTooManyPixels(path, { width, height });
  if (!endsWell) await decoding(path, image.stats());
  return { width: autoOrient.width, height: autoOrient.height };
}
