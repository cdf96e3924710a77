/** Files as `torch.save` writes them, piece by piece, so that each piece can be wrong. */
import { writeFileSync } from 'node:fs';
import { crc32 } from 'node:zlib';

type Bytes = Uint8Array;
const byte = (...values: number[]): Bytes => Uint8Array.from(values);
const join = (...parts: readonly Bytes[]): Buffer => Buffer.concat(parts);

function uint(value: number, bytes: 2 | 4 | 8): Buffer {
  const result = Buffer.alloc(bytes);
  if (bytes === 8) result.writeBigUInt64LE(BigInt(value));
  else result.writeUIntLE(value, 0, bytes);
  return result;
}

/** Pieces of a pickle in protocol 2. */
export const pickle = {
  text: (value: string): Bytes => join(byte(0x58), uint(Buffer.byteLength(value), 4), Buffer.from(value)),
  int: (value: number): Bytes => {
    const result = Buffer.alloc(5, 'J');
    result.writeInt32LE(value, 1);
    return result;
  },
  /** LONG1, for what does not fit in 32 bits. */
  long: (value: number): Bytes => join(byte(0x8a, 8), uint(value, 8)),
  false: byte(0x89),
  tuple: (...items: readonly Bytes[]): Bytes => join(byte(0x28), ...items, byte(0x74)),
  global: (module: string, name: string): Bytes => Buffer.from(`c${module}\n${name}\n`),
  call: (callable: Bytes, ...args: readonly Bytes[]): Bytes =>
    join(callable, pickle.tuple(...args), byte(0x52)),
  dict: (entries: readonly (readonly [string, Bytes])[]): Bytes =>
    join(byte(0x7d, 0x28), ...entries.flatMap(([key, value]) => [pickle.text(key), value]), byte(0x75)),
  program: (...parts: readonly Bytes[]): Buffer => join(byte(0x80, 2), ...parts, byte(0x2e)),
};

export interface DescribedTensor {
  readonly storage?: string;
  readonly key?: string;
  readonly elements: number;
  readonly offset?: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
}

const number = (value: number): Bytes => (Math.abs(value) < 2 ** 31 ? pickle.int(value) : pickle.long(value));

export function pickleTensor(tensor: DescribedTensor): Bytes {
  const { storage = 'FloatStorage', key = '0', elements, offset = 0, shape, strides } = tensor;
  const id = pickle.tuple(
    pickle.text('storage'), pickle.global('torch', storage), pickle.text(key), pickle.text('cpu'), number(elements),
  ); // prettier-ignore
  return pickle.call(
    pickle.global('torch._utils', '_rebuild_tensor_v2'),
    join(id, byte(0x51)),
    number(offset),
    pickle.tuple(...shape.map(number)),
    pickle.tuple(...strides.map(number)),
    pickle.false,
    pickle.call(pickle.global('collections', 'OrderedDict')),
  );
}

interface ZipPart {
  readonly name: string;
  readonly data: Bytes;
}

function localHeader({ name, data }: ZipPart): Buffer {
  const fixed = [
    uint(0x04034b50, 4),
    Buffer.alloc(10),
    uint(crc32(data), 4),
    uint(data.length, 4),
    uint(data.length, 4),
  ];
  return join(...fixed, uint(Buffer.byteLength(name), 2), uint(0, 2), Buffer.from(name), data);
}

function directoryEntry({ name, data }: ZipPart, offset: number): Buffer {
  const fixed = [
    uint(0x02014b50, 4),
    Buffer.alloc(12),
    uint(crc32(data), 4),
    uint(data.length, 4),
    uint(data.length, 4),
  ];
  return join(
    ...fixed,
    uint(Buffer.byteLength(name), 2),
    Buffer.alloc(12),
    uint(offset, 4),
    Buffer.from(name),
  );
}

/** Stored entries, and both records of the directory's place, as torch's own writer. */
export function zip(parts: readonly ZipPart[]): Buffer {
  let offset = 0;
  const headers = parts.map(localHeader);
  const directory = join(
    ...parts.map((part, index) => {
      const entry = directoryEntry(part, offset);
      offset += headers[index]?.length ?? 0;
      return entry;
    }),
  );
  const count = uint(parts.length, 8);
  const end64 = [
    uint(0x06064b50, 4),
    uint(44, 8),
    Buffer.alloc(12),
    count,
    count,
    uint(directory.length, 8),
    uint(offset, 8),
  ];
  const locator = [uint(0x07064b50, 4), uint(0, 4), uint(offset + directory.length, 8), uint(1, 4)];
  const short = uint(parts.length, 2);
  const end = [
    uint(0x06054b50, 4),
    uint(0, 4),
    short,
    short,
    uint(directory.length, 4),
    uint(offset, 4),
    uint(0, 2),
  ];
  return join(...headers, directory, ...end64, ...locator, ...end);
}

/** A checkpoint with this pickle and these storages. */
export function torchZip(program: Bytes, storages: Readonly<Record<string, Bytes>>): Buffer {
  const data = Object.entries(storages).map(([key, bytes]) => ({ name: `archive/data/${key}`, data: bytes }));
  const version = { name: 'archive/version', data: Buffer.from('3\n') };
  return zip([{ name: 'archive/data.pkl', data: program }, ...data, version]);
}

export const floats = (...values: number[]): Bytes => new Uint8Array(Float32Array.from(values).buffer);

/** Tensors that lie row by row, each in a storage of its own. */
export function writeTorchFile(
  path: string,
  tensors: Readonly<Record<string, { readonly shape: readonly number[]; readonly data: Float32Array }>>,
): void {
  const entries = Object.entries(tensors);
  const described = entries.map(([name, { shape, data }], key) => {
    const strides = shape.map((_, axis) =>
      shape.slice(axis + 1).reduce((size, dimension) => size * dimension, 1),
    );
    return [name, pickleTensor({ key: String(key), elements: data.length, shape, strides })] as const;
  });
  const storages = entries.map(
    ([, { data }], key) =>
      [String(key), new Uint8Array(data.buffer, data.byteOffset, data.byteLength)] as const,
  );
  writeFileSync(path, torchZip(pickle.program(pickle.dict(described)), Object.fromEntries(storages)));
}
