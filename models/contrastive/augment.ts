/** A picture as it goes onto a canvas: another part of it each time, mirrored, lighter or darker, with a piece missing. */
import type { PixelStatistics } from '../clip/normalise-pixels.ts';
import type { Size } from '../masks/types.ts';
import type { Dice } from '../scenes/dice.ts';

export interface RgbPicture extends Size {
  /** 8 bits each, row by row. */
  readonly pixels: Uint8Array;
}

export interface AugmentOptions {
  /** The least share of the picture's sides that a crop leaves. */
  readonly leastCrop: number;
  /** How far brightness and contrast go from 0 and 1. Hues stay: captions name colours. */
  readonly jitter: number;
  /** How often a rectangle of up to a quarter of the sides is painted over. */
  readonly erase: number;
}

export interface View {
  /** The part of the picture, in its pixels. */
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly mirrored: boolean;
  readonly contrast: number;
  readonly brightness: number;
  /** Painted over, in shares of the view's sides; null for nothing. */
  readonly hole: {
    readonly left: number;
    readonly top: number;
    readonly side: number;
    readonly grey: number;
  } | null;
}

/** Draws a view with the shape of the target. `mayMirror` is false where the caption says left or right. */
export function drawView(
  picture: Size,
  target: Size,
  { dice, options, mayMirror }: { dice: Dice; options: AugmentOptions; mayMirror: boolean },
): View {
  const largest = Math.min(picture.width / target.width, picture.height / target.height);
  const scale = largest * dice.between(options.leastCrop, 1);
  const [width, height] = [target.width * scale, target.height * scale];
  const side = 0.25 * dice.between(0.4, 1);
  const hole = {
    left: dice.between(0, 1 - side),
    top: dice.between(0, 1 - side),
    side,
    grey: dice.between(0, 1),
  };
  return {
    left: dice.between(0, picture.width - width),
    top: dice.between(0, picture.height - height),
    width,
    height,
    mirrored: dice.chance(0.5) && mayMirror,
    contrast: 1 + options.jitter * dice.between(-1, 1),
    brightness: options.jitter * dice.between(-0.5, 0.5),
    hole: dice.chance(options.erase) ? hole : null,
  };
}

export interface Canvas extends Size {
  /** [3, H, W], normalised */
  readonly data: Float32Array;
}

interface Axis {
  readonly lower: Int32Array;
  readonly share: Float32Array;
}

/** Where each target pixel's centre falls, half-pixel centres, between which two of `from` pixels. */
function sample(start: number, length: number, { to, from }: { to: number; from: number }): Axis {
  const [lower, share] = [new Int32Array(to), new Float32Array(to)];
  for (let i = 0; i < to; i++) {
    const at = Math.min(from - 1, Math.max(0, start + ((i + 0.5) * length) / to - 0.5));
    lower[i] = Math.min(from - 2, Math.floor(at));
    share[i] = at - (lower[i] ?? 0);
  }
  return { lower, share };
}

/** Paints the view bilinearly over a rectangle of the canvas, in its pixels. */
export function paintView(
  { picture, view }: { picture: RgbPicture; view: View },
  canvas: Canvas,
  {
    place,
    statistics,
  }: { place: Size & { readonly left: number; readonly top: number }; statistics: PixelStatistics },
): void {
  const across = sample(view.left, view.width, { to: place.width, from: picture.width });
  const down = sample(view.top, view.height, { to: place.height, from: picture.height });
  const { pixels } = picture;
  const stride = picture.width * 3;
  for (let channel = 0; channel < 3; channel++) {
    const deviation = statistics.pixelStd[channel] ?? 1;
    const factor = view.contrast / (255 * deviation);
    const shift =
      (0.5 - 0.5 * view.contrast + view.brightness - (statistics.pixelMean[channel] ?? 0)) / deviation;
    for (let y = 0; y < place.height; y++) {
      const row = (down.lower[y] ?? 0) * stride + channel;
      const fy = down.share[y] ?? 0;
      const target = (channel * canvas.height + place.top + y) * canvas.width + place.left;
      for (let x = 0; x < place.width; x++) {
        const source = view.mirrored ? place.width - 1 - x : x;
        const at = row + (across.lower[source] ?? 0) * 3;
        const fx = across.share[source] ?? 0;
        const upper = (pixels[at] ?? 0) * (1 - fx) + (pixels[at + 3] ?? 0) * fx;
        const lower = (pixels[at + stride] ?? 0) * (1 - fx) + (pixels[at + stride + 3] ?? 0) * fx;
        canvas.data[target + x] = (upper * (1 - fy) + lower * fy) * factor + shift;
      }
    }
    if (view.hole !== null) fillHole(canvas, { ...view.hole, place, channel, statistics });
  }
}

function fillHole(
  canvas: Canvas,
  hole: NonNullable<View['hole']> & {
    place: Size & { readonly left: number; readonly top: number };
    channel: number;
    statistics: PixelStatistics;
  },
): void {
  const { place, channel, statistics } = hole;
  const value = (hole.grey - (statistics.pixelMean[channel] ?? 0)) / (statistics.pixelStd[channel] ?? 1);
  const [left, right] = [hole.left, hole.left + hole.side].map(
    (x) => place.left + Math.round(x * place.width),
  );
  const [top = 0, bottom = 0] = [hole.top, hole.top + hole.side].map(
    (y) => place.top + Math.round(y * place.height),
  );
  for (let y = top; y < bottom; y++) {
    const row = (channel * canvas.height + y) * canvas.width;
    canvas.data.fill(value, row + (left ?? 0), row + (right ?? 0));
  }
}
