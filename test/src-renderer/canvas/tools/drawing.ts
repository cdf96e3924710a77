import { bitmapFromRle, changeBitmap, rleFromBitmap } from '../../../../models/masks/index.ts';
import type { Bitmap, BoundingBox, Rle } from '../../../../models/masks/index.ts';
import { segmentByClicks, selectSimilar } from '../../../../models/masks/edit/index.ts';
import type {
  Clicks,
  Point,
  RgbaPixels,
  SimilarOptions,
  StrokePoint,
} from '../../../../models/masks/edit/index.ts';
import type { Held, Sheet, Tool, ToolOptions } from '../../../../src-renderer/canvas/tools/tool.ts';

export const plain: Held = { shift: false, alt: false, second: false };
export const alt: Held = { ...plain, alt: true };
export const shift: Held = { ...plain, shift: true };

/** A mask as it is written in a test: a line a row, `#` inside. */
export function bitmapOf(rows: readonly string[]): Bitmap {
  const width = rows[0]?.length ?? 0;
  const data = Uint8Array.from(rows.join(''), (sign) => (sign === '#' ? 1 : 0));
  return { width, height: rows.length, data };
}

export function rowsOf({ width, height, data }: Bitmap): string[] {
  return Array.from({ length: height }, (_, y) =>
    Array.from({ length: width }, (_, x) => (data[y * width + x] === 0 ? '.' : '#')).join(''),
  );
}

/** A mask under the tools, as the editor has it: what was stored, what has been shown, what was given away. */
export class Drawing implements Sheet {
  readonly bitmap: Bitmap;
  options: ToolOptions = { sizePx: 1, shape: 'square', tolerance: 0, contiguous: true, mode: 'add' };
  pixelsAScreenPixel = 0.05;
  picture: RgbaPixels | null = null;
  readonly stored: string[][] = [];
  readonly touched: BoundingBox[] = [];
  readonly given: (readonly Point[])[] = [];
  #base: Rle;

  constructor(rows: readonly string[], options: Partial<ToolOptions> = {}) {
    this.bitmap = bitmapOf(rows);
    this.#base = rleFromBitmap(this.bitmap);
    this.options = { ...this.options, ...options };
  }

  get mask(): Rle {
    return this.#base;
  }

  get rows(): string[] {
    return rowsOf(this.bitmap);
  }

  readonly touch = (box: BoundingBox): void => void this.touched.push(box);
  readonly give = (outline: readonly Point[]): void => void this.given.push(outline);

  readonly commit = (): void => {
    this.#base = rleFromBitmap(this.bitmap);
    this.stored.push(this.rows);
  };

  readonly replace = (mask: Rle): void => {
    const box = changeBitmap(this.bitmap, this.#base, mask);
    if (box.width === 0) return;
    this.touch(box);
    this.commit();
  };

  readonly select = async (point: Point, options: SimilarOptions): Promise<Rle | null> =>
    this.picture === null ? null : rleFromBitmap(selectSimilar(this.picture, point, options));

  readonly tell = (): void => undefined;
  readonly fail = (error: unknown): void => {
    throw error;
  };
  readonly find = async (clicks: Clicks): Promise<Bitmap> =>
    this.picture === null
      ? { ...this.bitmap, data: new Uint8Array(0) }
      : segmentByClicks(this.picture, clicks);

  readonly revert = (): void => this.bitmap.data.set(bitmapFromRle(this.#base).data);

  /** Down at the first point, over all others, and up. */
  drag(tool: Tool, points: readonly (readonly [x: number, y: number])[], held: Held = plain): void {
    const [first, ...rest] = points.map(([x, y]): StrokePoint => ({ x, y }));
    if (first === undefined) return;
    tool.down(this, first, held);
    for (const point of rest) tool.move(this, [point], held);
    tool.up(this, held);
  }
}
