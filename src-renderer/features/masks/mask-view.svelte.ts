import { recall, remember } from '../../state/browser-memory.ts';
import type { BrowserMemory } from '../../state/browser-memory.ts';

const KEY = 'tagmask-mask-view';
const OPACITY_STEP = 0.1;
/** Of brightness and contrast: 1 is the picture as it is. */
export const MOST_LIGHT = 2;

/** How picture and masks look while masks are edited, as this browser remembers it. Nothing of it changes a pixel that is stored. */
export class MaskView {
  readonly #memory: BrowserMemory;
  #masks = $state(true);
  #outlineOnly = $state(false);
  #opacity = $state(0.5);
  #minimap = $state(true);
  #grid = $state(true);
  #brightness = $state(1);
  #contrast = $state(1);
  #history = $state(false);

  readonly masks = $derived(this.#masks);
  readonly outlineOnly = $derived(this.#outlineOnly);
  /** 0…1 */
  readonly opacity = $derived(this.#opacity);
  readonly minimap = $derived(this.#minimap);
  readonly grid = $derived(this.#grid);
  /** 1 leaves the picture as it is. */
  readonly brightness = $derived(this.#brightness);
  readonly contrast = $derived(this.#contrast);
  readonly history = $derived(this.#history);
  /** For CSS; of the picture alone, never of the masks. */
  readonly filter = $derived(
    this.#brightness === 1 && this.#contrast === 1
      ? 'none'
      : `brightness(${this.#brightness}) contrast(${this.#contrast})`,
  );

  constructor(memory: BrowserMemory) {
    this.#memory = memory;
    const { outlineOnly, opacity, minimap, grid, brightness, contrast } = recall(memory, KEY);
    this.#outlineOnly = outlineOnly === true;
    this.#minimap = minimap !== false;
    this.#grid = grid !== false;
    this.#opacity = within(opacity, 1) ?? this.#opacity;
    this.#brightness = within(brightness, MOST_LIGHT) ?? this.#brightness;
    this.#contrast = within(contrast, MOST_LIGHT) ?? this.#contrast;
  }

  toggleMasks(): void {
    this.#masks = !this.#masks;
  }

  toggleOutlineOnly(): void {
    this.#outlineOnly = !this.#outlineOnly;
    this.#remember();
  }

  toggleMinimap(): void {
    this.#minimap = !this.#minimap;
    this.#remember();
  }

  toggleGrid(): void {
    this.#grid = !this.#grid;
    this.#remember();
  }

  toggleHistory(): void {
    this.#history = !this.#history;
  }

  setOpacity(opacity: number): void {
    this.#opacity = within(opacity, 1) ?? this.#opacity;
    this.#remember();
  }

  nudgeOpacity(direction: -1 | 1): void {
    this.setOpacity(this.#opacity + direction * OPACITY_STEP);
  }

  setBrightness(brightness: number): void {
    this.#brightness = within(brightness, MOST_LIGHT) ?? this.#brightness;
    this.#remember();
  }

  setContrast(contrast: number): void {
    this.#contrast = within(contrast, MOST_LIGHT) ?? this.#contrast;
    this.#remember();
  }

  resetLight(): void {
    this.#brightness = 1;
    this.#contrast = 1;
    this.#remember();
  }

  #remember(): void {
    remember(this.#memory, KEY, {
      ...{ outlineOnly: this.#outlineOnly, opacity: this.#opacity, minimap: this.#minimap },
      ...{ grid: this.#grid, brightness: this.#brightness, contrast: this.#contrast },
    });
  }
}

/** Hundredths from 0 to `most`; null for what is no number. */
const within = (value: unknown, most: number): number | null =>
  typeof value === 'number' && Number.isFinite(value)
    ? Math.round(Math.min(most, Math.max(0, value)) * 100) / 100
    : null;
