/** Pictures a second from the first step that it hears of on. */
export class Pace {
  readonly #start = performance.now();
  #pictures = 0;

  add(pictures: number): number {
    this.#pictures += pictures;
    return this.#pictures / Math.max(1e-3, (performance.now() - this.#start) / 1000);
  }
}
