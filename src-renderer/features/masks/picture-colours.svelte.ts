import type { Clicks, Point, RgbaPixels, SimilarOptions } from '../../../models/masks/edit/index.ts';
import type { Bitmap, Rle, Size } from '../../../models/masks/index.ts';
import { LONGEST_SIDE_PX } from '../../api/client.ts';
import type { EngineApi } from '../../api/client.ts';
import type { PictureAnswer, PictureQuestion } from './picture-worker.ts';
import { startPictureWorker } from './start-picture-worker.ts';
import { WorkerCalls } from './worker-calls.ts';

/**
 * The colours of the picture on screen, at its displayed size, for the tools that look at them. Only the last one is kept, and once: it takes
 * four bytes a pixel, so the worker that has to look at all of it gets it lent.
 */
export class PictureColours {
  readonly #api: EngineApi;
  readonly #worker = new WorkerCalls<PictureQuestion, PictureAnswer>(startPictureWorker);
  #id: number | null = null;
  #loading: Promise<unknown> = Promise.resolve();
  #pixels = $state.raw<RgbaPixels | null>(null);

  /** Null until they are there, and while they are lent. */
  readonly pixels = $derived(this.#pixels);

  constructor(api: EngineApi) {
    this.#api = api;
  }

  /** Loads them where they are not there. Resolves once they are; rejects where the picture cannot be decoded. */
  async load(id: number, size: Size): Promise<void> {
    if (id !== this.#id) {
      this.#id = id;
      this.#pixels = null;
      const longest = Math.min(Math.max(size.width, size.height), LONGEST_SIDE_PX);
      this.#loading = this.#ask(id, { kind: 'read', url: this.#api.imageUrl(id, longest), size });
    }
    await this.#loading;
  }

  /** The pixels that are like the one at the point; null where there are no colours. */
  async select(point: Point, { tolerance, contiguous }: SimilarOptions): Promise<Rle | null> {
    const answer = await this.#lend((pixels) => ({ kind: 'select', pixels, point, tolerance, contiguous }));
    return answer?.selection ?? null;
  }

  /** The object that is meant by clicks, a box or a heat map on the picture; null where there are no colours. */
  async find(clicks: Clicks): Promise<Bitmap | null> {
    const answer = await this.#lend((pixels) => ({ kind: 'find', pixels, clicks }));
    return answer?.object ?? null;
  }

  /** One after the other: who comes second waits until the colours are back. */
  #lend(question: (pixels: RgbaPixels) => PictureQuestion): Promise<PictureAnswer | null> {
    const before = this.#loading;
    const answer = before.then(() => {
      const [id, pixels] = [this.#id, this.#pixels];
      if (id === null || pixels === null) return null;
      this.#pixels = null;
      return this.#ask(id, question(pixels), [pixels.data.buffer]);
    });
    this.#loading = answer;
    return answer;
  }

  async #ask(id: number, question: PictureQuestion, lent: Transferable[] = []): Promise<PictureAnswer> {
    try {
      const answer = await this.#worker.ask(question, lent);
      if (id === this.#id) this.#pixels = answer.pixels;
      return answer;
    } catch (error) {
      // Whoever wants them next tries again.
      if (id === this.#id) this.#id = null;
      throw error;
    }
  }
}
