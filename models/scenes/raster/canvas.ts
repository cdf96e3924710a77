import { Coverage, type PixelBox } from './coverage.ts';
import type { Fill } from './fills.ts';
import { boundsOf, type Bounds, type Polyline } from './flatten.ts';

const whole: PixelBox = { left: 0, top: 0, right: 0, bottom: 0 };

export interface Stain {
  readonly polygons: readonly Polyline[];
  readonly fill: Fill;
  /** Only what lies inside these as well. */
  readonly clip?: readonly Polyline[] | undefined;
  /** Light and shadow colour a thing's surroundings without being the thing. */
  readonly solid: boolean;
  /** A number for what the stain is a part of, 0 for none. */
  readonly part: number;
}

/**
 * Pixels, and whose they are. A thing is painted stain by stain between `begin` and `end`; a pixel is the thing's where
 * its solid stains make up at least half of it.
 */
export class Canvas {
  readonly width: number;
  readonly height: number;
  /** The number of the thing that is seen here, 0 for none; row by row. */
  readonly owners: Uint8Array;
  /** The part of that thing, 0 for none. */
  readonly parts: Uint8Array;
  readonly #rgb: Float32Array;
  readonly #layer: Float32Array;
  readonly #layerParts: Uint8Array;
  readonly #coverage: Coverage;
  readonly #clipCoverage: Coverage;
  readonly #row: Float32Array;
  readonly #clipRow: Float32Array;
  readonly #colour = new Float64Array(4);
  #touched = whole;

  constructor(width: number, height: number) {
    this.width = width;
    this.height = height;
    this.owners = new Uint8Array(width * height);
    this.parts = new Uint8Array(width * height);
    this.#rgb = new Float32Array(width * height * 3);
    this.#layer = new Float32Array(width * height);
    this.#layerParts = new Uint8Array(width * height);
    this.#coverage = new Coverage(width, height);
    this.#clipCoverage = new Coverage(width, height);
    this.#row = new Float32Array(width);
    this.#clipRow = new Float32Array(width);
  }

  begin(): void {
    this.#touched = { left: this.width, top: this.height, right: 0, bottom: 0 };
  }

