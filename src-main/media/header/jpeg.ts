import { readExifOrientation } from './exif.ts';
import type { HeaderReader } from './types.ts';

/** Markers of ITU T.81, table B.1. */
const marker = {
  baseline: 0xc0,
  progressive: 0xc2,
  huffman: 0xc4,
  scan: 0xda,
  quantisation: 0xdb,
  restart: 0xdd,
};
const exifMarker = 0xe1;
const exifName = 'Exif\0\0';
/** libjpeg's limit on either side. */
const maxSide = 65_500;

interface Frame {
  readonly width: number;
  readonly height: number;
  readonly components: readonly number[];
}

/** Walks the segments up to the first scan, as a decoder does before it knows the size for good. */
export const readJpegHeader: HeaderReader = (head) => {
  let frame: Frame | null = null;
  let orientation: number | null = null;
  for (let at = 2; at + 4 <= head.length;) {
    const code = head[at + 1] ?? 0;
    const length = head.readUInt16BE(at + 2);
    const body = head.subarray(at + 4, at + 2 + length);
    if (head[at] !== 0xff || length < 2 || body.length !== length - 2) return null;
    at += 2 + length;
    if (code === marker.scan) {
      if (frame === null || !isScan(body, frame)) return null;
      return { width: frame.width, height: frame.height, orientation: orientation ?? 1 };
    }
    if (code >= marker.baseline && code <= marker.progressive) {
      if (frame !== null) return null;
      if ((frame = readFrame(body)) === null) return null;
    } else if (code === exifMarker && body.toString('latin1', 0, exifName.length) === exifName) {
      // Of two EXIF segments, which one counts is the decoder's business.
      if (orientation !== null) return null;
      orientation = readExifOrientation(body.subarray(exifName.length));
      if (orientation === null) return null;
    } else if (!isOtherSegment(code, body)) {
      return null;
    }
  }
  return null;
};

/** T.81, B.2.2: one or three components of eight bits; CMYK is left to the decoder. */
function readFrame(body: Buffer): Frame | null {
  if (body.length < 9 || body[0] !== 8) return null;
  const [height, width, count] = [body.readUInt16BE(1), body.readUInt16BE(3), body[5] ?? 0];
  if ((count !== 1 && count !== 3) || body.length !== 6 + 3 * count) return null;
  if (width === 0 || height === 0 || width > maxSide || height > maxSide) return null;
  const components: number[] = [];
  for (let at = 6; at < body.length; at += 3) {
    const [id = 0, sampling = 0, table = 0] = body.subarray(at, at + 3);
    const [across, down] = [sampling >> 4, sampling & 15];
    if (across < 1 || across > 4 || down < 1 || down > 4 || table > 3 || components.includes(id)) return null;
    components.push(id);
  }
  return { width, height, components };
}

/** T.81, B.2.3. */
function isScan(body: Buffer, { components }: Frame): boolean {
  const count = body[0] ?? 0;
  if (count < 1 || count > components.length || body.length !== 4 + 2 * count) return false;
  const ids = Array.from({ length: count }, (_, index) => body[1 + 2 * index] ?? 0);
  return new Set(ids).size === count && ids.every((id) => components.includes(id));
}

/** Comments, application data, and tables that are as T.81, B.2.4 wants them. */
function isOtherSegment(code: number, body: Buffer): boolean {
  if (code === 0xfe || (code >= 0xe0 && code <= 0xef)) return true;
  if (code === marker.restart) return body.length === 2;
  if (code === marker.quantisation) return isWhole(body, quantisationLength);
  return code === marker.huffman && isWhole(body, huffmanLength);
}

type TableLength = (body: Buffer, at: number) => number | null;

function isWhole(body: Buffer, lengthOf: TableLength): boolean {
  let at = 0;
  while (at < body.length) {
    const length = lengthOf(body, at);
    if (length === null) return false;
    at += length;
  }
  return at === body.length;
}

const quantisationLength: TableLength = (body, at) => {
  const [precision, table] = [(body[at] ?? 0) >> 4, (body[at] ?? 0) & 15];
  return precision > 1 || table > 3 ? null : 1 + 64 * (precision + 1);
};

const huffmanLength: TableLength = (body, at) => {
  const [kind, table] = [(body[at] ?? 0) >> 4, (body[at] ?? 0) & 15];
  if (kind > 1 || table > 3) return null;
  const codes = body.subarray(at + 1, at + 17).reduce((sum, count) => sum + count, 0);
  return codes > 256 ? null : 17 + codes;
};
