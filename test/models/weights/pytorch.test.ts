import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { beforeEach, describe, expect, test } from 'vitest';

import { PytorchFile } from '../../../models/weights/pytorch.ts';
import { golden, hasShared, sharedNote } from '../../shared.ts';
import { temporaryFolder } from '../../temp.ts';
import { floats, pickle, pickleTensor, torchZip, zip, type DescribedTensor } from './torch-zip.ts';

let path: string;
beforeEach(() => {
  path = join(temporaryFolder(), 'model.pth');
});

const six = { '0': floats(1, 2, 3, 4, 5, 6) };
const row: DescribedTensor = { elements: 6, shape: [6], strides: [1] };

function write(program: Uint8Array, storages: Readonly<Record<string, Uint8Array>> = six): void {
  writeFileSync(path, torchZip(program, storages));
}

/** A file whose root is this dict. */
const writeDict = (...entries: [string, Uint8Array][]): void => write(pickle.program(pickle.dict(entries)));

async function withFile<Result>(
  use: (file: PytorchFile) => Result,
  select?: string,
): Promise<Awaited<Result>> {
  const file = await PytorchFile.open(path, select === undefined ? {} : { select });
  try {
    return await use(file);
  } finally {
    await file.close();
  }
}

const names = (select?: string): Promise<string[]> => withFile((file) => [...file.tensors.keys()], select);
const read = (name = 'x'): Promise<number[]> => withFile(async (file) => [...(await file.readFloat32(name))]);

async function refusal(): Promise<string> {
  const error = await names().then(
    () => new Error('it was opened'),
    (thrown: unknown) => thrown,
  );
  expect(error).toMatchObject({ code: 'bad-weights' });
  const message = error instanceof Error ? error.message : '';
  expect(message).toContain(path);
  return message;
}

describe.skipIf(!hasShared)(`the reference checkpoint of TCL${sharedNote}`, () => {
  test('opens with its names, shapes and values, as PyTorch 1.13 read them, and what else was saved', async () => {
    path = golden('tcl-mini.pth');
    const reference = JSON.parse(readFileSync(golden('tcl.json'), 'utf8')) as { names: string[] };
    const hash = createHash('sha256');
    await withFile(async (file) => {
      expect([...file.tensors.keys()].sort()).toEqual(reference.names);
      for (const name of reference.names) {
        const tensor = file.tensors.get(name);
        hash.update(`${name} ${tensor?.shape.join()}\n`);
        hash.update(new Uint8Array((await file.readFloat32(name)).buffer));
      }
      expect(Object.fromEntries(file.metadata)).toEqual({ epoch: 0, step: 1, note: 'mini' });
    });
    expect(hash.digest('hex')).toBe('bddb815c4dbfa30c8b6d91ca7431ae0d205660e52d930eb55d4367920911d196');
    expect([await read('masker.sim2mask.w'), await read('masker.sim2mask.b')]).toEqual([
      [Math.fround(10.3)],
      [Math.fround(-2.2)],
    ]);
  });
});

