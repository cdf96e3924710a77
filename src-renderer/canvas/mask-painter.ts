import type { BoundingBox } from '../../models/masks/index.ts';
import { composeMasks, deviceBoxOf } from './compose-masks.ts';
import type { DeviceBox, MaskScene } from './compose-masks.ts';
import type { Size } from './viewport.ts';

/**
 * Keeps a canvas of the stage's own pixels up to date with the masks: once a frame, and of that only what has changed.
 * However large the picture and however many its masks, a brush costs what it covers on the screen.
 */
export class MaskPainter {
  readonly #canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D | null;
  #scene: MaskScene | null = null;
  /** What is to be painted in the next frame, in device pixels. */
  #dirty: DeviceBox | null = null;
  #frame = 0;

  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas;
    // Pixels are only ever written: kept in the processor's memory, a write is a copy and no upload of the whole canvas.
    this.#context = canvas.getContext('2d', { willReadFrequently: true });
  }

  /** Other masks, another place of the picture or another look: everything is painted, in the same frame. */
  show(scene: MaskScene | null, stage: Size): void {
    this.#scene = scene;
    const [width, height] = [Math.round(stage.width), Math.round(stage.height)];
    if (this.#canvas.width !== width) this.#canvas.width = width;
    if (this.#canvas.height !== height) this.#canvas.height = height;
    this.#dirty = { x: 0, y: 0, width, height };
    this.#ask();
  }

  /** These picture pixels of the mask under edit have changed. */
  touch(box: BoundingBox): void {
    if (this.#scene === null || box.width === 0) return;
    const part = deviceBoxOf(box, this.#scene, this.#canvas);
    if (part.width === 0 || part.height === 0) return;
    this.#dirty = this.#dirty === null ? part : unite(this.#dirty, part);
    this.#ask();
  }

  stop(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
  }

  #ask(): void {
    if (this.#frame !== 0) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      this.#paint();
    });
  }

  #paint(): void {
    const { width, height, x, y } = this.#dirty ?? { x: 0, y: 0, width: 0, height: 0 };
    this.#dirty = null;
    if (this.#context === null || width === 0 || height === 0) return;
    if (this.#scene === null) {
      this.#context.clearRect(x, y, width, height);
      return;
    }
    const image = new ImageData(width, height);
    composeMasks(this.#scene, { x, y, width, height }, new Uint32Array(image.data.buffer));
    this.#context.putImageData(image, x, y);
  }
}

function unite(a: DeviceBox, b: DeviceBox): DeviceBox {
  const [x, y] = [Math.min(a.x, b.x), Math.min(a.y, b.y)];
  return {
    ...{ x, y },
    width: Math.max(a.x + a.width, b.x + b.width) - x,
    height: Math.max(a.y + a.height, b.y + b.height) - y,
  };
}
