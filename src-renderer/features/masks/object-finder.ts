import type { Clicks, RgbaPixels } from '../../../models/masks/edit/index.ts';
import type { Bitmap } from '../../../models/masks/index.ts';

/** What is sent to the worker: colours once a picture, then what has been said about the object. */
export type FinderRequest =
  | { readonly kind: 'picture'; readonly picture: RgbaPixels }
  | { readonly kind: 'find'; readonly id: number; readonly clicks: Clicks };

export type FinderAnswer =
  { readonly id: number; readonly object: Bitmap } | { readonly id: number; readonly error: string };

/** Finds objects beside the window: on a large picture it takes a second or more, and the window must not stand still. */
export class ObjectFinder {
  #worker: Worker | null = null;
  #picture: RgbaPixels | null = null;
  #asked = 0;
  readonly #waiting = new Map<number, PromiseWithResolvers<Bitmap>>();

  /** Rejects where the worker fails. */
  find(picture: RgbaPixels, clicks: Clicks): Promise<Bitmap> {
    const worker = (this.#worker ??= this.#start());
    if (picture !== this.#picture) send(worker, { kind: 'picture', picture });
    this.#picture = picture;
    const id = (this.#asked += 1);
    const answer = Promise.withResolvers<Bitmap>();
    this.#waiting.set(id, answer);
    send(worker, { kind: 'find', id, clicks });
    return answer.promise;
  }

  #start(): Worker {
    const worker = new Worker(new URL('./object-worker.ts', import.meta.url), { type: 'module' });
    worker.addEventListener('message', ({ data }: MessageEvent<FinderAnswer>) => {
      const answer = this.#waiting.get(data.id);
      this.#waiting.delete(data.id);
      if ('object' in data) answer?.resolve(data.object);
      else answer?.reject(new Error(data.error));
    });
    worker.addEventListener('error', ({ message }) => this.#fail(message));
    return worker;
  }

  /** The next one who asks starts another. */
  #fail(why: string): void {
    this.#worker?.terminate();
    this.#worker = null;
    this.#picture = null;
    for (const answer of this.#waiting.values()) answer.reject(new Error(why));
    this.#waiting.clear();
  }
}

const send = (worker: Worker, request: FinderRequest): void => worker.postMessage(request);
