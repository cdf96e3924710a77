import { drawModes, toolNames } from '../../canvas/tools/tool.ts';
import type { DrawMode, ToolName, ToolOptions } from '../../canvas/tools/tool.ts';
import { recall, remember } from '../../state/browser-memory.ts';
import type { BrowserMemory } from '../../state/browser-memory.ts';

const KEY = 'tagmask-mask-tools';
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

/** What the person has set for the tools. It stays while tags, pictures and screens change, and this browser remembers it. */
export class ToolSettings {
  readonly #memory: BrowserMemory;
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

  constructor(memory: BrowserMemory) {
    this.#memory = memory;
    const { name, sizePx, shape, tolerance, contiguous, mode, clickMode } = recall(memory, KEY);
    this.#name = toolNames.find((known) => known === name) ?? this.#name;
    this.#sizePx = withinSizes(sizePx) ?? this.#sizePx;
    this.#tolerance = withinTolerances(tolerance) ?? this.#tolerance;
    if (shape === 'square') this.#shape = shape;
    if (contiguous === false) this.#contiguous = contiguous;
    if (mode === 'subtract') this.#mode = mode;
    this.#clickMode = drawModes.find((known) => known === clickMode) ?? this.#clickMode;
  }

  choose(name: ToolName): void {
    this.#name = toolNames.includes(name) ? name : 'brush';
    this.#remember();
  }

  /** The size keys: the brush's size, or the wand's tolerance. */
  nudge(direction: -1 | 1): void {
    if (this.number === 'tolerance') this.setTolerance(this.#tolerance + direction * TOLERANCE_STEP);
    else if (this.number === 'size') this.setSize(nextSize(this.#sizePx, direction));
  }

  setSize(sizePx: number): void {
    this.#sizePx = withinSizes(sizePx) ?? this.#sizePx;
    this.#remember();
  }

  setTolerance(tolerance: number): void {
    this.#tolerance = withinTolerances(tolerance) ?? this.#tolerance;
    this.#remember();
  }

  swapShape(): void {
    this.#shape = this.#shape === 'round' ? 'square' : 'round';
    this.#remember();
  }

  swapContiguous(): void {
    this.#contiguous = !this.#contiguous;
    this.#remember();
  }

  setMode(mode: DrawMode): void {
    if (this.#name === 'click') this.#clickMode = mode;
    else if (mode !== 'replace') this.#mode = mode;
    this.#remember();
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

  #remember(): void {
    remember(this.#memory, KEY, {
      ...{ name: this.#name, sizePx: this.#sizePx, shape: this.#shape, tolerance: this.#tolerance },
      ...{ contiguous: this.#contiguous, mode: this.#mode, clickMode: this.#clickMode },
    });
  }
}

/** The nearest whole number from `least` to `most`; null for what is no number. */
const within = (value: unknown, least: number, most: number): number | null =>
  typeof value === 'number' && Number.isFinite(value)
    ? Math.min(most, Math.max(least, Math.round(value)))
    : null;

const withinSizes = (value: unknown): number | null => within(value, 1, LARGEST_BRUSH_PX);
const withinTolerances = (value: unknown): number | null => within(value, 0, LARGEST_TOLERANCE);

export function nextSize(sizePx: number, direction: -1 | 1): number {
  const next = direction > 0 ? sizePx * SIZE_FACTOR : sizePx / SIZE_FACTOR;
  return direction > 0 ? Math.max(sizePx + 1, Math.round(next)) : Math.min(sizePx - 1, Math.round(next));
}
