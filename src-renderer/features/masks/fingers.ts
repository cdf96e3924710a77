import type { StageView } from '../../canvas/stage-view.svelte.ts';
import type { ScreenPoint } from '../../canvas/viewport.ts';

/** The fingers on the picture. One draws; two move and zoom, until both are up. */
export class Fingers {
  readonly #stage: StageView;
  readonly #places = new Map<number, ScreenPoint>();

  constructor(stage: StageView) {
    this.#stage = stage;
  }

  get areTwo(): boolean {
    return this.#places.size > 1;
  }

  /** True where this is the second finger. */
  down(id: number, at: ScreenPoint): boolean {
    this.#places.set(id, at);
    return this.#places.size === 2;
  }

  /** True where the picture was moved by it. */
  move(id: number, at: ScreenPoint): boolean {
    const before = pairOf(this.#places);
    if (!this.#places.has(id)) return false;
    this.#places.set(id, at);
    const after = pairOf(this.#places);
    if (before === null || after === null) return false;
    this.#stage.pinch(before, after);
    return true;
  }

  up(id: number): void {
    this.#places.delete(id);
  }
}

function pairOf(places: ReadonlyMap<number, ScreenPoint>): readonly [ScreenPoint, ScreenPoint] | null {
  const [first, second] = places.values();
  return first === undefined || second === undefined ? null : [first, second];
}
