type Command = () => undefined | Promise<void>;

/**
 * Carries out what the keys ask for, one after the other. A key that is pressed while the next picture or an undo is
 * on its way waits for it: else a quick "accept" would hit the tag that is still on screen. With nothing on its way a
 * command runs at once, within the key's own event.
 */
export class CommandLine {
  readonly #onFailure: (error: unknown) => void;
  readonly #waiting: Command[] = [];
  #working = false;

  constructor(onFailure: (error: unknown) => void) {
    this.#onFailure = onFailure;
  }

  /** True while a command waits for an answer. */
  get busy(): boolean {
    return this.#working;
  }

  run(command: Command): void {
    this.#waiting.push(command);
    if (!this.#working) this.#next();
  }

  #next(): void {
    for (let command = this.#waiting.shift(); command !== undefined; command = this.#waiting.shift()) {
      const work = this.#begin(command);
      if (work === undefined) continue;
      this.#working = true;
      void work.catch(this.#onFailure).finally(() => {
        this.#working = false;
        this.#next();
      });
      return;
    }
  }

  #begin(command: Command): undefined | Promise<void> {
    try {
      return command();
    } catch (error) {
      this.#onFailure(error);
      return undefined;
    }
  }
}
