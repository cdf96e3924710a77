export { ClipModel } from './clip-model.ts';
export { defaultCalibration } from './calibration.ts';
export { inputSize } from './input-size.ts';
export type { InputLimits, InputSize } from './input-size.ts';
export { normalisePixels } from './normalise-pixels.ts';
export type { PixelStatistics } from './normalise-pixels.ts';
export type { Calibration, ClipInfo, ClipOptions, ImageFeatures } from './types.ts';
export { normaliseInPlace } from './vectors.ts';