  /** Gives the thing's pixels to `owner`. */
  end(owner: number): void {
    const { left, top, right, bottom } = this.#touched;
    for (let y = top; y < bottom; y++) {
      for (let i = y * this.width + left, end = y * this.width + right; i < end; i++) {
        if ((this.#layer[i] ?? 0) >= 0.5) {
          this.owners[i] = owner;
          this.parts[i] = this.#layerParts[i] ?? 0;
        }
        this.#layer[i] = 0;
        this.#layerParts[i] = 0;
      }
    }
  }

  paint(stain: Stain): void {
    const box = this.#coverage.add(stain.polygons);
    if (box.right <= box.left) return;
    const clip = stain.clip === undefined ? undefined : this.#clipCoverage.add(stain.clip);
    if (stain.solid) this.#touch(box);
    const placed = { ...stain, bounds: boundsOf(stain.polygons) };
    for (let y = box.top; y < box.bottom; y++) {
      this.#coverage.takeRow(y, box, this.#row);
      if (clip !== undefined) this.#clipTo(y, clip, box);
      this.#paintRow(y, box, placed);
    }
    if (clip !== undefined) this.#forget(clip, box);
  }

  /** RGB, 8 bits each, row by row. */
  pixels(): Uint8Array {
    const rgb = this.#rgb;
    // Every colour is a mean of colours from 0 to 255.
    const pixels = new Uint8Array(rgb.length);
    for (let i = 0; i < pixels.length; i++) pixels[i] = (rgb[i] ?? 0) + 0.5;
    return pixels;
  }

  #touch(box: PixelBox): void {
    const { left, top, right, bottom } = this.#touched;
    this.#touched = {
      left: Math.min(left, box.left),
      top: Math.min(top, box.top),
      right: Math.max(right, box.right),
      bottom: Math.max(bottom, box.bottom),
    };
  }

  #clipTo(y: number, clip: PixelBox, box: PixelBox): void {
    this.#clipRow.fill(0, box.left, box.right);
    if (y >= clip.top && y < clip.bottom) this.#clipCoverage.takeRow(y, clip, this.#clipRow);
    for (let x = box.left; x < box.right; x++) {
      const inside = x >= clip.left && x < clip.right ? (this.#clipRow[x] ?? 0) : 0;
      this.#row[x] = (this.#row[x] ?? 0) * inside;
    }
  }

  /** The clip's rows above and below the stain are still in its sums. */
  #forget(clip: PixelBox, box: PixelBox): void {
    for (let y = clip.top; y < clip.bottom; y++) {
      if (y < box.top || y >= box.bottom) this.#clipCoverage.takeRow(y, clip, this.#clipRow);
    }
  }

  #paintRow(y: number, { left, right }: PixelBox, stain: Stain & { readonly bounds: Bounds }): void {
    const { fill, bounds, solid, part } = stain;
    const rgb = this.#rgb;
    const colour = this.#colour;
    const [scaleX, scaleY] = [
      1 / Math.max(1e-6, bounds.right - bounds.left),
      1 / Math.max(1e-6, bounds.bottom - bounds.top),
    ];
    const v = (y + 0.5 - bounds.top) * scaleY;
    const across = fill.direction === 'side' || fill.direction === 'round';
    if (!across) colourAt(fill, v, colour);
    const faded = fill.opacities.includes(0);
    for (let x = left; x < right; x++) {
      const covered = this.#row[x] ?? 0;
      if (covered === 0) continue;
      if (across) {
        const u = (x + 0.5 - bounds.left) * scaleX;
        colourAt(fill, fill.direction === 'side' ? u : distanceFromLight(u, v, faded), colour);
      }
      const opacity = covered * (colour[3] ?? 0);
      const i = y * this.width + x;
      const at = 3 * i;
      rgb[at] = (rgb[at] ?? 0) + ((colour[0] ?? 0) - (rgb[at] ?? 0)) * opacity;
      rgb[at + 1] = (rgb[at + 1] ?? 0) + ((colour[1] ?? 0) - (rgb[at + 1] ?? 0)) * opacity;
      rgb[at + 2] = (rgb[at + 2] ?? 0) + ((colour[2] ?? 0) - (rgb[at + 2] ?? 0)) * opacity;
      if (!solid) continue;
      this.#layer[i] = (this.#layer[i] ?? 0) + (1 - (this.#layer[i] ?? 0)) * opacity;
      if (opacity >= 0.5) this.#layerParts[i] = part;
    }
  }
}

/** 0 where the light falls, 1 at the far rim; halos have their middle in the middle. `u`, `v` are 0…1 in the shape's box. */
function distanceFromLight(u: number, v: number, faded: boolean): number {
  const dx = u - (faded ? 0.5 : 0.36);
  const dy = v - (faded ? 0.5 : 0.3);
  return Math.sqrt(dx * dx + dy * dy) * (faded ? 2 : 1.3);
}

/** Red, green, blue 0…255 and the opacity 0…1 at `t` into `out`. */
function colourAt({ colours, opacities }: Fill, t: number, out: Float64Array): void {
  const last = colours.length - 1;
  const at = Math.min(last, Math.max(0, t * last));
  const i = Math.min(last, Math.floor(at));
  const share = at - i;
  const from = colours[i] ?? 0;
  const to = colours[Math.min(last, i + 1)] ?? 0;
  const r = from >> 16;
  const g = (from >> 8) & 255;
  const b = from & 255;
  out[0] = r + ((to >> 16) - r) * share;
  out[1] = g + (((to >> 8) & 255) - g) * share;
  out[2] = b + ((to & 255) - b) * share;
  const opacity = opacities[i] ?? 1;
  out[3] = opacity + ((opacities[Math.min(last, i + 1)] ?? 1) - opacity) * share;
}
