import { statSync } from 'node:fs';
import { resolve } from 'node:path';

import { isAdapterFolder } from '../../models/clip/model-source.ts';
import { hashModel } from '../../models/clip/weights-file.ts';
import { TagmaskError } from '../../models/errors.ts';
import { readAdapter, type LoraAdapter } from '../../models/lora/index.ts';

import { findKnownModel } from './model-library/known.ts';
import { libraryFolder, listModelNames } from './model-library/library.ts';
import { cacheFolder, modelsFolder } from './paths.ts';

type Base = LoraAdapter['base'];

/**
 * The folder of the model that an adapter was trained on: by the hash of its weights where the adapter has it, else by its name. The
 * name may be one of the library, a repository's or a folder's. Undefined for a folder that is no adapter.
 * @throws TagmaskError `no-base`
 */
export async function findAdapterBase(folder: string): Promise<string | undefined> {
  if (!isAdapterFolder(folder)) return undefined;
  const { base } = await readAdapter(folder);
  const named = foldersNamed(base.name);
  const found = base.sha256 === null ? named[0] : await findByHash(base.sha256, named);
  if (found !== undefined) return found;
  const hash = base.sha256 === null ? '' : ` (weights with the SHA-256 ${base.sha256.slice(0, 12)}…)`;
  throw new TagmaskError(
    'missing',
    'no-base',
    `The adapter ${folder} belongs to the model ${JSON.stringify(base.name)}${hash}, which the library ${modelsFolder()} does not have: "tagmask models pull" fetches it, or takes it from a folder.`,
  );
}

/** The usual one first, then whatever else the library has. */
async function findByHash(sha256: string, named: readonly string[]): Promise<string | undefined> {
  const others = listModelNames().map(libraryFolder);
  for (const folder of new Set([...named, ...others])) if ((await hashOf(folder)) === sha256) return folder;
  return undefined;
}

/** Null for what is no model, or a damaged one: another may be the right one. */
async function hashOf(folder: string): Promise<string | null> {
  try {
    return await hashModel(folder, cacheFolder());
  } catch (error) {
    if (error instanceof TagmaskError) return null;
    throw error;
  }
}

function foldersNamed(name: Base['name']): string[] {
  const names = [findKnownModel(name)?.name, name, name.replace('/', '--')];
  const library = listModelNames();
  const folders = names
    .filter((one) => one !== undefined && library.includes(one))
    .map((one) => libraryFolder(one ?? ''));
  // A stranger's adapter may name a share of another machine, which Windows would log in to.
  const isRemote = /^[\\/]{2}/.test(name);
  const path = resolve(name);
  if (isRemote || statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) return folders;
  return [...folders, path];
}
