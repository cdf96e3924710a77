import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { beforeEach, describe, expect, test } from 'vitest';

import { checkTensors } from '../../../models/weights/requirements.ts';
import { SafetensorsFile } from '../../../models/weights/safetensors.ts';
import { writeSafetensors } from '../../../models/weights/write-safetensors.ts';
import { temporaryFolder } from '../../temp.ts';

let path: string;
beforeEach(() => {
  path = join(temporaryFolder(), 'model.safetensors');
});

/** A file with this header and so many bytes behind it. */
async function writeRaw(header: unknown, data: Uint8Array | number, length?: number): Promise<void> {
  const json = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
  const prefix = Buffer.alloc(8);
  prefix.writeBigUInt64LE(BigInt(length ?? json.length));
  await writeFile(path, Buffer.concat([prefix, json, typeof data === 'number' ? Buffer.alloc(data) : data]));
}

async function read(name: string): Promise<number[]> {
  const file = await SafetensorsFile.open(path);
  try {
    return [...(await file.readFloat32(name))];
  } finally {
    await file.close();
  }
}

const bytes16 = (...values: number[]): Uint8Array => new Uint8Array(Uint16Array.from(values).buffer);

describe('a safetensors file', () => {
  test('written is read again, scalars and empty tensors too', async () => {
    const data = Float32Array.of(1.5, -2, 3, 4, 5, 6);
    await writeSafetensors(path, {
      matrix: { shape: [2, 3], data },
      scalar: { shape: [], data: Float32Array.of(7) },
      empty: { shape: [0, 4], data: new Float32Array() },
    });
    expect(await read('matrix')).toEqual([...data]);
    expect(await read('scalar')).toEqual([7]);
    expect(await read('empty')).toEqual([]);
  });

  test('in F16 gives the exact values, subnormal and infinite ones too', async () => {
    await writeRaw(
      { x: { dtype: 'F16', shape: [6], data_offsets: [0, 12] } },
      bytes16(0x3c00, 0xc000, 0x3555, 0x0001, 0x7c00, 0x7bff),
    );
    expect(await read('x')).toEqual([1, -2, 0.333251953125, 2 ** -24, Infinity, 65504]);
  });

  test('in BF16 gives the exact values', async () => {
    await writeRaw(
      { x: { dtype: 'BF16', shape: [3], data_offsets: [0, 6] } },
      bytes16(0x3f80, 0xc049, 0x0080),
    );
    expect(await read('x')).toEqual([1, -3.140625, 2 ** -126]);
  });

  test('larger than what is read at a time is put together in order', async () => {
    const data = Float32Array.from({ length: (1 << 20) + 3 }, (_, index) => index);
    await writeSafetensors(path, {
      before: { shape: [1], data: Float32Array.of(9) },
      x: { shape: [data.length], data },
    });
    const file = await SafetensorsFile.open(path);
    const result = await file.readFloat32('x');
    await file.close();
    expect(Buffer.compare(Buffer.from(result.buffer), Buffer.from(data.buffer))).toBe(0);
  });

  test('is not written where values and shape differ', async () => {
    const tensors = { x: { shape: [2, 2], data: Float32Array.of(1) } };
    await expect(writeSafetensors(path, tensors)).rejects.toThrow(
      'tensor x has 1 values for the shape [2, 2]',
    );
  });
});

const tensor = (start: number, end: number, shape = [(end - start) / 4], dtype = 'F32'): unknown => ({
  dtype,
  shape,
  data_offsets: [start, end],
});

