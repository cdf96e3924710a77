import { constants, crc32, deflateSync, inflateSync } from 'node:zlib';

import { TagmaskError } from '../../models/errors.ts';

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const mostPixels = 2 ** 28;

export interface RawPicture {
  readonly width: number;
  readonly height: number;
  /** Row by row: one byte a pixel with a palette, else three. */
  readonly data: Uint8Array;
  /** Red, green, blue of each index; without one the pixels are RGB. */
  readonly palette?: Uint8Array;
}

/**
 * An 8-bit PNG. Written here because sharp's encoder chooses palettes itself and its bytes change with its libraries. zlib only
 * looks for repeated bytes (Z_RLE), where its builds for different processors do the same.
 */
export function encodePng({ width, height, data, palette }: RawPicture): Buffer {
  const channels = palette === undefined ? 3 : 1;
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, palette === undefined ? 2 : 3, 0, 0, 0], 8);
  const rows = filterRows(data, width * channels, height);
  const packed = deflateSync(rows, { level: 6, strategy: constants.Z_RLE });
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    ...(palette === undefined ? [] : [chunk('PLTE', Buffer.from(palette))]),
    chunk('IDAT', packed),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, content: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), content]);
  const frame = Buffer.alloc(8 + body.length);
  frame.writeUInt32BE(content.length, 0);
  frame.set(body, 4);
  frame.writeUInt32BE(crc32(body), 4 + body.length);
  return frame;
}

/** Each row as the difference from the row above: drawn pictures become long runs of the same byte. */
function filterRows(data: Uint8Array, stride: number, height: number): Uint8Array {
  const rows = new Uint8Array((stride + 1) * height);
  for (let y = 0; y < height; y++) {
    const start = y * (stride + 1);
    rows[start] = 2;
    for (let i = 0; i < stride; i++) {
      const above = y === 0 ? 0 : (data[(y - 1) * stride + i] ?? 0);
      rows[start + 1 + i] = (data[y * stride + i] ?? 0) - above;
    }
  }
  return rows;
}

const bad = (why: string): TagmaskError =>
  new TagmaskError(
    'input',
    'bad-mask-png',
    `${why}: a mask is a PNG with 8 bits a pixel and a palette, not interlaced.`,
  );

/** The palette's indices of an 8-bit palette PNG. @throws TagmaskError `bad-mask-png` */
export function decodeIndexedPng(file: Uint8Array): RawPicture & { readonly palette: Uint8Array } {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  if (!bytes.subarray(0, 8).equals(signature)) throw bad('The file is no PNG');
  const parts = new Map<string, Buffer[]>();
  for (let at = 8; at + 12 <= bytes.length;) {
    const length = bytes.readUInt32BE(at);
    const type = bytes.toString('latin1', at + 4, at + 8);
    if (at + 12 + length > bytes.length) throw bad(`The file ends within its ${type} chunk`);
    parts.set(type, [...(parts.get(type) ?? []), bytes.subarray(at + 8, at + 8 + length)]);
    at += 12 + length;
  }
  const header = parts.get('IHDR')?.[0];
  const palette = parts.get('PLTE')?.[0];
  if (header?.length !== 13 || palette === undefined) throw bad('The PNG has no header or no palette');
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  if (header[8] !== 8 || header[9] !== 3 || header[12] !== 0) throw bad('The PNG is of another kind');
  if (width < 1 || height < 1 || width * height > mostPixels)
    throw bad(`A picture of ${width} × ${height} pixels is no mask`);
  return {
    width,
    height,
    palette,
    data: unfilter(inflate(parts.get('IDAT') ?? [], (width + 1) * height), width, height),
  };
}

/** No more than the size promises: a small file must not unpack to gigabytes. */
function inflate(pieces: readonly Buffer[], length: number): Buffer {
  try {
    const rows = inflateSync(Buffer.concat(pieces), { maxOutputLength: length });
    if (rows.length === length) return rows;
  } catch (cause) {
    throw new TagmaskError(
      'input',
      'bad-mask-png',
      `The PNG's pixels cannot be unpacked: export or draw the mask again.`,
      { cause },
    );
  }
  throw bad('The PNG has too few pixels');
}

/** PNG specification, 9.2: none, sub, up, average, Paeth, with one byte a pixel. */
function unfilter(rows: Uint8Array, width: number, height: number): Uint8Array {
  const data = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    const filter = rows[y * (width + 1)] ?? 0;
    if (filter > 4) throw bad(`Row ${y} has the filter ${filter}`);
    for (let x = 0; x < width; x++) {
      const at = y * width + x;
      const left = x === 0 ? 0 : (data[at - 1] ?? 0);
      const up = y === 0 ? 0 : (data[at - width] ?? 0);
      const corner = x === 0 || y === 0 ? 0 : (data[at - width - 1] ?? 0);
      const guess = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter] ?? 0;
      data[at] = (rows[y * (width + 1) + 1 + x] ?? 0) + guess;
    }
  }
  return data;
}

function paeth(left: number, up: number, corner: number): number {
  const guess = left + up - corner;
  const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)];
  if (a <= b && a <= c) return left;
  return b <= c ? up : corner;
}
