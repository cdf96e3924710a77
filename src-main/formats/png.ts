import { constants, crc32, deflateSync } from 'node:zlib';

import { pngSignature } from './png-decode.ts';

export { decodeIndexedPng } from './png-decode.ts';

export interface RawPicture {
  readonly width: number;
  readonly height: number;
  /** Row by row: one byte a pixel with a palette or in grey of 8 bits, two in grey of 16 (the higher one first), else three. */
  readonly data: Uint8Array;
  /** Red, green, blue of each index. */
  readonly palette?: Uint8Array;
  /** Its bits; without it and without a palette the pixels are RGB. */
  readonly grey?: 8 | 16;
}

/** PNG specification, 11.2.2. */
const colourTypes = { grey: 0, rgb: 2, palette: 3 };

/**
 * A PNG of 8 bits, or of 16 in grey. Written here because sharp's encoder chooses palettes itself and its bytes change with its libraries. zlib only
 * looks for repeated bytes (Z_RLE), where its builds for different processors do the same.
 */
export function encodePng({ width, height, data, palette, grey }: RawPicture): Buffer {
  const kind = palette !== undefined ? 'palette' : grey !== undefined ? 'grey' : 'rgb';
  const bytes = kind === 'rgb' ? 3 : grey === 16 ? 2 : 1;
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([grey ?? 8, colourTypes[kind], 0, 0, 0], 8);
  const rows = filterRows(data, width * bytes, height);
  const packed = deflateSync(rows, { level: 6, strategy: constants.Z_RLE });
  return Buffer.concat([
    pngSignature,
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
