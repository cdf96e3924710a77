import { PADDING_PX, tileAt } from './layout.ts';
import type { SheetLayout } from './layout.ts';

interface AttachedGrid {
  readonly node: HTMLElement;
  readonly layout: () => SheetLayout;
  /** Those that are seen whole. */
  readonly rows: () => { readonly start: number; readonly end: number };
}

/** How the grid lies on the screen, for the keys and buttons around it. */
export class GridView {
  width = $state(0);
  height = $state(0);
  #masks = $state(true);
  #grid: AttachedGrid | null = null;

  readonly masks = $derived(this.#masks);

  attach(grid: AttachedGrid): () => void {
    this.#grid = grid;
    return () => {
      this.#grid = null;
    };
  }

  get columns(): number {
    return this.#grid?.layout().columns ?? 1;
  }

  get rows(): number {
    const { start, end } = this.#grid?.rows() ?? { start: 0, end: 1 };
    return Math.max(1, end - start);
  }

  /** The places of the rows that are seen whole, `start` to before `end`. */
  screenful(total: number): { readonly start: number; readonly end: number } {
    const { start, end } = this.#grid?.rows() ?? { start: 0, end: 0 };
    return { start: start * this.columns, end: Math.min(total, end * this.columns) };
  }

  toggleMasks(): void {
    this.#masks = !this.#masks;
  }

  focus(): void {
    this.#grid?.node.focus({ preventScroll: true });
  }

  /** Scrolls as little as shows a place; `toTop` puts its row first. */
  reveal(place: number, { toTop = false }: { readonly toTop?: boolean } = {}): void {
    if (this.#grid === null) return;
    const { node, layout } = this.#grid;
    const { y, height } = tileAt(place, layout());
    const top = y - PADDING_PX;
    if (toTop || top < node.scrollTop) node.scrollTop = top;
    else if (y + height + PADDING_PX > node.scrollTop + node.clientHeight)
      node.scrollTop = y + height + PADDING_PX - node.clientHeight;
  }
}
