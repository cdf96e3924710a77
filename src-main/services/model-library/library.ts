/** What the library has, and what can be done with it besides fetching. */
import { randomUUID } from 'node:crypto';
import { existsSync, lstatSync, readdirSync, statSync } from 'node:fs';
import { rename, rm, unlink } from 'node:fs/promises';
import { join } from 'node:path';

import { TagmaskError } from '../../../models/errors.ts';
import { modelsFolder } from '../paths.ts';
import { chooseDefaultModel, defaultModelName, untrainedName } from './default-model.ts';
import { describeModel } from './describe.ts';
import { readHub } from './hub.ts';
import { knownModels } from './known.ts';
import type { HalfModel, LibraryModel, ModelLibraryView } from './library-types.ts';
import { isModelHeld, takeModelLock } from './model-lock.ts';
import { PullState, readPullState } from './pull-state.ts';
import { describeSource, libraryName } from './source.ts';

const partialEnding = '.partial';
/** Checkpoints of a model that is being trained into the library. */
const trainingEnding = '.training';

/** Names of the whole models, in order, those included that a person has put or linked there. */
export function listModelNames(): string[] {
  return listEntries().filter(
    (name) => ![partialEnding, trainingEnding].some((ending) => name.endsWith(ending)) && isModelFolder(name),
  );
}

export async function viewModelLibrary(): Promise<ModelLibraryView> {
  const models = await Promise.all(listModelNames().map(findModel));
  return { models, half: listHalfModels(), known: knownModels, hub: readHub().endpoint.origin };
}

/** @throws TagmaskError `no-model` where the library has none of this name */
export function findModel(name: string): Promise<LibraryModel> {
  return describeModel(name, folderOf(name));
}

/** What a page may name: the untrained one too, which is made when it is first used. @throws TagmaskError `no-model` */
export function requireLibraryName(name: string): void {
  if (name !== untrainedName) folderOf(name);
}

/** The model that runs use from now on which name none. @throws TagmaskError `no-model` */
export function makeDefault(name: string): void {
  folderOf(name);
  chooseDefaultModel(name);
}

/**
 * Deletes a model, or what is there of one that was never whole. Of a link only the link goes, and of links inside a
 * model too: nothing outside the library is touched.
 * @throws TagmaskError `no-model`, `model-in-use` where a run of any process works with it, or another one fetches or removes it
 */
export async function removeModel(name: string): Promise<void> {
  const partial = join(modelsFolder(), `${name}${partialEnding}`);
  const folder = isPlain(name) && existsSync(partial) && !isModelFolder(name) ? partial : folderOf(name);
  const release = takeModelLock(name);
  if (release === null) throw inUse(name);
  try {
    if (defaultModelName() === name) chooseDefaultModel(untrainedName);
    if (lstatSync(folder).isSymbolicLink()) return await unlink(folder);
    // First out of the list in one step: nobody sees half a model, also where the power fails in between.
    const doomed = join(modelsFolder(), `.removed-${randomUUID()}`);
    await rename(folder, doomed);
    await rm(doomed, { recursive: true, force: true, maxRetries: 3 });
  } finally {
    release();
  }
}

/** Downloads that were broken off, to go on with. */
function listHalfModels(): HalfModel[] {
  return listEntries().flatMap((entry) => {
    const name = entry.slice(0, -partialEnding.length);
    const folder = join(modelsFolder(), entry);
    const state = entry.endsWith(partialEnding) ? readPullState(folder) : null;
    if (state === null) return [];
    const { source, total } = state;
    const done = PullState.open(folder, source).bytesHere();
    return [{ name, source: describeSource(source), fromHub: source.kind === 'hub', done, total }];
  });
}

function listEntries(): string[] {
  if (!existsSync(modelsFolder())) return [];
  return readdirSync(modelsFolder())
    .filter((name) => libraryName.test(name))
    .sort();
}

const isPlain = (name: string): boolean => libraryName.test(name);
const isModelFolder = (name: string): boolean =>
  statSync(join(modelsFolder(), name), { throwIfNoEntry: false })?.isDirectory() === true;

/** A name never leads out of the library. */
function folderOf(name: string): string {
  const path = join(modelsFolder(), name);
  const isThere = isPlain(name) && !name.endsWith(partialEnding);
  if (
    isThere &&
    (isModelFolder(name) || lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true)
  )
    return path;
  const names = listModelNames();
  const have = names.length === 0 ? 'it is empty' : `it has ${names.join(', ')}`;
  throw new TagmaskError(
    'missing',
    'no-model',
    `The library ${modelsFolder()} has no model "${name}" (${have}).`,
  );
}

function inUse(name: string): TagmaskError {
  const why = isModelHeld(name) ? 'a run works with it' : 'it is being fetched or removed by another Tagmask';
  return new TagmaskError(
    'conflict',
    'model-in-use',
    `${name} cannot be removed, because ${why}: wait for its end, or cancel it.`,
  );
}
