import { stat } from 'node:fs/promises';
import { basename, isAbsolute, join, resolve } from 'node:path';

import { TagmaskError } from '../../models/errors.ts';
import { findAdapterBase } from './adapter-base.ts';
import { defaultModelName } from './model-library/default-model.ts';
import { kindOf } from './model-library/kind.ts';
import { findKnownModel } from './model-library/known.ts';
import { listModelNames } from './model-library/library.ts';
import { starterFolder, starterName } from './model-library/starter.ts';
import { modelsFolder } from './paths.ts';

export interface ModelPlace {
  readonly folder: string;
  readonly name: string;
  /** The folder of the base, where the model is an adapter. */
  readonly base?: string;
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR'))
      return false;
    throw error;
  }
}

const resolvePulled = (name: string): ModelPlace => ({ folder: join(modelsFolder(), name), name });

const notClip = ({ name, folder }: ModelPlace): TagmaskError =>
  new TagmaskError(
    'input',
    'not-a-clip',
    `${name} in ${folder} is a Segment Anything model, which is for clicking in the mask editor: runs need a CLIP.`,
  );

/** A name never leads out of the library: `..` and the like are only taken as the path that they are. */
const isPlainName = (name: string): boolean => basename(name) === name && name !== '..' && name !== '.';

/**
 * Where a model is: the library's default for undefined (the starter until a model is pulled), a name of the library,
 * a known one's repository, or any folder, also of an adapter. Whether the folder holds a usable model is for ClipModel.open to say. Throws a
 * TagmaskError `no-model`, `not-pulled`, `no-base`, or `not-a-clip` for one that is there to be clicked with.
 */
export async function resolveModel(nameOrFolder?: string): Promise<ModelPlace> {
  const place = await findPlace(nameOrFolder ?? defaultModelName());
  if (kindOf(place.folder) !== 'clip') throw notClip(place);
  const base = await findAdapterBase(place.folder);
  return base === undefined ? place : { ...place, base };
}

async function findPlace(nameOrFolder: string): Promise<ModelPlace> {
  if (nameOrFolder === starterName) return { folder: starterFolder(), name: starterName };
  const known = findKnownModel(nameOrFolder);
  if (known !== undefined && listModelNames().includes(known.name)) return resolvePulled(known.name);
  if (isPlainName(nameOrFolder)) {
    const named = resolvePulled(nameOrFolder);
    if (await isFolder(named.folder)) return named;
  }
  const folder = resolve(nameOrFolder);
  if (await isFolder(folder)) return { folder, name: basename(folder) };
  if (known !== undefined)
    throw new TagmaskError(
      'missing',
      'not-pulled',
      `The model ${known.name} is not in the library yet: "tagmask models pull ${known.name}" fetches it.`,
    );
  if (isAbsolute(nameOrFolder) || !isPlainName(nameOrFolder))
    throw new TagmaskError(
      'missing',
      'no-model',
      `There is no folder ${folder}; --model takes the folder of a Hugging Face CLIP.`,
    );
  throw new TagmaskError(
    'missing',
    'no-model',
    `There is no model "${nameOrFolder}": no such folder, and none in the library ${modelsFolder()} (it has ${listModelNames().join(', ')}).`,
  );
}
