import { createHash, randomUUID } from 'node:crypto';
import {
  closeSync,
  existsSync,
  lstatSync,
  mkdirSync,
  openSync,
  realpathSync,
  rmSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';

import { TagmaskError } from '../../models/errors.ts';
import { dataFolder } from './paths.ts';

/** Where a dataset's project lies: `directory` holds project.sqlite; `note` says why that is not inside the dataset. */
export interface ProjectPlace {
  readonly directory: string;
  readonly note: string | null;
}

/**
 * The real path of a dataset's folder.
 * @throws TagmaskError `folder-missing`, `not-a-folder`
 */
export function resolveDatasetFolder(folder: string): string {
  if (!existsSync(folder)) {
    throw new TagmaskError(
      'missing',
      'folder-missing',
      `The folder ${folder} does not exist. Check its path.`,
    );
  }
  if (!statSync(folder).isDirectory()) {
    throw new TagmaskError(
      'input',
      'not-a-folder',
      `${folder} is not a folder. Give the folder that holds the pictures.`,
    );
  }
  return realpathSync.native(folder);
}

/** Finds the project's folder without making anything; a reader that asks after a live owner uses this. */
export function listProjectDirectories(folder: string): string[] {
  return [insideFolder(folder), besideFolder(folder)];
}

/**
 * Makes the folder of a dataset's project (mode 0700): inside the dataset, or in the person's data folder where the
 * dataset cannot be written.
 * @throws TagmaskError `project-link` for a `.tagmask` that is a link, `project-not-a-folder` for one that is a file
 */
export function makeProjectDirectory(folder: string): ProjectPlace {
  const inside = insideFolder(folder);
  const beside = besideFolder(folder);
  if (existsSync(join(beside, 'project.sqlite')) && !existsSync(join(inside, 'project.sqlite'))) {
    return {
      directory: realpathSync.native(beside),
      note: `The project lies in ${beside}, where it was begun.`,
    };
  }
  refuseStrangeProject(inside);
  try {
    makeWritable(inside);
    return { directory: inside, note: null };
  } catch (error) {
    if (!isReadOnly(error)) throw error;
  }
  makeWritable(beside);
  // Real, as every folder that paths are held against: a data folder reached by a link would refuse its own exports.
  return {
    directory: realpathSync.native(beside),
    note: `${folder} cannot be written, so the project lies in ${beside}.`,
  };
}

/** Makes an explicitly named project folder. */
export function makeNamedProjectDirectory(directory: string): ProjectPlace {
  makeWritable(directory);
  return { directory: realpathSync.native(directory), note: null };
}

/** A `.tagmask` that came with somebody else's dataset could be a link that makes us write anywhere. */
function refuseStrangeProject(inside: string): void {
  const found = lstatSync(inside, { throwIfNoEntry: false });
  if (found?.isSymbolicLink() === true) {
    throw new TagmaskError(
      'refused',
      'project-link',
      `${inside} is a link. Remove it, or name a project folder.`,
    );
  }
  if (found !== undefined && !found.isDirectory()) {
    throw new TagmaskError(
      'input',
      'project-not-a-folder',
      `${inside} is a file. Move it away: the project's folder has this name.`,
    );
  }
}

function makeWritable(directory: string): void {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  // Permissions do not tell the truth for root, on network drives and on read-only mounts; writing does.
  const probe = join(directory, `probe-${randomUUID()}`);
  closeSync(openSync(probe, 'wx', 0o600));
  rmSync(probe);
}

function isReadOnly(error: unknown): boolean {
  return ['EROFS', 'EACCES', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '');
}

const insideFolder = (folder: string): string => join(folder, '.tagmask');

function besideFolder(folder: string): string {
  const key = createHash('sha256').update(folder).digest('hex').slice(0, 32);
  return join(dataFolder(), 'projects', key);
}
