/** What of the machine's and the person's work lies over the picture. */
export class ViewOptions {
  #masks = $state(true);
  #heat = $state(false);

  readonly masks = $derived(this.#masks);
  readonly heat = $derived(this.#heat);

  toggleMasks(): void {
    this.#masks = !this.#masks;
  }

  toggleHeat(): void {
    this.#heat = !this.#heat;
  }
}
