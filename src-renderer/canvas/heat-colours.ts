import type { PersonSettings } from '../../src-main/services/settings-types.ts';

export type HeatColours = PersonSettings['heatColours'];
type Rgb = readonly [red: number, green: number, blue: number];

/**
 * viridis, perceptually uniform and readable without colour vision: control points of Matplotlib's map (CC0),
 * taken every 1/8 and interpolated linearly in between.
 */
const STOPS = [
  [68, 1, 84],
  [71, 44, 122],
  [59, 81, 139],
  [44, 113, 142],
  [33, 144, 141],
  [39, 173, 129],
  [92, 200, 99],
  [170, 220, 50],
  [253, 231, 37],
] as const;

function viridis(value: number): Rgb {
  const position = value * (STOPS.length - 1);
  const index = Math.min(STOPS.length - 2, Math.floor(position));
  const from = STOPS[index] ?? STOPS[0];
  const to = STOPS[index + 1] ?? from;
  const share = position - index;
  const mix = (channel: 0 | 1 | 2) => Math.round(from[channel] + (to[channel] - from[channel]) * share);
  return [mix(0), mix(1), mix(2)];
}

/** turbo (Mikhailov, 2019): more steps to tell apart, by a polynomial of degree 5 a channel, coefficients from t⁰ up. */
const TURBO = [
  [34.61, 1172.33, -10793.56, 33300.12, -38394.49, 14825.05],
  [23.31, 557.33, 1225.33, -3574.96, 1073.77, 707.56],
  [27.2, 3211.1, -15327.97, 27814, -22569.18, 6838.66],
] as const;

function turbo(value: number): Rgb {
  const channel = (coefficients: readonly number[]) => {
    const sum = coefficients.reduceRight((total, coefficient) => total * value + coefficient, 0);
    return Math.round(Math.min(255, Math.max(0, sum)));
  };
  return [channel(TURBO[0]), channel(TURBO[1]), channel(TURBO[2])];
}

const maps = { viridis, turbo };

/** The colour of a value in 0…1, as bytes. */
export function heatColour(value: number, colours: HeatColours): Rgb {
  return maps[colours](Math.min(1, Math.max(0, value)));
}

/** RGBA bytes of a heat map's cells, row by row. */
export function paintHeat(data: Uint8Array, colours: HeatColours): Uint8ClampedArray<ArrayBuffer> {
  const rgba = new Uint8ClampedArray(data.length * 4);
  data.forEach((byte, cell) => {
    rgba.set(heatColour(byte / 255, colours), cell * 4);
    rgba[cell * 4 + 3] = 255;
  });
  return rgba;
}

/** Draws the scale from 0 to 1, a pixel a step. */
export function paintScale(canvas: HTMLCanvasElement, colours: HeatColours): void {
  const bytes = Uint8Array.from({ length: 128 }, (_, x) => Math.round((x / 127) * 255));
  canvas.width = bytes.length;
  canvas.height = 1;
  canvas.getContext('2d')?.putImageData(new ImageData(paintHeat(bytes, colours), bytes.length, 1), 0, 0);
}
