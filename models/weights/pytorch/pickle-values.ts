/** What a pickle may build here: data, never an object with behaviour. A list is an array, a dict a Map. */

/** A name that the file refers to. `call` is what stands in for calling it, where the whitelist lets it be called. */
export class PickleGlobal {
  readonly name: string;
  readonly call: ((args: readonly PickleValue[]) => PickleValue) | undefined;

  constructor(name: string, call?: (args: readonly PickleValue[]) => PickleValue) {
    this.name = name;
    this.call = call;
  }
}

export class PickleTuple {
  readonly items: readonly PickleValue[];

  constructor(items: readonly PickleValue[]) {
    this.items = items;
  }
}

/** A run of values in an entry of the zip; several tensors may be views of one. */
export class StorageReference {
  readonly type: string;
  readonly key: string;
  readonly elements: number;

  constructor({ type, key, elements }: { type: string; key: string; elements: number }) {
    this.type = type;
    this.key = key;
    this.elements = elements;
  }
}

/** A tensor as the file describes it; nothing about it has been checked but that these are whole numbers. */
export class TensorReference {
  readonly storage: StorageReference;
  /** In elements of the storage, as are the strides. */
  readonly offset: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];

  constructor(parts: Pick<TensorReference, 'storage' | 'offset' | 'shape' | 'strides'>) {
    this.storage = parts.storage;
    this.offset = parts.offset;
    this.shape = parts.shape;
    this.strides = parts.strides;
  }
}

export type PickleDict = Map<PickleValue, PickleValue>;
export type PickleValue =
  | string
  | number
  | bigint
  | boolean
  | null
  | Uint8Array
  | PickleValue[]
  | PickleDict
  | Set<PickleValue>
  | PickleTuple
  | PickleGlobal
  | StorageReference
  | TensorReference;
