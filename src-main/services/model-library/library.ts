/** What the library has, and what can be done with it besides fetching. */
import { randomUUID } from 'node:crypto';
import { existsSync, lstatSync, readdirSync, statSync } from 'node:fs';
import { rename, rm, unlink } from 'node:fs/promises';
import { join } from 'node:path';

import { TagmaskError } from '../../../models/errors.ts';
import { modelsFolder } from '../paths.ts';
import { chooseDefaultModel, defaultModelName } from './default-model.ts';
import { chooseClickingModel, rememberClickingModel } from './clicking-model.ts';
import { describeModel } from './describe.ts';
import { readHub } from './hub.ts';
import { kindOf } from './kind.ts';
import { knownModels } from './known.ts';
import type { HalfModel, LibraryModel, ModelLibraryView } from './library-types.ts';
import { isModelHeld, takeModelLock } from './model-lock.ts';
import { PullState, readPullState } from './pull-state.ts';
import { describeSource, libraryName } from './source.ts';
import { starterFolder, starterName } from './starter.ts';

const partialEnding = '.partial';
/** Checkpoints of a model that is being trained into the library. */
const trainingEnding = '.training';

/** Names of the whole models: the starter, then the others in order, those included that a person has put or linked there. */
export function listModelNames(): string[] {
  const others = listEntries().filter(
    (name) => ![partialEnding, trainingEnding].some((ending) => name.endsWith(ending)) && isModelFolder(name),
  );
  return [starterName, ...others.filter((name) => name !== starterName)];
}

export async function viewModelLibrary(): Promise<ModelLibraryView> {
  const models = await Promise.all(listModelNames().map(findModel));
  return { models, half: listHalfModels(), known: knownModels, hub: readHub().endpoint.origin };
}

/** @throws TagmaskError `no-model` where the library has none of this name */
export function findModel(name: string): Promise<LibraryModel> {
  const folder = libraryFolder(name);
  const kind = kindOf(folder);
  const isDefault = name === (kind === 'clip' ? defaultModelName() : clickingModelName());
  return describeModel({ name, folder, kind, isDefault });
}

/** The model that is clicked with in the mask editor; null where the library has none. */
export const clickingModelName = (): string | null =>
  chooseClickingModel(listModelNames().filter((name) => kindOf(libraryFolder(name)) === 'segment-anything'));

/** What a page may name. @throws TagmaskError `no-model` */
export function requireLibraryName(name: string): void {
  libraryFolder(name);
}

/** The model that runs use from now on which name none, or the one for clicking, as it is of one kind or the other. @throws TagmaskError `no-model` */
export function makeDefault(name: string): void {
  if (kindOf(libraryFolder(name)) === 'clip') chooseDefaultModel(name);
  else rememberClickingModel(name);
}

/** Clicks work without a model from now on, until one is made the default. */
export const clickWithoutModel = (): void => rememberClickingModel(null);

/**
 * Deletes a model, or what is there of one that was never whole. Of a link only the link goes, and of links inside a
 * model too: nothing outside the library is touched.
 * @throws TagmaskError `no-model`, `model-comes-along` for the starter, `model-in-use` where a run of any process works with it, or another one fetches or removes it
 */
export async function removeModel(name: string): Promise<void> {
  if (name === starterName)
    throw new TagmaskError('refused', 'model-comes-along', `${name} comes with Tagmask and stays: choose another default instead.`); // prettier-ignore
  const partial = join(modelsFolder(), `${name}${partialEnding}`);
  const folder = isPlain(name) && existsSync(partial) && !isModelFolder(name) ? partial : libraryFolder(name);
  const release = takeModelLock(name);
  if (release === null) throw inUse(name);
  try {
    if (defaultModelName() === name) chooseDefaultModel(starterName);
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

/** Where a model of the library is: a name never leads out of it. @throws TagmaskError `no-model` */
export function libraryFolder(name: string): string {
  if (name === starterName) return starterFolder();
  const path = join(modelsFolder(), name);
  const isThere = isPlain(name) && !name.endsWith(partialEnding);
  if (
    isThere &&
    (isModelFolder(name) || lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true)
  )
    return path;
  throw new TagmaskError(
    'missing',
    'no-model',
    `The library ${modelsFolder()} has no model "${name}" (it has ${listModelNames().join(', ')}).`,
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
