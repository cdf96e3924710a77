/** Promptable segmentation with exported models of the Segment Anything family. */
export { Decoder } from './decoder.ts';
export { Encoder } from './encoder.ts';
export { findModelFiles, listOnnxFiles, requireHalf } from './folder.ts';
export type { ModelFiles } from './folder.ts';
export { frameOf } from './frame.ts';
export { SegmentedPicture } from './segment.ts';
export type { Click, Embedding, Hint, Prompts, Segment } from './types.ts';
