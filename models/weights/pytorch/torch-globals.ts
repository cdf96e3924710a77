/** What a pickle of tensors may refer to, and what stands in for it. Nothing of it is code of the file. */
import { quote, type StoredType } from '../stored-tensor.ts';
import { WeightsError } from '../weights-error.ts';
import type { PickleWorld } from './pickle-machine.ts';
import {
  PickleGlobal,
  PickleTuple,
  StorageReference,
  TensorReference,
  type PickleValue,
} from './pickle-values.ts';

/** By the name of the storage that torch keeps values of a type in. */
export const storageTypes: ReadonlyMap<string, StoredType> = new Map([
  ['torch.DoubleStorage', 'F64'],
  ['torch.FloatStorage', 'F32'],
  ['torch.HalfStorage', 'F16'],
  ['torch.BFloat16Storage', 'BF16'],
  ['torch.LongStorage', 'I64'],
  ['torch.IntStorage', 'I32'],
  ['torch.ShortStorage', 'I16'],
  ['torch.CharStorage', 'I8'],
  ['torch.ByteStorage', 'U8'],
  ['torch.BoolStorage', 'BOOL'],
]);

const dtypes = [
  'float64', 'double', 'float32', 'float', 'float16', 'half', 'bfloat16', 'int64', 'long', 'int32', 'int', 'int16', 'short',
  'int8', 'uint8', 'bool',
].map((name) => `torch.${name}`); // prettier-ignore

const isWhole = (value: PickleValue | undefined): value is number => Number.isSafeInteger(value);
const isWholes = (values: readonly PickleValue[]): values is readonly number[] => values.every(isWhole);

/** Stand-ins for the functions that pickles of tensors call, each checking what it is given. */
function callables(file: string): [string, (args: readonly PickleValue[]) => PickleValue][] {
  const fail = (name: string): never => {
    throw new WeightsError(
      file,
      `its pickle calls ${name} with what torch.save never gives it; take the file from elsewhere.`,
    );
  };
  const rebuildTensor = (args: readonly PickleValue[]): PickleValue => {
    const [storage, offset, shape, strides] = args;
    const isTensor =
      storage instanceof StorageReference &&
      isWhole(offset) &&
      shape instanceof PickleTuple &&
      strides instanceof PickleTuple &&
      isWholes(shape.items) &&
      isWholes(strides.items);
    if (!isTensor) return fail('torch._utils._rebuild_tensor_v2');
    return new TensorReference({ storage, offset, shape: shape.items, strides: strides.items });
  };
  const first =
    (name: string, isRight: (value: PickleValue) => boolean) => (args: readonly PickleValue[]) => {
      const [value] = args;
      return value !== undefined && isRight(value) ? value : fail(name);
    };
  const isTensor = (value: PickleValue): boolean => value instanceof TensorReference;
  return [
    ['torch._utils._rebuild_tensor', rebuildTensor],
    ['torch._utils._rebuild_tensor_v2', rebuildTensor],
    ['torch._utils._rebuild_parameter', first('torch._utils._rebuild_parameter', isTensor)],
    ['torch.Size', first('torch.Size', (value) => value instanceof PickleTuple)],
    ['torch.device', first('torch.device', (value) => typeof value === 'string')],
    // With items to begin with, it would copy them, and a short pickle could ask for that again and again.
    ['collections.OrderedDict', (args) => (args.length === 0 ? new Map() : fail('collections.OrderedDict'))],
  ];
}

/** ('storage', type, key, device, elements): what `torch.save` leaves in the pickle in place of the values. */
function findStorage(file: string, id: PickleValue): StorageReference {
  const [kind, type, key, , elements] = id instanceof PickleTuple ? id.items : [];
  if (
    kind === 'storage' &&
    type instanceof PickleGlobal &&
    storageTypes.has(type.name) &&
    typeof key === 'string' &&
    isWhole(elements) &&
    elements >= 0
  )
    return new StorageReference({ type: type.name, key, elements });
  throw new WeightsError(
    file,
    'its pickle refers to something that is not the storage of a tensor; take the file from elsewhere.',
  );
}

/** The names and persistent ids that a file of tensors may have. */
export function torchWorld(file: string): PickleWorld {
  const known = new Map<string, PickleGlobal>();
  for (const name of [...storageTypes.keys(), ...dtypes]) known.set(name, new PickleGlobal(name));
  for (const [name, call] of callables(file)) known.set(name, new PickleGlobal(name, call));
  return {
    findGlobal: (name) => {
      const found = known.get(name);
      if (found !== undefined) return found;
      const why = `its pickle wants ${quote(name)}, which is code or an object beyond plain tensors, and is not read; in Python, save the state_dict alone: torch.save(model.state_dict(), …).`;
      throw new WeightsError(file, why);
    },
    findPersistent: (id) => findStorage(file, id),
  };
}
