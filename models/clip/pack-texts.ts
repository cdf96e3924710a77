import type { IntegerTensor } from '../runtime/session.ts';

/** About as many tokens a row: long enough that rows fill evenly, short enough that attention, which grows with its square, stays cheap. */
const rowTokens = 96;

/** What `encodePackedTexts` is fed. */
export interface PackedTexts {
  readonly ids: IntegerTensor;
  readonly starts: IntegerTensor;
  readonly ends: IntegerTensor;
}

interface Placed {
  readonly row: number;
  readonly start: number;
}

/** Longest first, each into the row that is shortest so far (Graham 1969), so that little is padded. */
function placeTexts(lengths: readonly number[]): {
  readonly placed: readonly Placed[];
  readonly rows: number[];
} {
  const total = lengths.reduce((sum, length) => sum + length, 0);
  const rows = new Array<number>(Math.max(1, Math.ceil(total / rowTokens))).fill(0);
  const placed = new Array<Placed>(lengths.length);
  const longestFirst = [...lengths.keys()].sort((a, b) => (lengths[b] ?? 0) - (lengths[a] ?? 0));
  for (const index of longestFirst) {
    const row = rows.indexOf(Math.min(...rows));
    const start = rows[row] ?? 0;
    placed[index] = { row, start };
    rows[row] = start + (lengths[index] ?? 0);
  }
  return { placed, rows };
}

/** Token sequences, each up to and with its end token, side by side in as few rows as is good. `ends` keeps their order. */
export function packTexts(sequences: readonly (readonly number[])[]): PackedTexts {
  const { placed, rows } = placeTexts(sequences.map(({ length }) => length));
  const length = Math.max(...rows);
  const shape = [rows.length, length];
  const ids = new BigInt64Array(rows.length * length);
  // What pads a row is a text of its own from where the row's last one ends, so that its attention has something to see.
  const starts = BigInt64Array.from(ids, (_, place) => BigInt(rows[Math.floor(place / length)] ?? 0));
  const ends = sequences.map((sequence, index) => {
    const { row = 0, start = 0 } = placed[index] ?? {};
    const first = row * length + start;
    ids.set(BigInt64Array.from(sequence, BigInt), first);
    starts.fill(BigInt(start), first, first + sequence.length);
    return first + sequence.length - 1;
  });
  return {
    ids: { data: ids, shape },
    starts: { data: starts, shape },
    ends: { data: BigInt64Array.from(ends, BigInt), shape: [ends.length] },
  };
}
