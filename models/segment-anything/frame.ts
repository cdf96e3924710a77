/** How a picture lies in the square that the encoder sees. */
import type { Size } from '../masks/index.ts';
import type { Point } from '../masks/edit/index.ts';
import { layouts, type LayoutName } from './layouts.ts';

export interface Frame {
  /** Of the picture as it is displayed. */
  readonly picture: Size;
  /** Of the part of the square that it fills, from the top left. */
  readonly resized: Size;
  readonly side: number;
}

/** SAM rounds half up, and so do the graphs that crop again. */
export function frameOf(picture: Size, { layout, side }: { layout: LayoutName; side: number }): Frame {
  if (layouts[layout].stretches) return { picture, resized: { width: side, height: side }, side };
  const scale = side / Math.max(picture.width, picture.height);
  const resize = (length: number): number => Math.max(1, Math.floor(length * scale + 0.5));
  return { picture, resized: { width: resize(picture.width), height: resize(picture.height) }, side };
}

/** Decoders count pixels by their index and add the half themselves that leads to a pixel's centre. */
export const toSquare = ({ x, y }: Point, { picture, resized }: Frame): Point => ({
  x: (x * resized.width) / picture.width - 0.5,
  y: (y * resized.height) / picture.height - 0.5,
});
