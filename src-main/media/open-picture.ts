import { basename } from 'node:path';

import sharp from 'sharp';
import type { Sharp } from 'sharp';

import { TagmaskError } from '../../models/errors.ts';
import { sniffFile } from './format.ts';
import type { FileSniff, PictureFormat } from './format.ts';

// Each picture is decoded once: a cache would only make a long run's memory grow.
sharp.cache(false);

/** 8192 × 8192, twice. A header that asks for more is refused before a pixel of it is allocated. */
export const maxPixels = 2 * 8192 * 8192;

const decodeTimeoutSeconds = 60;

export type PictureSniff = FileSniff & { readonly format: PictureFormat };

export interface OpenedPicture {
  readonly sniff: PictureSniff;
  /** Upright; nothing is decoded until it is used. */
  readonly image: Sharp;
}

/**
 * Opens the picture in a file, whatever its name.
 * @throws TagmaskError as `sniffPicture`
 */
export async function openPicture(path: string): Promise<OpenedPicture> {
  const sniff = await sniffPicture(path);
  return { sniff, image: decoderOf(path) };
}

export function decoderOf(path: string): Sharp {
  const image = sharp(path, { failOn: 'error', limitInputPixels: maxPixels, autoOrient: true });
  return image.timeout({ seconds: decodeTimeoutSeconds });
}

/**
 * Looks at a file's ends and refuses what is no picture; `headBytes` is how much of its beginning comes along.
 * @throws TagmaskError `picture-missing`, `picture-empty`, `picture-format`, `not-a-file`
 */
export async function sniffPicture(path: string, headBytes?: number): Promise<PictureSniff> {
  const name = basename(path);
  const sniff = await sniffFile(path, headBytes).catch((error: unknown) => {
    throw describeFileError(error, path);
  });
  const { format } = sniff;
  if (sniff.sizeBytes === 0) {
    throw new TagmaskError('input', 'picture-empty', `${name} is empty (0 bytes). Copy the picture again.`);
  }
  if (format === null) {
    const advice = 'Tagmask reads JPEG, PNG, WebP, AVIF, GIF and TIFF.';
    throw new TagmaskError('input', 'picture-format', `${name} is not a picture that can be read. ${advice}`);
  }
  return { ...sniff, format };
}

/**
 * Waits for a decoder and turns its complaint into a sentence that names the file.
 * @throws TagmaskError `picture-cut-off`, `picture-too-large`, `picture-timeout`, `picture-damaged`
 */
export async function decoding<T>(path: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw describeDecoderError(error, path);
  }
}

/** @throws TagmaskError `picture-too-large` */
export function refuseTooManyPixels(
  path: string,
  { width, height }: { width: number; height: number },
): void {
  if (width * height <= maxPixels) return;
  const size = `${String(width)} × ${String(height)} pixels`;
  throw tooLarge(`${basename(path)} has ${size}`);
}

function tooLarge(what: string): TagmaskError {
  const limit = `${String(Math.floor(maxPixels / 1e6))} million pixels`;
  return new TagmaskError(
    'input',
    'picture-too-large',
    `${what}, more than the limit of ${limit}. Make it smaller.`,
  );
}

/** How the decoders say that bytes are missing or wrong, in a file that began as its format should. */
const damage =
  /premature end|truncat|unexpected end|libpng read error|end of file|bad seek|corrupt header|unsupported image format/i;

function describeDecoderError(error: unknown, path: string): unknown {
  if (!(error instanceof Error) || error instanceof TagmaskError) return error;
  const name = basename(path);
  const cause = { cause: error };
  if (/pixel limit/i.test(error.message)) return tooLarge(`${name} has a very large size`);
  if (/timeout/i.test(error.message)) {
    const message = `${name} took longer than ${String(decodeTimeoutSeconds)} s to decode. Save it again in another format.`;
    return new TagmaskError('input', 'picture-timeout', message, cause);
  }
  if (damage.test(error.message)) {
    return new TagmaskError(
      'input',
      'picture-cut-off',
      `${name} is cut off or damaged. Copy the picture again.`,
      cause,
    );
  }
  const reason = error.message.replaceAll(path, name).split('\n').at(0) ?? '';
  const message = `${name} cannot be decoded (${reason}). Copy it again or save it in another format.`;
  return new TagmaskError('input', 'picture-damaged', message, cause);
}

function describeFileError(error: unknown, path: string): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code === undefined || error instanceof TagmaskError) return error;
  const message = `${basename(path)} cannot be opened (${code}). Check that it is there and that you may read it.`;
  return new TagmaskError('missing', 'picture-missing', message, { cause: error });
}
