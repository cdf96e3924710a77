/** How long the steps take of late. */
export class StepClock {
  #last = performance.now();
  #secondsAStep: number | undefined;

  /** After each step: the seconds that so many more will take. The newest step counts a tenth, so that one slow step says little. */
  tick(stepsLeft: number): number {
    const now = performance.now();
    const seconds = (now - this.#last) / 1000;
    this.#last = now;
    const before = this.#secondsAStep ?? seconds;
    this.#secondsAStep = before + (seconds - before) / 10;
    return this.#secondsAStep * stepsLeft;
  }
}
