/** Who takes longer was elsewhere, and nobody knows for how long they looked. */
const IDLE_MS = 30_000;
/** The mean is taken over so many verdicts: it follows the hand, not the morning. */
const REMEMBERED = 20;

/** How fast verdicts are given, told to the person and stored with each verdict. */
export class Pace {
  readonly #now: () => number;
  #since: number;
  #elapsed = $state.raw<readonly number[]>([]);

  /** Seconds a verdict, over the last ones; null before the first. */
  readonly secondsEach = $derived(
    this.#elapsed.length === 0
      ? null
      : this.#elapsed.reduce((sum, elapsed) => sum + elapsed, 0) / this.#elapsed.length / 1000,
  );

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
    this.#since = now();
  }

  /** A new question is on screen. */
  restart(): void {
    this.#since = this.#now();
  }

  /** A verdict was given: the time that it took in milliseconds, idle time cut. A break leaves the pace as it was. */
  lap(): number {
    const elapsed = this.#now() - this.#since;
    if (elapsed <= IDLE_MS) this.#elapsed = [...this.#elapsed, elapsed].slice(-REMEMBERED);
    this.restart();
    return Math.min(IDLE_MS, elapsed);
  }
}
