import { LRUCache } from 'lru-cache';

import type { Size } from '../../models/masks/index.ts';
import { cropPreview, cropScale, renderCrop } from '../media/crop.ts';
import type { CropRequest } from '../media/crop.ts';
import type { Preview } from '../media/preview.ts';
import type { PreviewCache, PreviewRequest } from './preview-cache.ts';

/** Of the previews that crops are cut from: the first one is the library's too. */
const previewSidesPx = [512, 1024];
/** Pictures that are known to have been looked at: a few MB of names. */
const mostSeen = 20_000;

export interface CachedCropRequest extends CropRequest, Omit<PreviewRequest, 'side'> {
  /** Of the upright picture; null where nobody knows it. */
  readonly size: Size | null;
}

/**
 * Crops from a kept preview of the picture where one has all the pixels that are asked for. The preview is made at the
 * second look: making it costs three crops from the picture itself, which a sheet that is gone through once never earns back.
 */
export class CropCache {
  readonly #previews: PreviewCache;
  readonly #seen = new LRUCache<string, true>({ max: mostSeen });

  constructor(previews: PreviewCache) {
    this.#previews = previews;
  }

  /** @throws as `renderCrop` and `PreviewCache.get` */
  async get(request: CachedCropRequest): Promise<Preview> {
    const { path, size, box, maxSidePx } = request;
    const preview = size === null ? null : await this.#previewFor(size, request);
    if (size === null || preview === null) return renderCrop(path, { box, maxSidePx });
    return cropPreview(preview.data, { path, size, box, maxSidePx });
  }

  async #previewFor(
    size: Size,
    { path, version, signal, ...crop }: CachedCropRequest,
  ): Promise<Preview | null> {
    const [side, ...larger] = sidesFor(size, crop);
    if (side === undefined) return null;
    for (const one of [side, ...larger]) {
      const kept = await this.#previews.find({ path, version, side: one });
      if (kept !== null) return kept;
    }
    const name = `${version} ${path}`;
    if (this.#seen.has(name)) return this.#previews.get({ path, version, side, signal });
    this.#seen.set(name, true);
    return null;
  }
}

/** The previews that have the crop's pixels; none as large as the picture, which would take as long to decode. */
function sidesFor(size: Size, crop: CropRequest): number[] {
  const longest = Math.max(size.width, size.height);
  const needed = Math.round(longest * cropScale(crop));
  return previewSidesPx.filter((side) => side >= needed && side < longest);
}
