import type { Point, RgbaPixels, SimilarOptions } from '../../../models/masks/edit/index.ts';
import type { Rle, Size } from '../../../models/masks/index.ts';
import { LONGEST_SIDE_PX } from '../../api/client.ts';
import type { EngineApi } from '../../api/client.ts';
import type { PictureAnswer, PictureQuestion } from './picture-worker.ts';
import { WorkerCalls } from './worker-calls.ts';

/**
 * The colours of the picture on screen, at its displayed size, for the tools that look at them. Only the last one is kept, and once: it takes
 * four bytes a pixel, so a worker that has to look at all of it gets it lent.
 */
export class PictureColours {
  readonly #api: EngineApi;
  readonly #worker = new WorkerCalls<PictureQuestion, PictureAnswer>(
    () => new Worker(new URL('./picture-worker.ts', import.meta.url), { type: 'module' }),
  );
  #id: number | null = null;
  #loading: Promise<void> = Promise.resolve();
  #pixels = $state.raw<RgbaPixels | null>(null);

  /** Null until they are there, and while they are lent. */
  readonly pixels = $derived(this.#pixels);

  constructor(api: EngineApi) {
    this.#api = api;
  }

  /** Loads them where they are not there. Resolves once they are; rejects where the picture cannot be decoded. */
  load(id: number, size: Size): Promise<void> {
    if (id === this.#id) return this.#loading;
    this.#id = id;
    this.#pixels = null;
    const longest = Math.min(Math.max(size.width, size.height), LONGEST_SIDE_PX);
    const url = new URL(this.#api.imageUrl(id, longest), document.baseURI).href;
    return this.#ask(id, { kind: 'read', url, size }).then(() => undefined);
  }

  /** The magic wand on the picture that was loaded last; null where there are no colours. */
  async select(point: Point, options: SimilarOptions): Promise<Rle | null> {
    await this.#loading;
    const [id, pixels] = [this.#id, this.#pixels];
    if (id === null || pixels === null) return null;
    this.#pixels = null;
    const { tolerance, contiguous } = options;
    return this.#ask(id, { kind: 'select', pixels, point, options: { tolerance, contiguous } });
  }

  #ask(id: number, question: PictureQuestion): Promise<Rle | null> {
    const lent = question.kind === 'select' ? [question.pixels.data.buffer] : [];
    const answer = this.#worker.ask(question, lent).then(
      ({ pixels, selection }) => {
        if (id === this.#id) this.#pixels = pixels;
        return selection;
      },
      (error: unknown) => {
        // Whoever wants them next tries again.
        if (id === this.#id) this.#id = null;
        throw error;
      },
    );
    this.#loading = answer.then(() => undefined);
    return answer;
  }
}
