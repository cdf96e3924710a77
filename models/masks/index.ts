export { bitmapFromRle, paintRle, rleFromBitmap } from './bitmap.ts';
export { resizeBilinear } from './bilinear.ts';
export { decodeMask, encodeMask } from './coco-string.ts';
export { intersectMasks, iouOf, uniteMasks } from './combine.ts';
export { dequantiseHeat, heatFromCosines, quantiseHeat } from './heat.ts';
export type { HeatScale } from './heat.ts';
export { maskFromHeat } from './mask-from-heat.ts';
export { areaOf, boundingBoxOf } from './measure.ts';
export type { Bitmap, BoundingBox, EncodedMask, HeatMap, Rle, Size } from './types.ts';