describe('a damaged safetensors file is refused before anything is read', () => {
  test.each<[string, unknown, number, string]>([
    ['not JSON', '{"x": ', 0, 'the header is not JSON'],
    ['a list', '[1, 2]', 0, 'the header is not JSON'],
    [
      'cut off',
      { x: tensor(0, 400) },
      100,
      'the file ends before tensor x does: the download is not complete',
    ],
    ['overlapping', { x: tensor(0, 8), y: tensor(4, 12) }, 12, 'tensor y overlaps another one'],
    ['with a hole', { x: tensor(0, 8), y: tensor(12, 16) }, 16, 'tensor y follows a hole'],
    ['with bytes of no tensor', { x: tensor(0, 8) }, 12, '4 bytes belong to no tensor'],
    ['of another length', { x: tensor(0, 8, [3]) }, 8, 'tensor x (F32 [3]) needs 12 bytes and has 8'],
    ['with an overflowing shape', { x: tensor(0, 8, [2 ** 40, 2 ** 40]) }, 8, 'tensor x (F32'],
    ['with a negative offset', { x: tensor(-4, 4) }, 8, "the header's entry for x is damaged"],
    ['of an unknown dtype', { x: tensor(0, 8, [2], 'F4') }, 8, 'tensor x has the unknown dtype F4'],
    [
      'of a dtype that clears the screen',
      { x: tensor(0, 8, [2], '\u001b[2J') },
      8,
      "the header's entry for x is damaged",
    ],
    ['with a name twice', '{"x": {}, "\\u0078": {}}', 0, 'the header has "x" twice'],
    [
      'with a key of a tensor twice',
      '{"x": {"dtype": "F32", "dtype": "F16"}}',
      0,
      'the header has "dtype" twice',
    ],
    [
      'with __proto__ for a name',
      '{"__proto__": {"dtype": "F32"}}',
      0,
      'a tensor cannot be called "__proto__"',
    ],
    [
      'with a name that clears the screen',
      { '\u001b[2J': tensor(0, 8) },
      8,
      'a tensor cannot be called "�[2J"',
    ],
    [
      'with a name that turns the line round',
      { 'a\u202eb': tensor(0, 8) },
      8,
      'a tensor cannot be called "a�b"',
    ],
    [
      'with half an offset',
      { x: { dtype: 'F32', shape: [1], data_offsets: [0.5, 4.5] } },
      8,
      'entry for x is damaged',
    ],
    [
      'with an offset above 2^53',
      '{"x": {"dtype": "F32", "shape": [0], "data_offsets": [9007199254740993, 9007199254740993]}}',
      0,
      'entry for x is damaged',
    ],
    [
      'with a size beyond all numbers',
      '{"x": {"dtype": "F32", "shape": [1e999], "data_offsets": [0, 0]}}',
      0,
      'entry for x is damaged',
    ],
    ['with an empty tensor beyond the end', { x: tensor(9, 9) }, 4, 'the file ends before tensor x does'],
    ['of nine dimensions', { x: tensor(0, 4, Array<number>(9).fill(1)) }, 4, 'entry for x is damaged'],
    ['nested without end', '['.repeat(100_000), 0, 'the header is nested more than 3 deep'],
    [
      'of millions of lists',
      `{"x": [${'[],'.repeat(300_001)}[]]}`,
      0,
      'the header has more than 300000 objects and lists',
    ],
  ])('%s', async (_, header, dataBytes, message) => {
    await writeRaw(header, dataBytes);
    await expect(SafetensorsFile.open(path)).rejects.toThrow(message);
    await expect(SafetensorsFile.open(path)).rejects.toThrow(path);
  });

  test.each([
    ['announces more than the file has', 1_000],
    ['announces more than any header may have', 2 ** 40],
  ])('whose header %s', async (_, length) => {
    await writeRaw('{}', 0, length);
    await expect(SafetensorsFile.open(path)).rejects.toThrow(
      `a header of ${length} bytes cannot be in a file of 10`,
    );
  });

  test('that is empty', async () => {
    await writeFile(path, '');
    await expect(SafetensorsFile.open(path)).rejects.toThrow('a header of 0 bytes cannot be in a file of 0');
  });

  test('that is missing', async () => {
    await expect(SafetensorsFile.open(path)).rejects.toMatchObject({ kind: 'missing', code: 'no-weights' });
  });

  test('or whose tensor has whole numbers where floats are needed', async () => {
    await writeRaw({ x: tensor(0, 8, [1], 'I64') }, 8);
    await expect(read('x')).rejects.toThrow('tensor x is I64; only F32, F16 and BF16 can be computed with');
  });
});

describe('the tensors that a network needs', () => {
  const check = async (required: { name: string; shape: number[] }[]): Promise<void> => {
    await writeRaw({ a: tensor(0, 8), b: tensor(8, 24, [2, 2]), ids: tensor(24, 32, [1], 'I64') }, 32);
    const file = await SafetensorsFile.open(path);
    await file.close();
    checkTensors(file, required, (name) => name === 'ids');
  };
  const [a, b] = [
    { name: 'a', shape: [2] },
    { name: 'b', shape: [2, 2] },
  ];

  test('pass with a buffer that may be ignored', async () => {
    await expect(check([a, b])).resolves.toBeUndefined();
  });

  test('are named when missing, extra, misshaped or no floats', async () => {
    await expect(check([a, b, { name: 'c', shape: [1] }])).rejects.toThrow('the weights lack c');
    await expect(check([a])).rejects.toThrow('the weights have b, which');
    await expect(check([a, { name: 'b', shape: [4] }])).rejects.toThrow(
      'tensor b has the shape [2, 2] where config.json',
    );
    await expect(check([a, b, { name: 'ids', shape: [1] }])).rejects.toThrow('tensor ids is I64');
  });
});
