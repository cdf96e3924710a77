import type { Size } from './viewport.ts';

/** Straight pieces of an outline, four numbers a piece: x1, y1, x2, y2 in picture pixels. */
export type OutlineSegments = readonly number[];

/**
 * The edges between pixels inside a mask and pixels outside it, holes too. They run along pixel borders, never
 * through pixel centres, so that the line shows exactly which pixels are in.
 *
 * @param pixels height × width bytes, row by row, not zero where the mask is
 */
export function traceOutline(pixels: Uint8Array, size: Size): OutlineSegments {
  const segments: number[] = [];
  traceLevelEdges(pixels, size, segments);
  traceUprightEdges(pixels, size, segments);
  return segments;
}

function traceLevelEdges(pixels: Uint8Array, { width, height }: Size, segments: number[]): void {
  for (let y = 0; y <= height; y += 1) {
    let start = -1;
    for (let x = 0; x <= width; x += 1) {
      const above = y > 0 && x < width && pixels[(y - 1) * width + x] !== 0;
      const below = y < height && x < width && pixels[y * width + x] !== 0;
      if (above !== below) {
        if (start < 0) start = x;
      } else if (start >= 0) {
        segments.push(start, y, x, y);
        start = -1;
      }
    }
  }
}

function traceUprightEdges(pixels: Uint8Array, { width, height }: Size, segments: number[]): void {
  for (let x = 0; x <= width; x += 1) {
    let start = -1;
    for (let y = 0; y <= height; y += 1) {
      const left = x > 0 && y < height && pixels[y * width + x - 1] !== 0;
      const right = x < width && y < height && pixels[y * width + x] !== 0;
      if (left !== right) {
        if (start < 0) start = y;
      } else if (start >= 0) {
        segments.push(x, start, x, y);
        start = -1;
      }
    }
  }
}
