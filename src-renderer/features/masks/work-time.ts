/** Who does nothing for longer was elsewhere: of a longer pause only so much counts. */
const PAUSE_MS = 30_000;

/**
 * How long somebody has worked on a mask. It goes on with every touch of the pointer or a key; a mask may take minutes, and a
 * pause among them counts as 30 seconds at most.
 */
export class WorkTime {
  readonly #now: () => number;
  #last: number;
  #spent = 0;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
    this.#last = now();
  }

  touch(): void {
    const now = this.#now();
    this.#spent += Math.min(PAUSE_MS, now - this.#last);
    this.#last = now;
  }

  /** Another mask comes on screen. */
  restart(): void {
    this.#last = this.#now();
    this.#spent = 0;
  }

  /** A mask was stored: the milliseconds since the last one. */
  lap(): number {
    this.touch();
    const spent = this.#spent;
    this.#spent = 0;
    return spent;
  }
}
