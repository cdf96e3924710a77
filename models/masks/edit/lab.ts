/** sRGB's curve, by byte. */
const linear = Float32Array.from({ length: 256 }, (_, byte) => {
  const value = byte / 255;
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
});

const steps = 4096;
/** CIELAB's f by 4096 steps of 0…1: cube roots are slow, and bytes have fewer steps. */
const root = Float32Array.from({ length: steps + 1 }, (_, step) => {
  const value = step / steps;
  return value > 216 / 24389 ? Math.cbrt(value) : (value * 24389) / 27 / 116 + 16 / 116;
});

const rootOf = (value: number): number => root[Math.round(value * steps)] ?? 1;

/**
 * CIELAB of an sRGB colour with the white point D65, to `target` at `at`: L in 0…100, a and b around 0. Equal distances look about equal
 * there, so one threshold fits all colours. The bytes need not be whole.
 */
export function writeLab(
  target: Float32Array,
  at: number,
  [r, g, b]: readonly [r: number, g: number, b: number],
): void {
  const red = linear[Math.round(r)] ?? 0;
  const green = linear[Math.round(g)] ?? 0;
  const blue = linear[Math.round(b)] ?? 0;
  const x = rootOf((0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505);
  const y = rootOf(0.2126 * red + 0.7152 * green + 0.0722 * blue);
  const z = rootOf((0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089);
  target[at] = 116 * y - 16;
  target[at + 1] = 500 * (x - y);
  target[at + 2] = 200 * (y - z);
}

/** Of the colours number `one` and `other` of lab [·3]. */
export function colourDistance(lab: Float32Array, one: number, other: number): number {
  const dl = (lab[one * 3] ?? 0) - (lab[other * 3] ?? 0);
  const da = (lab[one * 3 + 1] ?? 0) - (lab[other * 3 + 1] ?? 0);
  const db = (lab[one * 3 + 2] ?? 0) - (lab[other * 3 + 2] ?? 0);
  return Math.sqrt(dl * dl + da * da + db * db);
}
