import { pinchViewport } from './pinch.ts';
import { actualSizeViewport, fitViewport, panViewport, zoomViewport } from './viewport.ts';
import type { ImagePoint, ScreenPoint, Size, Viewport } from './viewport.ts';

export interface ShownPicture extends Size {
  readonly id: number;
}

/** Where the picture lies on the stage. A picture comes fitted; what a person sets holds until the next one. */
export class StageView {
  readonly #picture: () => ShownPicture | null;
  // One by one: news of the same picture is no reason to lay it out anew.
  readonly #id = $derived.by(() => this.#picture()?.id ?? null);
  readonly #width = $derived.by(() => this.#picture()?.width ?? 0);
  readonly #height = $derived.by(() => this.#picture()?.height ?? 0);
  #stage = $state.raw<Size>({ width: 0, height: 0 });
  #chosen = $state.raw<{ readonly pictureId: number; readonly view: Viewport } | null>(null);
  #grabbing = $state(false);
  #armed = $state(false);
  #dragged = false;

  readonly stage = $derived(this.#stage);
  readonly view: Viewport | null = $derived.by(() => {
    if (this.#id === null || this.#stage.width === 0) return null;
    if (this.#chosen?.pictureId === this.#id) return this.#chosen.view;
    return fitViewport({ width: this.#width, height: this.#height }, this.#stage);
  });
  /** Space is held, or the picture is being dragged. */
  readonly hand = $derived(this.#grabbing ? 'grabbing' : this.#armed ? 'grab' : null);

  constructor(picture: () => ShownPicture | null) {
    this.#picture = picture;
  }

  resize(stage: Size): void {
    this.#stage = stage;
  }

  fit(): void {
    this.#chosen = null;
  }

  actualSize(anchor: ScreenPoint = this.#centre): void {
    this.#change((view) => actualSizeViewport(view, anchor));
  }

  zoom(factor: number, anchor: ScreenPoint = this.#centre): void {
    this.#change((view) => zoomViewport(view, anchor, factor));
  }

  pinch(before: readonly [ScreenPoint, ScreenPoint], after: readonly [ScreenPoint, ScreenPoint]): void {
    this.#change((view) => pinchViewport(view, before, after));
  }

  /** Brings a point of the picture to the middle of the stage. */
  lookAt({ imageX, imageY }: ImagePoint): void {
    this.#change(({ scale }) => ({
      scale,
      offsetX: this.#centre.screenX - imageX * scale,
      offsetY: this.#centre.screenY - imageY * scale,
    }));
  }

  pan(delta: Size): void {
    this.#dragged = true;
    this.#change((view, picture) => panViewport(view, delta, { picture, stage: this.#stage }));
  }

  /** Space goes down: a drag moves the picture until it comes up. */
  arm(): void {
    if (!this.#armed) this.#dragged = false;
    this.#armed = true;
  }

  /** Space comes up. True if it was used to drag, so that it is no key press. */
  disarm(): boolean {
    this.#armed = false;
    return this.#dragged;
  }

  grab(): void {
    this.#grabbing = true;
  }

  release(): void {
    this.#grabbing = false;
  }

  get #centre(): ScreenPoint {
    return { screenX: this.#stage.width / 2, screenY: this.#stage.height / 2 };
  }

  #change(next: (view: Viewport, picture: ShownPicture) => Viewport): void {
    const picture = this.#picture();
    if (picture !== null && this.view !== null)
      this.#chosen = { pictureId: picture.id, view: next(this.view, picture) };
  }
}
