import { describe, expect, it } from 'vitest';

import { visibleRange } from '../../../src-renderer/components/virtual.ts';

describe('what of a long list can be seen', () => {
  it('is a screenful with a margin, wherever the list stands', () => {
    const total = 100_000;
    for (const scroll of [0, 640, 64 * 50_000, 64 * total]) {
      const { start, end } = visibleRange({ scroll, viewport: 900, item: 64, total });
      expect(end - start).toBeLessThanOrEqual(20);
      expect(start).toBeGreaterThanOrEqual(0);
      expect(end).toBeLessThanOrEqual(total);
    }
  });

  it('covers every pixel of the viewport', () => {
    const { start, end } = visibleRange({ scroll: 1000, viewport: 500, item: 64, total: 1000 });
    expect(start * 64).toBeLessThanOrEqual(1000);
    expect(end * 64).toBeGreaterThanOrEqual(1500);
  });

  it('is nothing before the list has a size', () => {
    expect(visibleRange({ scroll: 0, viewport: 0, item: 64, total: 10 })).toEqual({ start: 0, end: 0 });
  });
});
