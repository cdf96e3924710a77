import type { Size } from './types.ts';

/** Channels of a picture, or maps of several tags, each [height·width] row by row. */
export interface Planes extends Size {
  readonly planes: readonly Float32Array[];
}
