import { crc32 } from 'node:zlib';

import type { HeaderReader, PictureHeader } from './types.ts';

/** Bit depths by colour type (ISO/IEC 15948, table 11.1). */
const depths: Readonly<Record<number, readonly number[]>> = {
  0: [1, 2, 4, 8, 16],
  2: [8, 16],
  3: [1, 2, 4, 8],
  4: [8, 16],
  6: [8, 16],
};

/** Chunks before the pixels that cannot turn the picture; any other, an orientation's `eXIf` above all, is for the decoder. */
const harmless = new Set([
  'PLTE',
  'tRNS',
  'gAMA',
  'cHRM',
  'sRGB',
  'pHYs',
  'sBIT',
  'bKGD',
  'tIME',
  'tEXt',
  'iCCP',
]);
/** libpng's limit on either side. */
const maxSide = 1_000_000;

/** Walks the chunks up to the first one with pixels, and holds each against its checksum. */
export const readPngHeader: HeaderReader = (head, fileSizeBytes) => {
  let header: (PictureHeader & { readonly colour: number }) | null = null;
  const seen = new Set<string>();
  for (let at = 8; at + 8 <= head.length;) {
    const length = head.readUInt32BE(at);
    const type = head.toString('latin1', at + 4, at + 8);
    if (at + 12 + length > fileSizeBytes) return null;
    if (type === 'IDAT') {
      if (header === null || (header.colour === 3 && !seen.has('PLTE'))) return null;
      const { width, height, orientation } = header;
      return { width, height, orientation };
    }
    const end = at + 8 + length;
    if (end + 4 > head.length || crc32(head.subarray(at + 4, end)) !== head.readUInt32BE(end)) return null;
    const body = head.subarray(at + 8, end);
    if (header === null) {
      if (type !== 'IHDR' || (header = readSize(body)) === null) return null;
    } else if (!harmless.has(type) || (type !== 'tEXt' && seen.has(type)) || isRawProfile(type, body)) {
      return null;
    } else if (type === 'PLTE' && !isPalette(body, header.colour)) {
      return null;
    }
    seen.add(type);
    at = end + 4;
  }
  return null;
};

function readSize(body: Buffer): (PictureHeader & { readonly colour: number }) | null {
  if (body.length !== 13) return null;
  const [width, height] = [body.readUInt32BE(0), body.readUInt32BE(4)];
  const [depth = 0, colour = 0, compression, filter, interlace = 0] = body.subarray(8);
  const isKnown =
    depths[colour]?.includes(depth) === true && compression === 0 && filter === 0 && interlace <= 1;
  if (!isKnown || width === 0 || height === 0 || width > maxSide || height > maxSide) return null;
  return { width, height, orientation: 1, colour };
}

const isPalette = (body: Buffer, colour: number): boolean =>
  (colour === 2 || colour === 3 || colour === 6) &&
  body.length > 0 &&
  body.length % 3 === 0 &&
  body.length <= 768;

/** How ImageMagick keeps EXIF in a PNG. */
const isRawProfile = (type: string, body: Buffer): boolean =>
  type === 'tEXt' && body.toString('latin1', 0, 16) === 'Raw profile type';
