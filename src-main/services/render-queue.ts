import { TagmaskError } from '../../models/errors.ts';

interface Waiting {
  readonly start: () => void;
  readonly refuse: (reason: unknown) => void;
  readonly signal: AbortSignal;
}

/**
 * Renders a few pictures at a time, the latest request first: who scrolls looks at what was asked for last. A request
 * that is given up while it waits is never rendered.
 */
export class RenderQueue {
  readonly #atOnce: number;
  readonly #waiting: Waiting[] = [];
  #running = 0;

  constructor(atOnce: number) {
    this.#atOnce = atOnce;
  }

  /** @throws TagmaskError `no-longer-wanted` where `signal` is aborted before the work starts; what `work` throws */
  async run<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    if (this.#running >= this.#atOnce) await this.#turn(signal);
    else this.#running++;
    try {
      if (signal.aborted) throw notWanted();
      return await work();
    } finally {
      this.#next();
    }
  }

  /** Resolves with the place of one that has finished. */
  #turn(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ start: resolve, refuse: reject, signal });
    });
  }

  #next(): void {
    for (;;) {
      const latest = this.#waiting.pop();
      if (latest === undefined) {
        this.#running--;
        return;
      }
      if (!latest.signal.aborted) return latest.start();
      latest.refuse(notWanted());
    }
  }
}

const notWanted = (): TagmaskError =>
  new TagmaskError('conflict', 'no-longer-wanted', 'The picture was scrolled away before it was rendered.');
