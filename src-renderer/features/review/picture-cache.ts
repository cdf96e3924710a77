import type { EngineApi } from '../../api/client.ts';
import type { PictureQuery } from '../../../src-main/services/library-types.ts';
import type { PictureDetail } from '../../../src-main/services/types.ts';

/** The side that is loaded first: enough for a 4K screen, little enough to be there in time. */
export const PREVIEW_SIDE_PX = 2048;

interface Entry {
  detail: Promise<PictureDetail>;
  ready: PictureDetail | undefined;
  image: Promise<HTMLImageElement> | undefined;
  readyImage: HTMLImageElement | undefined;
}

/** Pictures around the current one, with their pixels decoded, so that the next one is on screen within a frame. */
export class PictureCache {
  readonly #api: EngineApi;
  readonly #query: () => PictureQuery;
  readonly #entries = new Map<number, Entry>();

  /** `query` says among which pictures the neighbours are. */
  constructor(api: EngineApi, query: () => PictureQuery = () => ({})) {
    this.#api = api;
    this.#query = query;
  }

  peek(id: number): PictureDetail | undefined {
    return this.#entries.get(id)?.ready;
  }

  peekImage(id: number): HTMLImageElement | undefined {
    return this.#entries.get(id)?.readyImage;
  }

  detail(id: number): Promise<PictureDetail> {
    return this.#entry(id).detail;
  }

  put(detail: PictureDetail): void {
    const entry = this.#entries.get(detail.id);
    if (entry === undefined) return;
    entry.ready = detail;
    entry.detail = Promise.resolve(detail);
  }

  /** The decoded picture. Rejects where it cannot be loaded or decoded. */
  image(id: number): Promise<HTMLImageElement> {
    const entry = this.#entry(id);
    entry.image ??= loadImage(this.#api.imageUrl(id, PREVIEW_SIDE_PX)).then(
      (image) => (entry.readyImage = image),
      (error: unknown) => {
        // The next one who wants it tries again.
        entry.image = undefined;
        throw error;
      },
    );
    return entry.image;
  }

  /** Loads a picture ahead. A failure is not told here: it comes again when the picture is really wanted. */
  prefetch(id: number): Promise<PictureDetail | undefined> {
    this.image(id).catch(() => this.#entries.delete(id));
    return this.detail(id).catch(() => undefined);
  }

  /** Lets go of everything else. */
  keepOnly(ids: readonly (number | null)[]): void {
    for (const id of [...this.#entries.keys()]) if (!ids.includes(id)) this.#entries.delete(id);
  }

  drop(ids: readonly number[]): void {
    for (const id of ids) this.#entries.delete(id);
  }

  #entry(id: number): Entry {
    const known = this.#entries.get(id);
    if (known !== undefined) return known;
    const detail = this.#api.picture(id, this.#query());
    const entry: Entry = { detail, ready: undefined, image: undefined, readyImage: undefined };
    this.#entries.set(id, entry);
    detail.then(
      (loaded) => {
        entry.ready ??= loaded;
      },
      // The next one who wants it tries again.
      () => this.#entries.delete(id),
    );
    return entry;
  }
}

/** A decoded image. A browser that is short of room refuses one now and then that is whole, so it is asked twice. */
export const loadImage = (url: string): Promise<HTMLImageElement> =>
  decodeImage(url).catch(() => decodeImage(url));

async function decodeImage(url: string): Promise<HTMLImageElement> {
  const image = new Image();
  image.src = url;
  await image.decode();
  return image;
}
