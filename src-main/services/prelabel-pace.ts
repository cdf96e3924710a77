/** How fast pictures are answered, and how long the rest will take. */
export interface Pace {
  readonly perSecond: number | null;
  readonly secondsLeft: number | null;
}

const REMEMBERED = 64;

/** The rate over the last answers, so that the pace follows a machine that gets busy, and starting the model does not count. */
export class PaceMeter {
  readonly #timesMs: number[] = [];

  tick(nowMs: number): void {
    this.#timesMs.push(nowMs);
    if (this.#timesMs.length > REMEMBERED) this.#timesMs.shift();
  }

  read(remaining: number): Pace {
    const first = this.#timesMs[0];
    const last = this.#timesMs.at(-1);
    if (first === undefined || last === undefined || last <= first)
      return { perSecond: null, secondsLeft: null };
    const perSecond = (1000 * (this.#timesMs.length - 1)) / (last - first);
    return { perSecond, secondsLeft: remaining / perSecond };
  }
}
