const OPACITY_STEP = 0.1;

/** How picture and masks look while masks are edited. Nothing of it changes a pixel that is stored. */
export class MaskView {
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

  toggleMasks(): void {
    this.#masks = !this.#masks;
  }

  toggleOutlineOnly(): void {
    this.#outlineOnly = !this.#outlineOnly;
  }

  toggleMinimap(): void {
    this.#minimap = !this.#minimap;
  }

  toggleGrid(): void {
    this.#grid = !this.#grid;
  }

  toggleHistory(): void {
    this.#history = !this.#history;
  }

  setOpacity(opacity: number): void {
    this.#opacity = Math.round(Math.min(1, Math.max(0, opacity)) * 100) / 100;
  }

  nudgeOpacity(direction: -1 | 1): void {
    this.setOpacity(this.#opacity + direction * OPACITY_STEP);
  }

  setBrightness(brightness: number): void {
    this.#brightness = brightness;
  }

  setContrast(contrast: number): void {
    this.#contrast = contrast;
  }

  resetLight(): void {
    this.#brightness = 1;
    this.#contrast = 1;
  }
}
