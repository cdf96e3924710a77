export interface SheetLayout {
  readonly columns: number;
  readonly tileWidth: number;
  /** The picture's part of a tile. */
  readonly pictureHeight: number;
  /** From one row to the next. */
  readonly rowHeight: number;
}

export const GAP_PX = 10;
export const PADDING_PX = 16;
const SMALLEST_TILE_PX = 176;
export const FOOT_PX = 24;

/** Tiles of 4 : 3 that fill the width. */
export function layOut(widthPx: number): SheetLayout {
  const inner = Math.max(0, widthPx - 2 * PADDING_PX);
  const columns = Math.max(1, Math.floor((inner + GAP_PX) / (SMALLEST_TILE_PX + GAP_PX)));
  const tileWidth = Math.max(1, Math.floor((inner - (columns - 1) * GAP_PX) / columns));
  const pictureHeight = Math.round(tileWidth * 0.75);
  return { columns, tileWidth, pictureHeight, rowHeight: pictureHeight + FOOT_PX + GAP_PX };
}

export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Between two corners, whichever they are. */
export const rectangleOf = (from: Point, to: Point): Rectangle => ({
  x: Math.min(from.x, to.x),
  y: Math.min(from.y, to.y),
  width: Math.abs(from.x - to.x),
  height: Math.abs(from.y - to.y),
});

/** Where the tile at a place stands, in pixels of the scrolled content. */
export function tileAt(place: number, { columns, tileWidth, rowHeight }: SheetLayout): Rectangle {
  return {
    x: PADDING_PX + (place % columns) * (tileWidth + GAP_PX),
    y: PADDING_PX + Math.floor(place / columns) * rowHeight,
    width: tileWidth,
    height: rowHeight - GAP_PX,
  };
}

/** The places of the tiles that a rectangle touches. It costs as much as it finds, whatever the total. */
export function tilesIn(rectangle: Rectangle, layout: SheetLayout, total: number): number[] {
  const { columns, tileWidth, rowHeight } = layout;
  const across = touched(
    [rectangle.x - PADDING_PX, rectangle.width],
    [tileWidth, tileWidth + GAP_PX],
    columns,
  );
  const rows = Math.ceil(total / columns);
  const down = touched([rectangle.y - PADDING_PX, rectangle.height], [rowHeight - GAP_PX, rowHeight], rows);
  return down
    .flatMap((row) => across.map((column) => row * columns + column))
    .filter((place) => place < total);
}

/** Which of `count` items of a length, one every `step`, a stretch touches. */
function touched(
  [start, extent]: readonly [number, number],
  [length, step]: readonly [number, number],
  count: number,
): number[] {
  const first = Math.max(0, Math.floor((start - length) / step) + 1);
  const last = Math.min(count - 1, Math.floor((start + extent) / step));
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, offset) => first + offset);
}

/** The rows that are seen whole, `start` to before `end`; at least one. */
export function wholeRows(
  { scroll, height }: { readonly scroll: number; readonly height: number },
  { rowHeight }: SheetLayout,
  rows: number,
): { readonly start: number; readonly end: number } {
  // A pixel or two that are cut off do not hide anything.
  const start = Math.max(0, Math.ceil((scroll - PADDING_PX - 2) / rowHeight));
  const end = Math.min(rows, Math.floor((scroll + height - PADDING_PX + GAP_PX + 2) / rowHeight));
  return { start: Math.min(start, Math.max(0, rows - 1)), end: Math.max(Math.min(rows, start + 1), end) };
}

const EDGE_PX = 32;

/** How far a drag scrolls in a frame, with the pointer at `y` of a view: more the further it is past the edge. */
export function edgeStep(y: number, height: number): number {
  const past = y < EDGE_PX ? y - EDGE_PX : Math.max(0, y - (height - EDGE_PX));
  return Math.round(Math.min(EDGE_PX, Math.max(-EDGE_PX, past)) / 2);
}
