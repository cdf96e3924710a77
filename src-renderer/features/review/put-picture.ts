import { LONGEST_SIDE_PX } from '../../api/client.ts';
import type { EngineApi } from '../../api/client.ts';
import { loadImage } from './picture-cache.ts';
import type { PictureCache } from './picture-cache.ts';

export interface PictureToPut {
  readonly id: number;
  readonly name: string;
  readonly cache: PictureCache;
  readonly api: EngineApi;
  /** The longest side in pixels where the preview is too coarse, else null. */
  readonly allPixels: number | null;
  readonly onFail: () => void;
}

/** Puts the decoded picture into an element; one that was loaded ahead is there in the same frame. Returns the end of waiting for it. */
export function putPicture(host: HTMLElement, picture: PictureToPut): () => void {
  const { id, name, cache, api, allPixels } = picture;
  const ready = cache.peekImage(id);
  if (host.dataset.picture !== String(id)) host.replaceChildren();
  host.dataset.picture = String(id);
  let current = true;
  const put = (image: HTMLImageElement) => {
    if (!current) return;
    image.alt = name;
    image.draggable = false;
    host.replaceChildren(image);
  };
  const fail = () => {
    if (current && host.childElementCount === 0) picture.onFail();
  };
  if (ready !== undefined) put(ready);
  else cache.image(id).then(put, fail);
  if (allPixels !== null) loadImage(api.imageUrl(id, Math.min(allPixels, LONGEST_SIDE_PX))).then(put, fail);
  return () => {
    current = false;
  };
}
