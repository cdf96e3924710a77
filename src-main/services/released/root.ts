import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';

import { transactUnsynced } from '../../../db/connection.ts';
import { readProjectValue, setProjectValue } from '../../../db/queries/project.ts';
import type { ReadDb } from '../../../db/connection.ts';
import { TagmaskError } from '../../../models/errors.ts';
import type { ReleasedFolders } from '../../formats/released.ts';
import type { DatasetPlace } from '../project.ts';
import type { FileProblem } from '../scan.ts';
import { inWriteTurn } from '../write-turn.ts';
import { chooseFolders, type FolderChoice } from './folder-names.ts';

const key = 'released-folders';

/** What the dataset's own folders are called, where it is a released one: as an import was told. */
export function readFolders(db: ReadDb): ReleasedFolders {
  const stored = readProjectValue(db, key);
  return chooseFolders(stored === undefined ? {} : (JSON.parse(stored) as ReleasedFolders));
}

/**
 * The folders of a released dataset: one of pictures and one of tags directly in the dataset's folder; null where it is none. Names
 * that are given are kept, since no later scan may take the masks for pictures.
 * @throws TagmaskError `not-a-released-root` where names are given and the folders are not there, `bad-folder-name`
 */
export async function findReleasedRoot(
  { db, folder }: DatasetPlace,
  choice?: FolderChoice,
): Promise<ReleasedFolders | null> {
  const folders = choice === undefined ? readFolders(db) : chooseFolders(choice);
  const missing: string[] = [];
  for (const name of [folders.images, folders.tags])
    if (!(await isFolder(join(folder, name)))) missing.push(name);
  if (missing.length > 0) {
    if (choice === undefined) return null;
    const message = `${folder} has no folder ${missing.join(' and none ')}: look how the folders of the pictures and of the tags are called.`;
    throw new TagmaskError('input', 'not-a-released-root', message);
  }
  if (choice !== undefined) {
    const value = JSON.stringify(folders);
    await inWriteTurn(db, () => transactUnsynced(db, () => setProjectValue(db, { key, value })));
  }
  return folders;
}

/** Not a link: one could lead to files of the machine that are none of the dataset's. */
const isFolder = (path: string): Promise<boolean> =>
  lstat(path).then(
    (stats) => stats.isDirectory(),
    () => false,
  );

export interface WalkOptions {
  readonly extension: string;
  readonly onProblem: (problem: FileProblem) => void;
}

/** The stems of a folder's files with this extension, in any depth and in order, a folder at a time; links are left out, with a word. */
export async function* listStems(
  folder: string,
  { extension, onProblem }: WalkOptions,
): AsyncGenerator<string> {
  const folders = [''];
  for (let below = folders.shift(); below !== undefined; below = folders.shift()) {
    const prefix = below === '' ? '' : `${below}/`;
    const entries = await readdir(join(folder, below), { withFileTypes: true }).catch((error: unknown) => {
      const { code } = error as NodeJS.ErrnoException;
      if (code === undefined) throw error;
      onProblem({
        file: below,
        why: `The folder ${join(folder, below)} cannot be read (${code}). Check its permissions.`,
      });
      return [];
    });
    const named = entries
      .filter(({ name }) => !name.startsWith('.'))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const entry of named) {
      const path = `${prefix}${entry.name}`;
      if (entry.isDirectory()) folders.push(path);
      else if (!path.endsWith(extension)) continue;
      else if (entry.isFile()) yield path.slice(0, -extension.length);
      else
        onProblem({
          file: path,
          why: `${path} is a link or no file with contents, and is not read. Copy what it leads to.`,
        });
    }
  }
}
