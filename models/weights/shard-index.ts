/**
 * Hugging Face's index of weights that lie in several files: `{"weight_map": {"TENSOR": "model-00001-of-00002.safetensors"}}`. It comes
 * from a stranger and names files, so it may only name plain ones beside it.
 */
import { realpath } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';

import { parseJsonObject } from './json-object.ts';
import { OpenFile } from './open-file.ts';
import { checkTensorName, quote } from './stored-tensor.ts';
import { WeightsError } from './weights-error.ts';

const maxIndexBytes = 16_000_000;
/** Every shard is held open; many systems allow a process 1,024 files. */
const maxShards = 256;
const limits = { depth: 4, containers: 10_000 };

/** By name of the tensor, the file that it lies in. */
export type ShardMap = ReadonlyMap<string, string>;

const isPlainName = (name: string): boolean => /^\w[\w.-]{0,200}\.(safetensors|bin)$/.test(name);

function checkEntry(file: string, name: string, shard: unknown): [string, string] {
  checkTensorName(file, name);
  if (typeof shard === 'string' && isPlainName(shard)) return [name, shard];
  const why = `it places tensor ${name} in ${quote(String(shard))}, which is not the name of a file beside it; take it from elsewhere.`;
  throw new WeightsError(file, why);
}

function parseIndex(file: string, bytes: Uint8Array): ShardMap {
  const root = parseJsonObject({ file, part: 'the index', bytes, limits });
  const map = new Map(root).get('weight_map');
  if (typeof map !== 'object' || map === null || Array.isArray(map))
    throw new WeightsError(file, 'the index has no weight_map; download the file again.');
  const entries = Object.entries(map).map(([name, shard]) => checkEntry(file, name, shard));
  const shards = new Set(entries.map(([, shard]) => shard));
  if (shards.size === 0 || shards.size > maxShards)
    throw new WeightsError(
      file,
      `the index names ${shards.size} files; weights lie in 1 to ${maxShards} of them.`,
    );
  return new Map(entries);
}

/** Reads an index. Throws a WeightsError. */
export async function readShardIndex(path: string): Promise<ShardMap> {
  const file = await OpenFile.open(path);
  try {
    if (file.size > maxIndexBytes)
      throw new WeightsError(
        path,
        `an index of ${file.size} bytes is longer than any; take it from elsewhere.`,
      );
    return parseIndex(path, await file.read(0, file.size));
  } finally {
    await file.close();
  }
}

const isBelow = (folder: string, path: string): boolean => !/^\.\.|^$/.test(relative(folder, path));

/** Hugging Face's own cache keeps `snapshots/REVISION` as a folder of links to `blobs` beside `snapshots`. */
function mayHold(folder: string, path: string): boolean {
  if (isBelow(folder, path)) return true;
  const snapshots = dirname(folder);
  return basename(snapshots) === 'snapshots' && isBelow(join(dirname(snapshots), 'blobs'), path);
}

/** Where a shard lies. A link that leads out of the folder is refused, a missing file named. Throws a WeightsError. */
export async function findShard(index: string, shard: string): Promise<string> {
  const path = join(dirname(index), shard);
  let real: string;
  try {
    real = await realpath(path);
  } catch (cause) {
    const why = `it needs ${shard}, which is not beside it: the download is not complete, fetch that file too.`;
    throw new WeightsError(index, why, { cause });
  }
  if (mayHold(await realpath(dirname(index)), real)) return path;
  throw new WeightsError(
    index,
    `${shard} is a link that leads out of the folder; put the file itself there.`,
  );
}
