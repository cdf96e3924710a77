import { drawScene } from '../scenes/draw-scene.ts';
import { deriveSeed } from '../random.ts';
import { LRUCache } from 'lru-cache';
import type { RgbPicture } from '../contrastive/augment.ts';
import type { SceneStyle } from './recipe.ts';

export interface SceneOrder {
  readonly index: number;
  readonly objects: readonly [min: number, max: number];
  readonly style: SceneStyle;
  readonly drawnPx: number;
}

export interface CaptionedPicture extends RgbPicture {
  readonly captions: readonly string[];
}

/** Which scenes a pool draws: what is trained on and what is held out never meet. */
export type Split = 'training' | 'held-out';

/** Seeds below 2³⁰ are trained on, those from there to 2³¹ held out. */
export const seedOf = (seed: number, split: Split, index: number): number =>
  (deriveSeed(seed, `${split} scene ${index}`) & 0x3fffffff) + (split === 'held-out' ? 0x40000000 : 0);

/** As wide as high, or as photos are. */
const aspects = [1, 4 / 3] as const;

/** Scenes by number, drawn when first asked for and kept while there is room: drawing one costs as much as training on it. */
export class ScenePool {
  readonly #kept: LRUCache<string, CaptionedPicture>;
  readonly #seed: number;
  readonly #captions: number;
  readonly #split: Split;

  constructor(options: { seed: number; captions: number; split: Split; maxBytes: number }) {
    this.#seed = options.seed;
    this.#captions = options.captions;
    this.#split = options.split;
    this.#kept = new LRUCache({
      maxSize: options.maxBytes,
      sizeCalculation: ({ pixels }) => pixels.length + 500,
    });
  }

  take({ index, objects, style, drawnPx }: SceneOrder): CaptionedPicture {
    const key = [index, ...objects, style, drawnPx].join();
    const known = this.#kept.get(key);
    if (known !== undefined) return known;
    const width = Math.round(drawnPx * (aspects[index % 2] ?? 1));
    const options = { objects, style, captions: this.#captions };
    const scene = drawScene(seedOf(this.#seed, this.#split, index), { width, height: drawnPx }, options);
    const picture = {
      width,
      height: drawnPx,
      pixels: scene.pixels,
      captions: scene.captions.map(({ text }) => text),
    };
    this.#kept.set(key, picture);
    return picture;
  }
}
