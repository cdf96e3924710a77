/** The last few of what has a size, by their keys: as many as the bytes allow, and always the newest. */
export class KeptPictures<Picture extends { readonly bytes: number }> {
  readonly #mostBytes: number;
  /** The one that was used last is last. */
  readonly #pictures = new Map<string, Picture>();

  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes;
  }

  get keys(): readonly string[] {
    return [...this.#pictures.keys()];
  }

  /** Counts as a use. */
  get(key: string): Picture | undefined {
    const picture = this.#pictures.get(key);
    if (picture !== undefined) this.keep(key, picture);
    return picture;
  }

  keep(key: string, picture: Picture): void {
    this.#pictures.delete(key);
    this.#pictures.set(key, picture);
    let bytes = 0;
    for (const [name, one] of [...this.#pictures].reverse()) {
      bytes += one.bytes;
      if (bytes > this.#mostBytes && name !== key) this.#pictures.delete(name);
    }
  }
}
