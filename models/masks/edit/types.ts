import type { Size } from '../types.ts';

/**
 * A place in the picture, in its pixels from the top left and continuous: pixel (0, 0) goes from 0 to 1 and has its
 * centre at (½, ½). It may lie outside of the picture.
 */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** `pressure`, 0…1, multiplies the brush's radius; 1 where there is none. */
export interface StrokePoint extends Point {
  readonly pressure?: number;
}

/** A picture's pixels, row by row, four bytes each: red, green, blue, alpha. An `ImageData` is one. */
export interface RgbaPixels extends Size {
  readonly data: Uint8ClampedArray;
}

export interface Brush {
  /** In pixels; below ½ it is ½, so that a stroke never has gaps. */
  readonly radius: number;
  /** A disc, or a square with sides of twice the radius. */
  readonly shape: 'round' | 'square';
  /** 1 paints, 0 erases. */
  readonly value: 0 | 1;
}
