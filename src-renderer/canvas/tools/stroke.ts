import type { StrokePoint } from '../../../models/masks/edit/index.ts';
import type { BoundingBox } from '../../../models/masks/index.ts';
import { emptyBox, isEmptyBox, uniteBoxes } from './tool.ts';
import type { Held, Sheet } from './tool.ts';

/** Paints along the points. → the pixels that changed. */
export type Paint = (sheet: Sheet, points: readonly StrokePoint[], held: Held) => BoundingBox;

/** The course of a stroke, whatever it paints with: shown while it goes on, stored where it ends. */
export class Stroke {
  readonly #paint: Paint;
  #changed = emptyBox;
  #last: StrokePoint | null = null;

  constructor(paint: Paint) {
    this.#paint = paint;
  }

  begin(sheet: Sheet, at: StrokePoint, held: Held): void {
    this.#forget();
    this.#last = at;
    this.paint(sheet, [at], held);
  }

  /** On from where it was last; nothing where no stroke goes on. */
  go(sheet: Sheet, points: readonly StrokePoint[], held: Held): void {
    const end = points.at(-1);
    if (this.#last === null || end === undefined) return;
    this.paint(sheet, [this.#last, ...points], held);
    this.#last = end;
  }

  paint(sheet: Sheet, points: readonly StrokePoint[], held: Held): void {
    const box = this.#paint(sheet, points, held);
    if (isEmptyBox(box)) return;
    this.#changed = uniteBoxes(this.#changed, box);
    sheet.touch(box);
  }

  /** Stores what it has changed. → where it ended, null where none went on. */
  end(sheet: Sheet): StrokePoint | null {
    const last = this.#last;
    const hasChanged = !isEmptyBox(this.#changed);
    this.#forget();
    if (hasChanged) sheet.commit();
    return last;
  }

  drop(sheet: Sheet): void {
    if (!isEmptyBox(this.#changed)) sheet.revert();
    this.#forget();
  }

  #forget(): void {
    this.#changed = emptyBox;
    this.#last = null;
  }
}
