import type { Size } from '../types.ts';

/** A piece of a row: pixels `from` to before `to`. */
export interface Span {
  readonly y: number;
  readonly from: number;
  readonly to: number;
}

export interface FloodOptions {
  /** By the pixel's index, row by row. */
  readonly belongs: (at: number) => boolean;
  /** Whether pixels that touch at a corner only are neighbours. */
  readonly diagonal: boolean;
}

/**
 * The connected pixels that belong, from the one that the point is in; none where that does not belong or lies outside. Every pixel is
 * looked at a few times at most.
 */
export function floodFrom(
  { width, height }: Size,
  start: { readonly x: number; readonly y: number },
  { belongs, diagonal }: FloodOptions,
): Span[] {
  const [x, y] = [Math.floor(start.x), Math.floor(start.y)];
  if (!(x >= 0 && x < width && y >= 0 && y < height) || !belongs(y * width + x)) return [];
  const seen = new Uint8Array(width * height);
  const isNew = (at: number): boolean => seen[at] === 0 && belongs(at);
  const spans: Span[] = [];
  const take = (seedX: number, row: number): void => {
    const begin = row * width;
    let [from, to] = [seedX, seedX + 1];
    while (from > 0 && isNew(begin + from - 1)) from--;
    while (to < width && isNew(begin + to)) to++;
    seen.fill(1, begin + from, begin + to);
    spans.push({ y: row, from, to });
  };
  take(x, y);
  const reach = diagonal ? 1 : 0;
  // Spans that are found are looked around in turn; the list grows under the loop.
  for (const span of spans) {
    for (const row of [span.y - 1, span.y + 1]) {
      if (row < 0 || row >= height) continue;
      const end = Math.min(width, span.to + reach);
      for (let at = Math.max(0, span.from - reach); at < end; at++) {
        if (isNew(row * width + at)) take(at, row);
      }
    }
  }
  return spans;
}