describe('a PyTorch file', () => {
  test.each<[string, Partial<DescribedTensor>, number[]]>([
    ['row by row', { shape: [2, 3], strides: [3, 1] }, [1, 2, 3, 4, 5, 6]],
    ['transposed', { shape: [3, 2], strides: [1, 3] }, [1, 4, 2, 5, 3, 6]],
    ['from the middle of its storage', { offset: 2, shape: [3], strides: [1] }, [3, 4, 5]],
    ['every other one', { offset: 1, shape: [3], strides: [2] }, [2, 4, 6]],
    ['in three dimensions', { shape: [3, 1, 2], strides: [2, 77, 1] }, [1, 2, 3, 4, 5, 6]],
    ['as a scalar', { offset: 4, shape: [], strides: [] }, [5]],
    ['empty', { shape: [0, 3], strides: [3, 1] }, []],
    ['empty and transposed', { shape: [3, 0], strides: [1, 3] }, []],
  ])('gives the values of a tensor that lies %s', async (_, part, values) => {
    writeDict(['x', pickleTensor({ ...row, ...part })]);
    expect(await read()).toEqual(values);
  });

  test('gives the values of several tensors in one storage', async () => {
    writeDict(['x', pickleTensor(row)], ['y', pickleTensor({ ...row, offset: 3, shape: [3] })]);
    expect([await read('x'), await read('y')]).toEqual([[1, 2, 3, 4, 5, 6], [4, 5, 6]]); // prettier-ignore
  });

  test.each([
    ['HalfStorage', '003c00c0', [1, -2]],
    ['BFloat16Storage', '803f49c0', [1, -3.140625]],
  ])('widens %s', async (storage, hex, values) => {
    const tensor = pickleTensor({ storage, elements: 2, shape: [2], strides: [1] });
    write(pickle.program(pickle.dict([['x', tensor]])), { '0': Buffer.from(hex, 'hex') });
    expect(await read()).toEqual(values);
  });

  test('lists integers, which cannot be computed with', async () => {
    const ids = pickleTensor({ storage: 'LongStorage', elements: 3, shape: [3], strides: [1] });
    write(pickle.program(pickle.dict([['ids', ids]])), { '0': Buffer.alloc(24) });
    expect(await names()).toEqual(['ids']);
    await expect(read('ids')).rejects.toThrow(
      'tensor ids is I64; only F32, F16 and BF16 can be computed with',
    );
  });

  test('larger than what is gathered at a time is put together in order', async () => {
    const [height, width] = [1500, 1001];
    const data = Float32Array.from({ length: height * width }, (_, index) => index);
    const tensor = pickleTensor({ elements: data.length, shape: [width, height], strides: [1, width] });
    write(pickle.program(pickle.dict([['x', tensor]])), { '0': new Uint8Array(data.buffer) });
    const result = await withFile((file) => file.readFloat32('x'));
    expect(
      result.every((value, index) => value === (index % height) * width + Math.floor(index / height)),
    ).toBe(true);
  });

  test.each(['state_dict', 'model_state_dict', 'model'])(
    'gives the tensors below %s by their own names',
    async (place) => {
      const optimizer = pickle.dict([['state', pickleTensor(row)]]);
      writeDict(
        [place, pickle.dict([['a.b', pickleTensor(row)]])],
        ['optimizer', optimizer],
        ['epoch', pickle.int(3)],
      );
      expect(await names()).toEqual(['a.b']);
      expect(await withFile((file) => file.metadata.get('epoch'))).toBe(3);
      expect(await names('optimizer')).toEqual(['state']);
    },
  );

  test('joins the names of nested dicts with dots where no dict is a usual place', async () => {
    writeDict(['x', pickleTensor(row)], ['model', pickle.dict([['y', pickleTensor(row)]])]);
    expect(await names()).toEqual(['x', 'model.y']);
  });

  test('with parameters and the state of a module is read', async () => {
    const parameter = pickle.call(
      pickle.global('torch._utils', '_rebuild_parameter'),
      pickleTensor(row),
      pickle.false,
    );
    const ordered = pickle.call(pickle.global('collections', 'OrderedDict'));
    const build = Buffer.concat([ordered, Buffer.from('('), pickle.text('x'), parameter, Buffer.from('u}b')]);
    write(pickle.program(build));
    expect(await read()).toEqual([1, 2, 3, 4, 5, 6]);
  });
});

