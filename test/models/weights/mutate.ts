/** Seeded damage, as accidents and attackers do it. */

/** Numbers at which readers trip: limits of types, negative ones, zero. */
const tripNumbers = [0, 1, 0x7f, 0x80, 0xff, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff, 2 ** 31, 2 ** 53];

export type Draw = (below: number) => number;

function at(draw: Draw, bytes: Buffer): number {
  return draw(Math.max(1, bytes.length));
}

type Mutation = (bytes: Buffer, draw: Draw) => Buffer;

const mutations: readonly Mutation[] = [
  function flipBit(bytes, draw) {
    const place = at(draw, bytes);
    bytes[place] = (bytes[place] ?? 0) ^ (1 << draw(8));
    return bytes;
  },
  function setByte(bytes, draw) {
    bytes[at(draw, bytes)] = draw(256);
    return bytes;
  },
  function setNumber(bytes, draw) {
    const value = tripNumbers[draw(tripNumbers.length)] ?? 0;
    const size = [2, 4, 8][draw(3)] ?? 4;
    const place = at(draw, bytes);
    if (place + size > bytes.length) return bytes;
    if (size === 8) bytes.writeBigUInt64LE(BigInt(value), place);
    else bytes.writeUIntLE(value % 2 ** (8 * size), place, size);
    return bytes;
  },
  function cutOff(bytes, draw) {
    return bytes.subarray(0, at(draw, bytes));
  },
  function remove(bytes, draw) {
    const start = at(draw, bytes);
    return Buffer.concat([bytes.subarray(0, start), bytes.subarray(start + draw(40))]);
  },
  function repeat(bytes, draw) {
    const start = at(draw, bytes);
    const piece = bytes.subarray(start, start + draw(40));
    const copies = Array.from({ length: draw(20) }, () => piece);
    return Buffer.concat([bytes.subarray(0, start), ...copies, bytes.subarray(start)]);
  },
  function move(bytes, draw) {
    const piece = Buffer.from(bytes.subarray(at(draw, bytes)).subarray(0, draw(40)));
    piece.copy(bytes, at(draw, bytes));
    return bytes;
  },
];

/** A copy with one to three damages. */
export function mutate(original: Uint8Array, draw: Draw): Buffer {
  let bytes = Buffer.from(original);
  for (let count = 1 + draw(3); count > 0; count--)
    bytes = Buffer.from(mutations[draw(mutations.length)]?.(bytes, draw) ?? bytes);
  return bytes;
}

const tripTexts = [
  '-1', '0', '1e308', '1e999', '0.5', '9007199254740993', 'null', '[]', '{}', '"__proto__"', '"F32"', '""', '"../x"', 'true',
  '[[[[[[[[1]]]]]]]]', '"\\u0061"', '[18446744073709551615]',
]; // prettier-ignore

/** JSON with one to three of its values or keys replaced: damage that still parses. */
export function mutateJson(text: string, draw: Draw): string {
  let result = text;
  for (let count = 1 + draw(3); count > 0; count--) {
    const tokens = [...result.matchAll(/"[^"]*"|-?[\d.e]+|\[[^[\]]*\]/g)];
    const token = tokens[draw(Math.max(1, tokens.length))];
    if (token === undefined) return result;
    const other = draw(2) === 0 ? tripTexts[draw(tripTexts.length)] : tokens[draw(tokens.length)]?.[0];
    result = result.slice(0, token.index) + (other ?? '') + result.slice(token.index + token[0].length);
  }
  return result;
}
