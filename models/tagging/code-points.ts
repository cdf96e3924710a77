/**
 * Inside, offsets count UTF-16 code units; what leaves the program counts code points, as Python does. The table has an
 * entry for each offset 0…text.length; an offset within a surrogate pair counts the pair's code point as passed.
 */
export function codePointOffsets(text: string): Uint32Array {
  const table = new Uint32Array(text.length + 1);
  let unit = 0;
  let point = 0;
  for (const character of text) {
    table[unit] = point++;
    if (character.length === 2) table[unit + 1] = point;
    unit += character.length;
  }
  table[unit] = point;
  return table;
}

/** One offset; where a text has many, take `codePointOffsets` once. Past the end it is the number of code points. */
export function toCodePointOffset(text: string, utf16Offset: number): number {
  let count = 0;
  for (const _ of text.slice(0, utf16Offset)) count++;
  return count;
}
