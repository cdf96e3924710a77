import type { Size } from '../../models/masks/index.ts';
import { cropPreview, cropScale, renderCrop } from '../media/crop.ts';
import type { CropRequest } from '../media/crop.ts';
import type { Preview } from '../media/preview.ts';
import type { PreviewCache, PreviewRequest } from './preview-cache.ts';

/** Of the previews that crops are cut from: the first one is the library's too. */
const previewSidesPx = [512, 1024];

export interface CachedCropRequest extends CropRequest, Omit<PreviewRequest, 'side'> {
  /** Of the upright picture; null where nobody knows it. */
  readonly size: Size | null;
}

/**
 * A crop from a kept preview of the picture where it has all the pixels that are asked for, so that a sheet's second look
 * at a picture does not decode it again; else from the picture itself.
 * @throws as `renderCrop` and `PreviewCache.get`
 */
export async function getCrop(previews: PreviewCache, request: CachedCropRequest): Promise<Preview> {
  const { path, version, signal, size, box, maxSidePx } = request;
  const side = size === null ? undefined : previewSideFor(size, request);
  if (size === null || side === undefined) return renderCrop(path, { box, maxSidePx });
  const { data } = await previews.get({ path, version, side, signal });
  return cropPreview(data, { path, size, box, maxSidePx });
}

function previewSideFor(size: Size, request: CropRequest): number | undefined {
  const longest = Math.max(size.width, size.height);
  const needed = Math.round(longest * cropScale(request));
  // A preview as large as the picture would take as long to decode.
  return previewSidesPx.find((side) => side >= needed && side < longest);
}
