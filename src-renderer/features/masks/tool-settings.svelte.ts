import { toolNames } from '../../canvas/tools/tool.ts';
import type { DrawMode, ToolName, ToolOptions } from '../../canvas/tools/tool.ts';

export const LARGEST_BRUSH_PX = 1000;
const LARGEST_TOLERANCE = 255;
const TOLERANCE_STEP = 4;
/** A step of the brush's size: large ones grow faster, small ones pixel by pixel. */
const SIZE_FACTOR = 1.15;

/** Which tools have what to set, and what their size keys change. */
const NUMBERS: Partial<Readonly<Record<ToolName, 'size' | 'tolerance'>>> = {
  brush: 'size',
  eraser: 'size',
  smart: 'size',
  wand: 'tolerance',
};
const WITH_MODE: readonly ToolName[] = ['lasso', 'polygon', 'rectangle', 'wand', 'smart', 'click'];

/** What the person has set for the tools. It stays while tags, pictures and screens change. */
export class ToolSettings {
  #name = $state<ToolName>('brush');
  #sizePx = $state(24);
  #shape = $state<'round' | 'square'>('round');
  #tolerance = $state(24);
  #contiguous = $state(true);
  #mode = $state<DrawMode>('add');
  /** Clicks put the mask anew unless they are asked to add to it: most proposals are no objects yet. */
  #clickMode = $state<DrawMode>('replace');
  #transferTo = $state<number | null>(null);

  readonly name = $derived(this.#name);
  /** What the tool in hand has to set with the size keys. */
  readonly number = $derived(NUMBERS[this.#name] ?? null);
  readonly hasMode = $derived(WITH_MODE.includes(this.#name));
  readonly options: ToolOptions = $derived({
    sizePx: this.#sizePx,
    shape: this.#shape,
    tolerance: this.#tolerance,
    contiguous: this.#contiguous,
    mode: this.#name === 'click' ? this.#clickMode : this.#mode,
  });
  /** The tag that is given pixels. */
  readonly transferTo = $derived(this.#transferTo);

  choose(name: ToolName): void {
    this.#name = toolNames.includes(name) ? name : 'brush';
  }

  /** The size keys: the brush's size, or the wand's tolerance. */
  nudge(direction: -1 | 1): void {
    if (this.number === 'tolerance') this.setTolerance(this.#tolerance + direction * TOLERANCE_STEP);
    else if (this.number === 'size') this.setSize(nextSize(this.#sizePx, direction));
  }

  setSize(sizePx: number): void {
    if (Number.isFinite(sizePx)) this.#sizePx = Math.min(LARGEST_BRUSH_PX, Math.max(1, Math.round(sizePx)));
  }

  setTolerance(tolerance: number): void {
    if (Number.isFinite(tolerance))
      this.#tolerance = Math.min(LARGEST_TOLERANCE, Math.max(0, Math.round(tolerance)));
  }

  swapShape(): void {
    this.#shape = this.#shape === 'round' ? 'square' : 'round';
  }

  swapContiguous(): void {
    this.#contiguous = !this.#contiguous;
  }

  setMode(mode: DrawMode): void {
    if (this.#name === 'click') this.#clickMode = mode;
    else if (mode !== 'replace') this.#mode = mode;
  }

  /** Add, take away, and with clicks: put anew. */
  swapMode(): void {
    const order: readonly DrawMode[] =
      this.#name === 'click' ? ['replace', 'add', 'subtract'] : ['add', 'subtract'];
    const at = order.indexOf(this.options.mode);
    this.setMode(order[(at + 1) % order.length] ?? 'add');
  }

  giveTo(tagId: number | null): void {
    this.#transferTo = tagId;
  }
}

export function nextSize(sizePx: number, direction: -1 | 1): number {
  const next = direction > 0 ? sizePx * SIZE_FACTOR : sizePx / SIZE_FACTOR;
  return direction > 0 ? Math.max(sizePx + 1, Math.round(next)) : Math.min(sizePx - 1, Math.round(next));
}
