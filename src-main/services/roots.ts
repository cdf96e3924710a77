import { createHash } from 'node:crypto';
import { realpathSync, statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, isAbsolute, join, relative, sep } from 'node:path';

import { TagmaskError } from '../../models/errors.ts';

export interface Root {
  readonly id: string;
  readonly name: string;
  /** Real and absolute: links are resolved once, when the root is added. */
  readonly folder: string;
}

export interface FolderEntry {
  readonly name: string;
  /** Below the root, forward slashes. */
  readonly path: string;
}

/**
 * The folders that a page may choose from. A page never names an absolute path: it sends a root's id and a path below
 * it, so that a stolen session reads nothing that the person has not offered.
 */
export class Roots {
  readonly #roots = new Map<string, Root>();

  /** Adding a folder twice gives the same root. Throws a TagmaskError where the folder is not there. */
  add(folder: string): Root {
    const real = realFolder(folder);
    // The id depends on the path alone, so that an address kept in the window still works after a restart.
    const id = createHash('sha256').update(real).digest('hex').slice(0, 16);
    const root = { id, name: basename(real) || real, folder: real };
    this.#roots.set(id, root);
    return root;
  }

  list(): readonly Root[] {
    return [...this.#roots.values()];
  }

  /** The real path of `path` below the root `id`, or a TagmaskError that says why not. */
  resolve(id: string, path: string): string {
    return resolveBelow(this.get(id).folder, path);
  }

  get(id: string): Root {
    const root = this.#roots.get(id);
    if (root === undefined)
      throw new TagmaskError(
        'missing',
        'no-such-root',
        `There is no root "${id}": choose one of the roots in the session.`,
      );
    return root;
  }

  /** The sub-folders of a folder below a root, by name; hidden ones and links that lead out are left out. */
  async listFolders(id: string, path: string): Promise<FolderEntry[]> {
    const root = this.get(id);
    const folder = resolveBelow(root.folder, path);
    const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
      throw new TagmaskError(
        'refused',
        'folder-unreadable',
        `The folder "${path}" cannot be read: choose another one.`,
        { cause: error },
      );
    });
    const below = relative(root.folder, folder).split(sep).join('/');
    return entries
      .filter(
        (entry) =>
          !entry.name.startsWith('.') &&
          (entry.isDirectory() ||
            (entry.isSymbolicLink() && leadsToFolder(root.folder, join(folder, entry.name)))),
      )
      .map((entry) => ({ name: entry.name, path: below === '' ? entry.name : `${below}/${entry.name}` }))
      .sort((a, b) => a.name.localeCompare(b.name));
  }
}

/**
 * The real path of a relative path below `folder` (itself a real path). Refuses everything that leads out of it:
 * `..`, absolute paths, drive letters, NUL, and links, which are resolved before the comparison.
 */
export function resolveBelow(folder: string, path: string): string {
  if (path.includes('\0') || isAbsolute(path) || /^[a-z]:/i.test(path) || path.split(/[/\\]/).includes('..'))
    throw leadsOut(path);
  const real = realPath(join(folder, path), path);
  if (!isBelow(folder, real)) throw leadsOut(path);
  return real;
}

function realPath(absolute: string, shown: string): string {
  try {
    return realpathSync.native(absolute);
  } catch (error) {
    throw new TagmaskError(
      'missing',
      'no-such-path',
      `"${shown}" is not there (any more): look at the folder again.`,
      { cause: error },
    );
  }
}

function realFolder(folder: string): string {
  const stats = statSync(folder, { throwIfNoEntry: false });
  if (stats === undefined) {
    throw new TagmaskError(
      'missing',
      'folder-missing',
      `The folder ${folder} does not exist. Check its path.`,
    );
  }
  if (!stats.isDirectory()) {
    throw new TagmaskError('input', 'not-a-folder', `${folder} is a file: name a folder.`);
  }
  return realpathSync.native(folder);
}

function leadsToFolder(root: string, link: string): boolean {
  try {
    const real = realpathSync.native(link);
    return isBelow(root, real) && statSync(real).isDirectory();
  } catch {
    // A dangling link is nothing to choose.
    return false;
  }
}

function isBelow(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}

function leadsOut(path: string): TagmaskError {
  return new TagmaskError(
    'refused',
    'path-leads-out',
    `"${path.replaceAll('\0', '\\0')}" leads out of the folder that was offered: choose a path inside it.`,
  );
}