describe('a pickle that is more than data is refused by the name of', () => {
  test.each([
    ['os', 'system'],
    ['builtins', 'eval'],
    ['torch.nn.modules.linear', 'Linear'],
    ['numpy.core.multiarray', '_reconstruct'],
    ['torch', 'load'],
    ['__builtin__', 'getattr'],
  ])('the global %s.%s', async (module, name) => {
    writeDict(['x', pickle.call(pickle.global(module, name), pickle.text('id'))]);
    expect(await refusal()).toContain(
      `its pickle wants "${module}.${name}", which is code or an object beyond plain tensors`,
    );
  });

  test.each([
    ['INST', '(X\u0002\u0000\u0000\u0000idios\nsystem\n'],
    ['OBJ', '(o'],
    ['NEWOBJ', '})\u0081'],
    ['EXT1', '\u0082\u0001'],
    ['PERSID', 'P0\n'],
    ['0xff', '\u00ff'],
  ])('the opcode %s', async (name, program) => {
    write(pickle.program(Buffer.from(program, 'latin1')));
    expect(await refusal()).toContain(
      `there is the opcode ${name}, which a file of plain tensors does not need`,
    );
  });

  test.each<[string, string, string]>([
    ['a call of a dict', '})R', 'there is a call of what is no function'],
    ['a call of a type', 'ctorch\nFloatStorage\n)R', 'there is a call of what is no function'],
    [
      'a dict with a beginning',
      'ccollections\nOrderedDict\n(]tR',
      'calls collections.OrderedDict with what torch.save never',
    ],
    [
      'a tensor of a number',
      'ctorch._utils\n_rebuild_tensor_v2\n(K\u0001tR',
      'calls torch._utils._rebuild_tensor_v2 with what',
    ],
    ['state for a list', ']}b', 'the opcode BUILD sets the state of something but a dict'],
    ['a storage that is none', 'K\u0001Q', 'refers to something that is not the storage of a tensor'],
    ['a key that is there twice', '}(K\u0001K\u0002K\u0001K\u0003u', 'the key of an item is there twice'],
    ['nothing on the stack', '', 'the stack is empty'],
    ['values from beyond a mark', '}(K\u0001s', 'the stack is empty'],
    ['no mark', '}u', 'there is no mark'],
    ['a memory of nothing', 'h\u0007', 'nothing is remembered as 7'],
    ['a text of 4 GB', 'X\u00ff\u00ff\u00ff\u00ff', 'there is an early end'],
    ['protocol 0', '\u0080\u0000', 'there is the unknown protocol 0'],
  ])('of what is wrong: %s', async (_, program, message) => {
    write(pickle.program(Buffer.from(program, 'latin1')));
    expect(await refusal()).toContain(message);
  });

  /** Each dict holds the one before twice: a walk of 2^30 steps for 400 bytes. */
  const doubled = Array.from({ length: 30 }, (_, index) => {
    const [before, after] = [index, index + 1].map((at) => String.fromCharCode(at));
    return `}(K\u0001h${before}K\u0002h${before}uq${after}`;
  });

  test.each([
    ['a dict that holds itself', '}q\u0000(X\u0001\u0000\u0000\u0000ah\u0000u'],
    ['thirty dicts, each twice in the next', `}q\u0000${doubled.join('')}`],
  ])('nothing in particular: %s', async (_, program) => {
    write(pickle.program(Buffer.from(program, 'latin1')));
    expect(await refusal()).toContain('its dicts are nested without end');
  });

  test('nothing in particular: a million dicts', async () => {
    write(pickle.program(Buffer.from('}'.repeat(1_000_000))));
    expect(await refusal()).toContain('there are more than 500000 objects');
  });
});

describe('a tensor is refused before anything is allocated for it where it', () => {
  test.each<[string, Partial<DescribedTensor>, string]>([
    ['is longer than its storage', { shape: [7] }, 'tensor x (F32 [7]) reaches beyond its storage of 6'],
    ['begins behind its storage', { offset: 6, shape: [1] }, 'reaches beyond its storage of 6'],
    ['steps over the end', { shape: [3], strides: [3] }, 'reaches beyond its storage of 6'],
    ['begins before its storage', { offset: -1 }, 'has a negative size'],
    ['has a negative stride', { offset: 5, strides: [-1] }, 'has a negative size'],
    ['has a negative side', { shape: [-6] }, 'has a negative size'],
    [
      'is as large as no memory',
      { shape: [2 ** 50, 2 ** 50], strides: [2 ** 50, 1] },
      'reaches beyond its storage of 6',
    ],
    ['expands a value to a billion', { shape: [2 ** 30], strides: [0] }, 'has 1073741824 values in 1 places'],
    ['overlaps itself', { shape: [3, 4], strides: [1, 1] }, 'has 12 values in 6 places'],
    ['has more sides than strides', { shape: [2, 3] }, 'has 2 dimensions and 1 strides'],
    [
      'has nine sides',
      { shape: Array<number>(9).fill(1), strides: Array<number>(9).fill(1) },
      'has 9 dimensions',
    ],
    [
      'has a storage of another length',
      { elements: 5, shape: [5] },
      'needs a storage of 5 F32, and that in the file has 24 bytes',
    ],
    ['has a storage of another type', { storage: 'DoubleStorage' }, 'needs a storage of 6 F64'],
    ['has no storage', { key: '7' }, 'it has no data for tensor x ("7")'],
    [
      'has a storage elsewhere in the zip',
      { key: '../data.pkl' },
      'it has no data for tensor x ("../data.pkl")',
    ],
  ])('%s', async (_, part, message) => {
    writeDict(['x', pickleTensor({ ...row, ...part })]);
    expect(await refusal()).toContain(message);
  });

  test.each([
    ['__proto__', '"__proto__"'],
    ['\u001b[2J', '"�[2J"'],
    ['', '""'],
  ])('is called %j', async (name, shown) => {
    writeDict([name, pickleTensor(row)]);
    expect(await refusal()).toContain(`a tensor cannot be called ${shown}`);
  });

  test('has the name of another one', async () => {
    writeDict(['a.b', pickleTensor(row)], ['a', pickle.dict([['b', pickleTensor(row)]])]);
    expect(await refusal()).toContain('it has two tensors called "a.b"');
  });
});

