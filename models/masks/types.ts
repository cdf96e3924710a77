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
