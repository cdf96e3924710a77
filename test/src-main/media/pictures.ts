import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';

import sharp from 'sharp';
import type { Sharp } from 'sharp';
import { expect } from 'vitest';

import { temporaryFolder } from '../../temp.ts';

export type Colour = readonly [number, number, number];
export const [red, green, blue, white] = [
  [220, 20, 20],
  [20, 180, 20],
  [20, 20, 220],
  [240, 240, 240],
] as const satisfies Colour[];

export function save(name: string, data: Uint8Array | string): string {
  const path = join(temporaryFolder(), name);
  writeFileSync(path, data);
  return path;
}

/** 48 × 32, each quarter of another colour: top left red, top right green, bottom left blue, bottom right white. */
export function quarters(): Sharp {
  const data = new Uint8Array(48 * 32 * 3);
  for (let y = 0; y < 32; y++) {
    for (let x = 0; x < 48; x++) {
      data.set(y < 16 ? (x < 24 ? red : green) : x < 24 ? blue : white, (y * 48 + x) * 3);
    }
  }
  return sharp(data, { raw: { width: 48, height: 32, channels: 3 } });
}

export const noise = (width: number, height: number): Sharp =>
  sharp({
    create: {
      width,
      height,
      channels: 3,
      background: 'red',
      noise: { type: 'gaussian', mean: 128, sigma: 30 },
    },
  });

/** The colour in the middle of each quarter: top left, top right, bottom left, bottom right. */
export function cornersOf(
  pixels: Uint8Array,
  { width, height }: { width: number; height: number },
): number[][] {
  const at = (x: number, y: number): number[] => {
    const start = (Math.floor(y * height) * width + Math.floor(x * width)) * 3;
    return [...pixels.subarray(start, start + 3)];
  };
  return [at(0.25, 0.25), at(0.75, 0.25), at(0.25, 0.75), at(0.75, 0.75)];
}

export function expectColours(found: number[][], expected: readonly Colour[], tolerance: number): void {
  const difference = Math.max(
    ...found.flat().map((value, index) => Math.abs(value - (expected.flat()[index] ?? NaN))),
  );
  expect(difference).toBeLessThanOrEqual(tolerance);
}

export async function errorOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => undefined,
    (error: unknown) => error,
  );
}

/** A PNG whose header promises one-bit pixels of this size, all black, so that it compresses to almost nothing. */
export function writeLargePng(width: number, height: number): string {
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, sum]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 1;
  const rows = deflateSync(Buffer.alloc((Math.ceil(width / 8) + 1) * height));
  const signature = Buffer.from('89504e470d0a1a0a', 'hex');
  return save(
    'large.png',
    Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', rows), chunk('IEND', Buffer.alloc(0))]),
  );
}

export const solid = async ([r, g, b]: Colour): Promise<Buffer> =>
  sharp({ create: { width: 30, height: 20, channels: 3, background: { r, g, b } } })
    .png()
    .toBuffer();
