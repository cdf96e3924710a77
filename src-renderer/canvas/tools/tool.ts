import type {
  Clicks,
  Point,
  RgbaPixels,
  SimilarOptions,
  StrokePoint,
} from '../../../models/masks/edit/index.ts';
import type { Bitmap, BoundingBox, Rle } from '../../../models/masks/index.ts';

export const toolNames = [
  'brush',
  'eraser',
  'lasso',
  'polygon',
  'rectangle',
  'wand',
  'smart',
  'click',
  'hole',
  'island',
  'transfer',
] as const;
export type ToolName = (typeof toolNames)[number];

/** What a drawn shape does to the mask; only clicks can put the mask anew. */
export const drawModes = ['add', 'subtract', 'replace'] as const;
export type DrawMode = (typeof drawModes)[number];

export interface ToolOptions {
  /** The brush's diameter, in pixels of the picture. */
  readonly sizePx: number;
  readonly shape: 'round' | 'square';
  /** Of the wand: how far a colour channel may be off, 0…255. */
  readonly tolerance: number;
  readonly contiguous: boolean;
  readonly mode: DrawMode;
}

/** What is held while the pointer acts. */
export interface Held {
  readonly shift: boolean;
  readonly alt: boolean;
  /** The right button, or a pen's second one. */
  readonly second: boolean;
}

/** What a tool works on: the pixels of the tag in focus, in the picture's own pixels. */
export interface Sheet {
  readonly bitmap: Bitmap;
  /** The same pixels as they were stored last. */
  readonly mask: Rle;
  readonly options: ToolOptions;
  /** Pixels of the picture in one of the screen: what is near the pointer depends on the zoom. */
  readonly pixelsAScreenPixel: number;
  /** The picture's colours; null until they are loaded. */
  readonly picture: RgbaPixels | null;
  /** These pixels have been changed, and are to be shown. */
  readonly touch: (box: BoundingBox) => void;
  /** Stores the pixels as one step. */
  readonly commit: () => void;
  /** Shows other pixels in place of the stored ones and stores them, as one step; nothing where they are the same. */
  readonly replace: (mask: Rle) => void;
  /** Back to the pixels that were stored last. */
  readonly revert: () => void;
  /** The object that is meant; it may take a second. */
  readonly find: (clicks: Clicks) => Promise<Bitmap>;
  /** The pixels that are like the one at the point; null while there are no colours. It may take a second. */
  readonly select: (point: Point, options: SimilarOptions) => Promise<Rle | null>;
  /** Something has come in between two strokes: what is drawn above the masks, or whether there is a draft. */
  readonly tell: () => void;
  /** Something has failed in between. */
  readonly fail: (error: unknown) => void;
  /** Gives the pixels inside the outline that are in this mask to another tag's, as one step. */
  readonly give: (outline: readonly Point[]) => void;
}

/** What is drawn above the masks; in picture pixels. */
export interface Preview {
  readonly lines: readonly { readonly points: readonly Point[]; readonly closed: boolean }[];
  readonly handles: readonly Point[];
  readonly marks: readonly (Point & { readonly positive: boolean })[];
}

export const noPreview: Preview = { lines: [], handles: [], marks: [] };

/** One way of drawing. It keeps what it needs between the pointer's going down and coming up, or until its draft is done. */
export interface Tool {
  /** Shown under the pointer: the brush's outline, or a cross. */
  readonly cursor: 'brush' | 'cross';
  /** The picture's colours: not at all, to find what is meant, or under the pointer while it moves. */
  readonly needsPicture: 'no' | 'soon' | 'at once';
  /** What comes after it waits for a promise. */
  readonly down: (sheet: Sheet, at: StrokePoint, held: Held) => void | Promise<void>;
  /** Where the pointer has been since the last call, oldest first. */
  readonly move: (sheet: Sheet, points: readonly StrokePoint[], held: Held) => void;
  readonly up: (sheet: Sheet, held: Held) => void;
  /** Drops what is not stored. */
  readonly cancel: (sheet: Sheet) => void;
  /** Enter: stores the draft. */
  readonly finish?: (sheet: Sheet) => void;
  /** Takes the last piece of the draft back; false where there is none. */
  readonly back?: (sheet: Sheet) => boolean;
  /** There is something that is not stored, between two strokes of the pointer. */
  readonly hasDraft: () => boolean;
  readonly preview: () => Preview;
}

/** 1 paints, 0 erases; Alt and the second button turn it round. */
export function valueOf({ mode }: ToolOptions, { alt, second }: Held): 0 | 1 {
  return (mode === 'subtract') === (alt || second) ? 1 : 0;
}

export const isEmptyBox = ({ width, height }: BoundingBox): boolean => width === 0 || height === 0;

/** The smallest box that holds both; an empty one adds nothing. */
export function uniteBoxes(a: BoundingBox, b: BoundingBox): BoundingBox {
  if (isEmptyBox(a)) return b;
  if (isEmptyBox(b)) return a;
  const [x, y] = [Math.min(a.x, b.x), Math.min(a.y, b.y)];
  return {
    ...{ x, y },
    width: Math.max(a.x + a.width, b.x + b.width) - x,
    height: Math.max(a.y + a.height, b.y + b.height) - y,
  };
}

export const emptyBox: BoundingBox = { x: 0, y: 0, width: 0, height: 0 };

/** Shows and stores what a tool has changed in one go; nothing where no pixel has changed. */
export function applyBox(sheet: Sheet, box: BoundingBox): void {
  if (isEmptyBox(box)) return;
  sheet.touch(box);
  sheet.commit();
}
