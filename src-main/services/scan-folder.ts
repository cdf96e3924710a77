import { readdir, readFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';

import { TagmaskError } from '../../models/errors.ts';
import { isCaptionFileName } from '../formats/captions.ts';
import { isPictureName, isSkippedFolder } from './scan-names.ts';

/** Paths are below the dataset's folder, with forward slashes. */
export interface FoundPicture {
  readonly path: string;
  /** The text file with the same stem; null where there is none. */
  readonly sidecar: string | null;
}

export interface FileProblem {
  readonly file: string;
  readonly why: string;
}

/** What one folder holds. */
export interface FolderContents {
  readonly folder: string;
  readonly pictures: readonly FoundPicture[];
  readonly captionFiles: readonly string[];
  readonly problems: readonly FileProblem[];
  /** True where the folder could not be listed: what was known below it is not known to be gone. */
  readonly unreadable: boolean;
}

export const nothing = (folder: string): FolderContents => ({
  folder,
  pictures: [],
  captionFiles: [],
  problems: [],
  unreadable: false,
});

export interface Listing {
  readonly contents: FolderContents;
  readonly folders: string[];
  readonly links: string[];
}

/** What lies directly in a folder, and where to go on from there. @throws TagmaskError `dataset-unreadable` */
export async function listFolder(root: string, folder: string): Promise<Listing> {
  const entries = await readdir(join(root, folder), { withFileTypes: true }).catch((error: unknown) => {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    if (folder === '') throw datasetUnreadable(root, code);
    return code;
  });
  if (typeof entries === 'string') {
    const why = `The folder ${folder} cannot be read (${entries}). Check its permissions.`;
    return {
      contents: { ...nothing(folder), problems: [{ file: folder, why }], unreadable: true },
      folders: [],
      links: [],
    };
  }
  const below = (name: string): string => (folder === '' ? name : `${folder}/${name}`);
  const files = entries
    .filter((entry) => entry.isFile())
    .map(({ name }) => name)
    .sort();
  // Of regular files only: a link named like a sidecar could bring any file of the machine in as captions.
  const names = new Set(files);
  const panoptic = await readPanopticNames(join(root, folder), files);
  const named = files.filter((name) => isPictureName(name) && !panoptic.names.has(name));
  const pictures = named
    .filter(isReadableName)
    .map((name) => ({ path: below(name), sidecar: findSidecar(name, names, below) }));
  const problems = [
    ...panoptic.unreadable.map((name) => ({ file: below(name), why: unreadableMasks(below(name)) })),
    ...named
      .filter((name) => !isReadableName(name))
      .map((name) => ({ file: below(name), why: unreadableName(below(name)) })),
  ];
  const captionFiles = files.filter(isCaptionFileName).map(below);
  return {
    contents: { ...nothing(folder), pictures, captionFiles, problems },
    folders: entries
      .filter((entry) => entry.isDirectory() && !isSkippedFolder(entry.name))
      .map(({ name }) => below(name))
      .sort(),
    links: entries
      .filter((entry) => entry.isSymbolicLink() && !entry.name.startsWith('.'))
      .map(({ name }) => below(name)),
  };
}

function datasetUnreadable(root: string, code: string): TagmaskError {
  const message = `The folder ${root} cannot be read (${code}). Put it back, or check its permissions, and import again.`;
  return new TagmaskError('unavailable', 'dataset-unreadable', message);
}

const unreadableMasks = (file: string): string =>
  `${file} cannot be read, so the masks that it lists count as pictures. Check its permissions and its size.`;
const unreadableName = (file: string): string => `The name of ${file} is not UTF-8. Rename the file.`;

/** Node shows U+FFFD for bytes that are not UTF-8: no path leads back to such a file, and several may look the same. */
const isReadableName = (name: string): boolean => !name.includes('\ufffd');

function findSidecar(
  name: string,
  names: ReadonlySet<string>,
  below: (name: string) => string,
): string | null {
  const sidecar = `${basename(name, extname(name))}.txt`;
  return names.has(sidecar) ? below(sidecar) : null;
}

interface PanopticNames {
  readonly names: ReadonlySet<string>;
  /** The panoptic files that cannot be read. */
  readonly unreadable: readonly string[];
}

/** The PNGs that a COCO panoptic file in the same folder names: they are masks. */
async function readPanopticNames(folder: string, files: readonly string[]): Promise<PanopticNames> {
  const names = new Set<string>();
  const unreadable: string[] = [];
  const isNeeded = files.some((file) => extname(file).toLowerCase() === '.png');
  for (const file of isNeeded ? files.filter((name) => /panoptic.*\.json$/i.test(name)) : []) {
    const text = await readFile(join(folder, file), 'utf8').catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code === undefined) throw error;
      return null;
    });
    if (text === null) unreadable.push(file);
    else for (const name of listFileNames(text)) names.add(name);
  }
  return { names, unreadable };
}

function listFileNames(text: string): string[] {
  try {
    const { annotations = [] } = JSON.parse(text) as { annotations?: { file_name?: unknown }[] };
    return annotations.flatMap(({ file_name }) => (typeof file_name === 'string' ? [file_name] : []));
  } catch (error) {
    // Somebody's file that only sounds like a panoptic one names no masks.
    if (error instanceof SyntaxError || error instanceof TypeError) return [];
    throw error;
  }
}
