import type { RgbaPixels } from '../../../models/masks/edit/index.ts';
import type { Size } from '../../../models/masks/index.ts';
import { LONGEST_SIDE_PX } from '../../api/client.ts';
import type { EngineApi } from '../../api/client.ts';
import { loadImage } from '../review/picture-cache.ts';

/** The colours of the picture on screen, at its displayed size, for the tools that look at them. Only the last one is kept. */
export class PictureColours {
  readonly #api: EngineApi;
  #id: number | null = null;
  #loading: Promise<void> = Promise.resolve();
  #pixels = $state.raw<RgbaPixels | null>(null);

  /** Null until they are there. */
  readonly pixels = $derived(this.#pixels);

  constructor(api: EngineApi) {
    this.#api = api;
  }

  /** Loads them where they are not there. Resolves once they are; rejects where the picture cannot be decoded. */
  load(id: number, size: Size): Promise<void> {
    if (id === this.#id) return this.#loading;
    this.#id = id;
    this.#pixels = null;
    return (this.#loading = this.#read(id, size));
  }

  async #read(id: number, size: Size): Promise<void> {
    try {
      const longest = Math.min(Math.max(size.width, size.height), LONGEST_SIDE_PX);
      const pixels = readPixels(await loadImage(this.#api.imageUrl(id, longest)), size);
      if (id === this.#id) this.#pixels = pixels;
    } catch (error) {
      // Whoever wants them next tries again.
      if (id === this.#id) this.#id = null;
      throw error;
    }
  }
}

/** An engine that draws smaller pictures than this one is has its pixels enlarged: each mask pixel needs a colour. */
function readPixels(image: HTMLImageElement, { width, height }: Size): RgbaPixels {
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  if (context === null) return { width, height, data: new Uint8ClampedArray(width * height * 4) };
  context.drawImage(image, 0, 0, width, height);
  return context.getImageData(0, 0, width, height);
}
