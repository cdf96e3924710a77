import { TagmaskError } from '../../../models/errors.ts';
import type { PictureToSegment } from './segmenter.ts';

const goneOn = (): TagmaskError =>
  new TagmaskError(
    'conflict',
    'gone-on',
    'Whoever asked has gone on to something else, and the picture was not looked at to the end.',
  );

type Encode = (picture: PictureToSegment, signal: AbortSignal) => Promise<void>;

interface Wanted {
  readonly picture: PictureToSegment;
  readonly done: PromiseWithResolvers<void>;
  /** Ends the work at it. */
  readonly stop: AbortController;
  waiting: number;
}

/** Pictures that wait for the encoder, one after the other; one that nobody waits for any more is dropped, also in the middle of it. */
export class EncodingQueue {
  readonly #encode: Encode;
  readonly #wanted = new Map<string, Wanted>();
  #isBusy = false;

  constructor(encode: Encode) {
    this.#encode = encode;
  }

  get isBusy(): boolean {
    return this.#isBusy;
  }

  /** Resolves once the picture has been encoded; rejects where that fails, and on an abort. */
  async wait(picture: PictureToSegment, signal: AbortSignal): Promise<void> {
    if (signal.aborted) throw goneOn();
    const wanted = this.#wanted.get(picture.key) ?? this.#add(picture);
    wanted.waiting += 1;
    const left = Promise.withResolvers<never>();
    const leave = (): void => left.reject(goneOn());
    signal.addEventListener('abort', leave, { once: true });
    void this.#work();
    try {
      await Promise.race([wanted.done.promise, left.promise]);
    } finally {
      signal.removeEventListener('abort', leave);
      wanted.waiting -= 1;
      if (wanted.waiting === 0) this.#drop(wanted);
    }
  }

  close(): void {
    for (const wanted of this.#wanted.values()) {
      wanted.done.reject(
        new TagmaskError(
          'conflict',
          'model-left',
          'Another model for clicking was chosen meanwhile: try again.',
        ),
      );
      this.#drop(wanted);
    }
  }

  #add(picture: PictureToSegment): Wanted {
    const wanted = { picture, done: Promise.withResolvers<void>(), stop: new AbortController(), waiting: 0 };
    // Whoever waits hears of it; where nobody does any more it must not count as unhandled.
    wanted.done.promise.catch(() => undefined);
    this.#wanted.set(picture.key, wanted);
    return wanted;
  }

  #drop(wanted: Wanted): void {
    if (this.#wanted.get(wanted.picture.key) === wanted) this.#wanted.delete(wanted.picture.key);
    wanted.stop.abort();
  }

  async #work(): Promise<void> {
    if (this.#isBusy) return;
    this.#isBusy = true;
    for (let [next] = this.#wanted.values(); next !== undefined; [next] = this.#wanted.values()) {
      const { picture, stop, done } = next;
      await this.#encode(picture, stop.signal).then(done.resolve, done.reject);
      if (this.#wanted.get(picture.key) === next) this.#wanted.delete(picture.key);
    }
    this.#isBusy = false;
  }
}
