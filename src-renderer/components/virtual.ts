export interface VirtualInput {
  /** Pixels scrolled along the axis. */
  readonly scroll: number;
  /** Length of what is visible, in pixels. */
  readonly viewport: number;
  /** Length of an item, in pixels. */
  readonly item: number;
  readonly total: number;
  /** Items kept ready beyond each edge. */
  readonly overscan?: number;
}

/** The items that can be seen, `start` to before `end`. It costs the same whatever the total. */
export function visibleRange(input: VirtualInput): { readonly start: number; readonly end: number } {
  const { scroll, viewport, item, total, overscan = 2 } = input;
  if (viewport <= 0) return { start: 0, end: 0 };
  const start = Math.max(0, Math.floor(scroll / item) - overscan);
  const end = Math.min(total, Math.ceil((scroll + viewport) / item) + overscan);
  return { start: Math.min(start, end), end };
}
