import { areaOf, bitmapFromRle, changeBitmap, rleFromChange } from '../../../models/masks/index.ts';
import type { Bitmap, BoundingBox, Rle, Size } from '../../../models/masks/index.ts';
import { emptyBox, isEmptyBox, uniteBoxes } from '../../canvas/tools/tool.ts';

/** The pixels of one mask: as they are stored or proposed, and a copy that the tools change until it is settled. */
export class EditedPixels {
  /** Is told which picture pixels have changed; null for all of them. */
  readonly #onTouch: (box: BoundingBox | null) => void;
  #bitmap: Bitmap | null = null;
  #base: Rle | null = null;
  /** Where the copy differs from what is settled, at most. */
  #changed: BoundingBox = emptyBox;
  #areaPx = $state(0);

  /** How many pixels are settled. */
  readonly areaPx = $derived(this.#areaPx);

  constructor(onTouch: (box: BoundingBox | null) => void) {
    this.#onTouch = onTouch;
  }

  /** The copy; null where there is no mask. */
  get bitmap(): Bitmap | null {
    return this.#bitmap;
  }

  /** What is settled, before what the tools have done since. */
  get base(): Rle | null {
    return this.#base;
  }

  fits({ width, height }: Size): boolean {
    return this.#bitmap?.width === width && this.#bitmap.height === height;
  }

  /** Shows other pixels. A copy that has the size is changed where they differ: a large one takes long to make. */
  adopt(mask: Rle): void {
    const [bitmap, now] = [this.#bitmap, this.#now()];
    const fits = bitmap !== null && now !== null && this.fits(mask);
    const box = fits ? changeBitmap(bitmap, now, mask) : null;
    if (!fits) this.#bitmap = bitmapFromRle(mask);
    this.#take(mask);
    this.#onTouch(box);
  }

  clear(): void {
    [this.#bitmap, this.#base, this.#changed] = [null, null, emptyBox];
    this.#onTouch(null);
  }

  /** A tool has changed these. */
  touch(box: BoundingBox): void {
    this.#changed = uniteBoxes(this.#changed, box);
    this.#onTouch(box);
  }

  /** Back to what is settled. */
  revert(): void {
    if (this.#base !== null) this.adopt(this.#base);
  }

  /** The copy is what counts from now on; null where there is no mask. */
  settle(): Rle | null {
    const mask = this.#now();
    if (mask !== null) this.#take(mask);
    return mask;
  }

  #take(mask: Rle): void {
    this.#base = mask;
    this.#areaPx = areaOf(mask);
    this.#changed = emptyBox;
  }

  /** The pixels that are shown. */
  #now(): Rle | null {
    if (this.#base === null || this.#bitmap === null || isEmptyBox(this.#changed)) return this.#base;
    return rleFromChange(this.#base, this.#bitmap, this.#changed);
  }
}
