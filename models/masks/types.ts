/** A mask as COCO stores it: `size` is [height, width], `counts` the compressed run lengths, column by column, zeros first. */
export interface EncodedMask {
  readonly size: readonly [height: number, width: number];
  readonly counts: string;
}

/** A heat map M on a grid: `height * width` bytes, row by row, each round(255·M) with M in 0…1. */
export interface HeatMap {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** A mask ready for arithmetic: run lengths column by column, starting with zeros; they add up to `width * height`. */
export interface Rle {
  readonly width: number;
  readonly height: number;
  readonly runs: Uint32Array;
}

/** Pixels row by row; any value but 0 is inside. */
export interface Bitmap {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Pixels from the top left; `width` and `height` are 0 for an empty mask. */
export interface BoundingBox extends Size {
  readonly x: number;
  readonly y: number;
}