/** Changes some bytes of a whole file, counted from where a signature is first (or last) found. */
function patch(signature: string, offset: number, value: string, last = false): void {
  const bytes = readFileSync(path);
  const found = Buffer.from(signature, 'latin1');
  Buffer.from(value, 'latin1').copy(bytes, (last ? bytes.lastIndexOf(found) : bytes.indexOf(found)) + offset);
  writeFileSync(path, bytes);
}

const [entry, local, end64] = ['PK\u0001\u0002', 'PK\u0003\u0004', 'PK\u0006\u0006'];

describe('a zip is refused', () => {
  test.each<[string, () => void, string]>([
    [
      'whose pickle is compressed',
      () => patch(entry, 10, '\u0008'),
      '"archive/data.pkl" in it is compressed',
    ],
    ['whose pickle is encrypted', () => patch(entry, 8, '\u0001'), '"archive/data.pkl" in it is encrypted'],
    ['whose sizes differ', () => patch(entry, 24, '\u0001'), 'its zip directory is damaged'],
    [
      'whose entries lie in one another',
      () => patch(entry, 42, '\u0001\u0000', true),
      'its zip directory is damaged',
    ],
    [
      'whose names differ',
      () => patch(local, 30, 'x'),
      '"archive/data.pkl" in it is not where its zip directory says',
    ],
    [
      'whose pickle has another checksum',
      () => patch(entry, 16, 'abcd'),
      '"archive/data.pkl" in it is damaged',
    ],
    [
      'with a directory of 2^48 entries',
      () => patch(end64, 38, '\u0001'),
      'is larger than any that torch.save writes',
    ],
    [
      'with a directory of terabytes',
      () => patch(end64, 45, '\u0001'),
      'is larger than any that torch.save writes',
    ],
    ['with a directory elsewhere', () => patch(end64, 52, '\u0001'), 'its zip directory is damaged'],
  ])('%s', async (_, damage, message) => {
    writeDict(['x', pickleTensor(row)]);
    damage();
    expect(await refusal()).toContain(message);
  });

  test('that is cut off', async () => {
    writeDict(['x', pickleTensor(row)]);
    writeFileSync(path, readFileSync(path).subarray(0, -1));
    expect(await refusal()).toContain('the file has no zip directory at its end');
  });

  test.each<[string, string, string]>([
    ['TorchScript', 'archive/constants.pkl', 'this is a TorchScript program, which is not run'],
    ['of two checkpoints', 'other/data.pkl', 'this is a zip, but not one that torch.save has written'],
  ])('%s', async (_, name, message) => {
    const data = pickle.program(pickle.dict([]));
    writeFileSync(path, zip([{ name: 'archive/data.pkl', data }, { name, data }])); // prettier-ignore
    expect(await refusal()).toContain(message);
  });

  test('of a big-endian machine', async () => {
    const data = pickle.program(pickle.dict([]));
    writeFileSync(path, zip([{ name: 'a/data.pkl', data }, { name: 'a/byteorder', data: Buffer.from('big') }])); // prettier-ignore
    expect(await refusal()).toContain('it was saved on a big-endian machine');
  });

  test('without tensors', async () => {
    writeDict(['epoch', pickle.int(1)]);
    expect(await refusal()).toContain('there are no tensors in it');
  });

  test('in the format of before 1.6, with how to convert it', async () => {
    writeFileSync(
      path,
      Buffer.concat([Buffer.from('80028a0a6cfc9c46f9206aa850192e', 'hex'), Buffer.alloc(100)]),
    );
    expect(await refusal()).toContain(
      `in Python: torch.save(torch.load("${path}", map_location="cpu", weights_only=True), "${path}")`,
    );
  });
});
