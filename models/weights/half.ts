/** 16-bit floats, widened. Every value of either kind is exact in fp32. */

function widenHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

let table: Float32Array | undefined;

/** IEEE half precision (F16). A table of all 65,536 values is ten times faster than the arithmetic. */
export function widenF16(source: Uint16Array, target: Float32Array): void {
  table ??= Float32Array.from({ length: 0x10000 }, (_, bits) => widenHalf(bits));
  for (let index = 0; index < source.length; index++) target[index] = table[source[index] ?? 0] ?? 0;
}

/** bfloat16: the upper half of an fp32. */
export function widenBF16(source: Uint16Array, target: Float32Array): void {
  const bits = new Uint32Array(target.buffer, target.byteOffset, target.length);
  for (let index = 0; index < source.length; index++) bits[index] = (source[index] ?? 0) << 16;
}
