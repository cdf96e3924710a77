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

/** The colour of a value in 0…1, as bytes. */
export function viridis(value: number): readonly [red: number, green: number, blue: number] {
  const position = Math.min(1, Math.max(0, value)) * (STOPS.length - 1);
  const index = Math.min(STOPS.length - 2, Math.floor(position));
  const from = STOPS[index] ?? STOPS[0];
  const to = STOPS[index + 1] ?? from;
  const share = position - index;
  const mix = (channel: 0 | 1 | 2) => Math.round(from[channel] + (to[channel] - from[channel]) * share);
  return [mix(0), mix(1), mix(2)];
}

/** RGBA bytes of a heat map's cells, row by row. */
export function paintHeat(data: Uint8Array): Uint8ClampedArray<ArrayBuffer> {
  const rgba = new Uint8ClampedArray(data.length * 4);
  data.forEach((byte, cell) => {
    rgba.set(viridis(byte / 255), cell * 4);
    rgba[cell * 4 + 3] = 255;
  });
  return rgba;
}
