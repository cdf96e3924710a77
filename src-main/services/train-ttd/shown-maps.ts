import type { FloatTensor, Feeds } from '../../../models/runtime/session.ts';
import type { Pair } from './pair.ts';
import type { CaptionMap } from './progress.ts';

/** The captions' heat maps of the first held-out pairs of different pictures, to be looked at. */
export class ShownMaps {
  readonly #most: number;
  readonly #patch: number;
  readonly #maps: CaptionMap[] = [];

  /** @param patch side of a patch in pixels */
  constructor(most: number, patch: number) {
    this.#most = most;
    this.#patch = patch;
  }

  get maps(): readonly CaptionMap[] {
    return this.#maps;
  }

  /** @param maps [B, P], values 0…1 */
  readonly add = (
    made: { readonly feeds: Feeds; readonly pairs: readonly Pair[] },
    maps: FloatTensor,
  ): void => {
    const [, , height = 0, width = 0] = made.feeds['pixels']?.shape ?? [];
    const grid = { width: width / this.#patch, height: height / this.#patch };
    const places = grid.width * grid.height;
    for (const [row, { file, caption }] of made.pairs.entries()) {
      if (this.#maps.length >= this.#most) return;
      if (this.#maps.some((map) => map.file === file)) continue;
      const bytes = Uint8Array.from(maps.data.subarray(row * places, (row + 1) * places), (m) => Math.round(255 * m)); // prettier-ignore
      this.#maps.push({ file, caption, ...grid, data: Buffer.from(bytes).toString('base64') });
    }
  };
}
