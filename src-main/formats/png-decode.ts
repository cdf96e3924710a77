import { inflateSync } from 'node:zlib';

import { TagmaskError } from '../../models/errors.ts';
import type { IndexMap, Size } from '../../models/masks/index.ts';

export const pngSignature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const mostPixels = 2 ** 28;
const [grey, palette] = [0, 3];

const bad = (why: string): TagmaskError =>
  new TagmaskError(
    'input',
    'bad-mask-png',
    `${why}: a mask is a PNG with at most 8 bits a pixel, grey or with a palette, not interlaced.`,
  );

/**
 * The indices of a mask: those of a palette, or the values of a grey picture, as others write them, of 1, 2, 4 or 8 bits.
 * Where the size is known, another one is refused before anything is unpacked.
 * @throws TagmaskError `bad-mask-png`
 */
export function decodeIndexedPng(file: Uint8Array, expected?: Size): IndexMap {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  const { header, packed } = readChunks(bytes);
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const [depth = 0, colour = 0, interlaced] = [header[8], header[9], header[12]];
  if (![1, 2, 4, 8].includes(depth) || ![grey, palette].includes(colour) || interlaced !== 0)
    throw bad('The PNG is of another kind');
  if (expected !== undefined && (width !== expected.width || height !== expected.height)) {
    const sizes = `${width} × ${height} pixels and the picture ${expected.width} × ${expected.height}`;
    throw new TagmaskError('input', 'bad-mask-png', `The mask has ${sizes}: draw it at the picture's size.`);
  }
  if (width < 1 || height < 1 || width * height > mostPixels)
    throw bad(`A picture of ${width} × ${height} pixels is no mask`);
  const stride = Math.ceil((width * depth) / 8);
  const rows = unfilter(inflate(packed, (stride + 1) * height), stride, height);
  return { width, height, data: depth === 8 ? rows : unpack(rows, { width, height, depth }) };
}

function readChunks(bytes: Buffer): { header: Buffer; packed: readonly Buffer[] } {
  if (!bytes.subarray(0, 8).equals(pngSignature)) throw bad('The file is no PNG');
  let header: Buffer | undefined;
  let hasPalette = false;
  const packed: Buffer[] = [];
  for (let at = 8; at + 12 <= bytes.length;) {
    const length = bytes.readUInt32BE(at);
    const type = bytes.toString('latin1', at + 4, at + 8);
    if (at + 12 + length > bytes.length) throw bad(`The file ends within its ${type} chunk`);
    const content = bytes.subarray(at + 8, at + 8 + length);
    if (type === 'IHDR') header = content;
    else if (type === 'PLTE') hasPalette = true;
    else if (type === 'IDAT') packed.push(content);
    at += 12 + length;
  }
  if (header?.length !== 13) throw bad('The PNG has no header');
  if (header[9] === palette && !hasPalette) throw bad('The PNG has no palette');
  return { header, packed };
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

/** PNG specification, 9.2: none, sub, up, average, Paeth, with one byte a pixel, or less. */
function unfilter(rows: Uint8Array, stride: number, height: number): Uint8Array {
  const data = new Uint8Array(stride * height);
  for (let y = 0; y < height; y++) {
    const filter = rows[y * (stride + 1)] ?? 0;
    if (filter > 4) throw bad(`Row ${y} has the filter ${filter}`);
    for (let x = 0; x < stride; x++) {
      const at = y * stride + x;
      const left = x === 0 ? 0 : (data[at - 1] ?? 0);
      const up = y === 0 ? 0 : (data[at - stride] ?? 0);
      let guess = 0;
      if (filter === 1) guess = left;
      else if (filter === 2) guess = up;
      else if (filter === 3) guess = (left + up) >> 1;
      else if (filter === 4) guess = paeth(left, up, x === 0 || y === 0 ? 0 : (data[at - stride - 1] ?? 0));
      data[at] = (rows[y * (stride + 1) + 1 + x] ?? 0) + guess;
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

/** Pixels of less than a byte, the leftmost in the highest bits; each row begins a byte. */
function unpack(rows: Uint8Array, { width, height, depth }: Size & { readonly depth: number }): Uint8Array {
  const data = new Uint8Array(width * height);
  const stride = rows.length / height;
  const mask = (1 << depth) - 1;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const bit = x * depth;
      data[y * width + x] = ((rows[y * stride + (bit >> 3)] ?? 0) >> (8 - depth - (bit & 7))) & mask;
    }
  }
  return data;
}
