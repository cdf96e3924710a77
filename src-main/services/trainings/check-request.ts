/** What can be told of a training before it has a process, to whoever asks for it. */
import { existsSync } from 'node:fs';

import { TagmaskError } from '../../../models/errors.ts';
import { takeModelLock, holdModel } from '../model-library/model-lock.ts';
import { libraryName } from '../model-library/source.ts';
import { resolveModel } from '../models.ts';
import { checkpointsOf } from '../training/place.ts';
import { resultFolder } from './unfinished.ts';

const conflict = (code: string, message: string): TagmaskError => new TagmaskError('conflict', code, message);

/** @throws TagmaskError `bad-name`, `name-taken`, `training-exists`, `training-elsewhere` */
export function checkName(name: string): void {
  if (!libraryName.test(name) || /\.(partial|training)$/.test(name))
    throw new TagmaskError('input', 'bad-name', `"${name}" cannot name a model: take letters, digits, dots, dashes and underscores.`); // prettier-ignore
  const folder = resultFolder(name);
  if (existsSync(folder) || existsSync(`${folder}.partial`))
    throw conflict('name-taken', `The model library has a model "${name}" already: choose another name.`);
  if (existsSync(checkpointsOf(folder)))
    throw conflict('training-exists', `There is an unfinished training "${name}": go on with it, discard it, or choose another name.`); // prettier-ignore
  const release = takeModelLock(name);
  if (release === null)
    throw conflict('training-elsewhere', `Another Tagmask fetches, removes or trains a model of the name "${name}": choose another name.`); // prettier-ignore
  release();
}

/**
 * Holds the base so that it is not removed.
 * @returns its name, and what lets go of it
 * @throws TagmaskError `no-model`, `base-is-adapter`, `model-leaving`
 */
export async function holdBase(wanted: string | undefined): Promise<{ name: string; release: () => void }> {
  const { folder, name, base } = await resolveModel(wanted);
  if (base !== undefined)
    throw new TagmaskError('input', 'base-is-adapter', `${name} is an adapter, which cannot be trained further: choose its base, or another whole model.`); // prettier-ignore
  const release = holdModel(folder);
  if (release === null) throw conflict('model-leaving', `The model ${name} is being removed: choose another one.`); // prettier-ignore
  return { name, release };
}
