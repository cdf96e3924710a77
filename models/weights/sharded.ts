import type { WeightsReader } from './reader.ts';
import { findShard, readShardIndex, type ShardMap } from './shard-index.ts';
import type { StoredTensor } from './stored-tensor.ts';
import { WeightsError } from './weights-error.ts';

export type OpenShard = (path: string) => Promise<WeightsReader>;

const inOrder = (map: ShardMap): string[] => [...new Set(map.values())].sort();

/** Index and shards must say the same, else a shard is of another model than the index, and nothing would tell. */
function checkShard(index: string, map: ShardMap, shard: { name: string; reader: WeightsReader }): void {
  for (const name of shard.reader.tensors.keys()) {
    const place = map.get(name);
    if (place === shard.name) continue;
    const why =
      place === undefined
        ? `${shard.name} has tensor ${name}, which the index does not name`
        : `${shard.name} has tensor ${name}, which the index places in ${place}`;
    throw new WeightsError(index, `${why}: they are not of one download, fetch them again.`);
  }
}

async function closeAll(readers: Iterable<WeightsReader>): Promise<void> {
  await Promise.all([...readers].map((reader) => reader.close()));
}

async function openShards(
  index: string,
  map: ShardMap,
  open: OpenShard,
): Promise<Map<string, WeightsReader>> {
  const readers = new Map<string, WeightsReader>();
  try {
    for (const name of inOrder(map)) {
      const reader = await open(await findShard(index, name));
      readers.set(name, reader);
      checkShard(index, map, { name, reader });
    }
    return readers;
  } catch (error) {
    await closeAll(readers.values());
    throw error;
  }
}

/** Weights in several files, with an index that says which tensor lies where. */
export class ShardedWeights implements WeightsReader {
  readonly path: string;
  readonly paths: readonly string[];
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  readonly #owners: ReadonlyMap<string, WeightsReader>;
  readonly #shards: readonly WeightsReader[];

  private constructor(path: string, map: ShardMap, shards: ReadonlyMap<string, WeightsReader>) {
    this.path = path;
    this.#shards = [...shards.values()];
    this.paths = this.#shards.map((shard) => shard.path);
    const tensors = new Map<string, StoredTensor>();
    const owners = new Map<string, WeightsReader>();
    for (const [name, place] of map) {
      const owner = shards.get(place);
      const tensor = owner?.tensors.get(name);
      if (owner === undefined || tensor === undefined)
        throw new WeightsError(
          path,
          `${place} lacks tensor ${name}, which the index places there: they are not of one download, fetch them again.`,
        );
      tensors.set(name, tensor);
      owners.set(name, owner);
    }
    this.tensors = tensors;
    this.#owners = owners;
  }

  /** Opens the index and every shard, and checks that they agree. Throws a WeightsError that names the index or the shard. */
  static async open(path: string, openShard: OpenShard): Promise<ShardedWeights> {
    const map = await readShardIndex(path);
    const shards = await openShards(path, map, openShard);
    try {
      return new ShardedWeights(path, map, shards);
    } catch (error) {
      await closeAll(shards.values());
      throw error;
    }
  }

  #owner(name: string): WeightsReader {
    const owner = this.#owners.get(name);
    if (owner === undefined) throw new WeightsError(this.path, `there is no tensor ${name}.`);
    return owner;
  }

  async *chunks(name: string): AsyncGenerator<Float32Array> {
    yield* this.#owner(name).chunks(name);
  }

  async readFloat32(name: string): Promise<Float32Array> {
    return this.#owner(name).readFloat32(name);
  }

  async close(): Promise<void> {
    await closeAll(this.#shards);
  }
}
