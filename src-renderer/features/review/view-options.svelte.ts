/** What of the machine's and the person's work is on screen. */
export class ViewOptions {
  #masks = $state(true);
  #heat = $state(false);
  #history = $state(false);

  readonly masks = $derived(this.#masks);
  readonly heat = $derived(this.#heat);
  readonly history = $derived(this.#history);

  toggleMasks(): void {
    this.#masks = !this.#masks;
  }

  toggleHistory(): void {
    this.#history = !this.#history;
  }

  toggleHeat(): void {
    this.#heat = !this.#heat;
  }
}
