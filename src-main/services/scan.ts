import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { basename, extname, isAbsolute, join, relative, sep } from 'node:path';

import { isCaptionFileName } from '../formats/captions.ts';

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

const pictureExtensions = new Set(
  ['jpg', 'jpeg', 'jpe', 'jfif', 'png', 'webp', 'avif', 'gif', 'tif', 'tiff'].map(
    (extension) => `.${extension}`,
  ),
);

const isPictureName = (name: string): boolean =>
  !name.startsWith('.') && pictureExtensions.has(extname(name).toLowerCase());

/** Hidden folders (.tagmask is one) and those that hold masks: "masks", "mask_train", "panoptic_val2017". */
const isSkippedFolder = (name: string): boolean =>
  name.startsWith('.') || /^(masks?|panoptic)(?!\p{L})/iu.test(name);

/**
 * Walks through a dataset folder by folder, so that the first pictures are there long before the last. `root` is a real
 * path. Links are followed last: one that leads to what is found anyway is left out, one that leads out of the dataset is
 * a problem, and no folder is entered twice, so that loops end.
 */
export async function* scanDataset(root: string, signal?: AbortSignal): AsyncGenerator<FolderContents> {
  const entered = new Set<string>();
  const links: string[] = [];
  const folders = [''];
  for (;;) {
    signal?.throwIfAborted();
    const folder = folders.pop();
    if (folder !== undefined) {
      const listing = await listFolder(root, folder);
      // The stack's top is next: the last folder goes in first.
      folders.push(...listing.folders.reverse());
      links.push(...listing.links);
      yield listing.contents;
      continue;
    }
    const link = links.pop();
    if (link === undefined) return;
    const target = await resolveLink(root, link);
    if (target.kind === 'folder' && !entered.has(target.real)) {
      entered.add(target.real);
      folders.push(link);
    } else if (target.kind === 'picture') {
      yield { ...nothing(link), pictures: [{ path: link, sidecar: null }] };
    } else if (target.kind === 'problem') {
      yield { ...nothing(link), problems: [{ file: link, why: target.why }] };
    }
  }
}

const nothing = (folder: string): FolderContents => ({
  folder,
  pictures: [],
  captionFiles: [],
  problems: [],
  unreadable: false,
});

interface Listing {
  readonly contents: FolderContents;
  readonly folders: string[];
  readonly links: string[];
}

async function listFolder(root: string, folder: string): Promise<Listing> {
  const entries = await readdir(join(root, folder), { withFileTypes: true }).catch((error: unknown) => {
    if (folder === '' || (error as NodeJS.ErrnoException).code === undefined) throw error;
    return (error as NodeJS.ErrnoException).code ?? '';
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
  const names = new Set(entries.map(({ name }) => name));
  const files = entries
    .filter((entry) => entry.isFile())
    .map(({ name }) => name)
    .sort();
  const panoptic = await readPanopticNames(join(root, folder), files);
  const pictures = files
    .filter((name) => isPictureName(name) && !panoptic.has(name))
    .map((name) => ({ path: below(name), sidecar: findSidecar(name, names, below) }));
  const captionFiles = files.filter(isCaptionFileName).map(below);
  return {
    contents: { ...nothing(folder), pictures, captionFiles },
    folders: entries
      .filter((entry) => entry.isDirectory() && !isSkippedFolder(entry.name))
      .map(({ name }) => below(name))
      .sort(),
    links: entries
      .filter((entry) => entry.isSymbolicLink() && !entry.name.startsWith('.'))
      .map(({ name }) => below(name)),
  };
}

function findSidecar(
  name: string,
  names: ReadonlySet<string>,
  below: (name: string) => string,
): string | null {
  const sidecar = `${basename(name, extname(name))}.txt`;
  return names.has(sidecar) ? below(sidecar) : null;
}

/** The PNGs that a COCO panoptic file in the same folder names: they are masks. */
async function readPanopticNames(folder: string, files: readonly string[]): Promise<Set<string>> {
  const names = new Set<string>();
  if (!files.some((file) => extname(file).toLowerCase() === '.png')) return names;
  for (const file of files.filter((name) => /panoptic.*\.json$/i.test(name))) {
    for (const name of listFileNames(await readFile(join(folder, file), 'utf8'))) names.add(name);
  }
  return names;
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

type LinkTarget =
  | { readonly kind: 'folder'; readonly real: string }
  | { readonly kind: 'picture' | 'nothing' }
  | { readonly kind: 'problem'; readonly why: string };

async function resolveLink(root: string, link: string): Promise<LinkTarget> {
  try {
    const real = await realpath(join(root, link));
    const way = relative(root, real);
    if (way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way)) {
      return {
        kind: 'problem',
        why: `${link} is a link that leads out of the dataset. Copy what it leads to.`,
      };
    }
    const isFolder = (await stat(real)).isDirectory();
    const parts = way.split(sep);
    if (parts[0] === '.tagmask') return { kind: 'nothing' };
    const folders = isFolder ? parts : parts.slice(0, -1);
    const isFoundAnyway = !folders.some(isSkippedFolder);
    if (isFolder)
      return isFoundAnyway || isSkippedFolder(basename(link))
        ? { kind: 'nothing' }
        : { kind: 'folder', real };
    const isDuplicate = isFoundAnyway && isPictureName(parts.at(-1) ?? '');
    return { kind: isDuplicate || !isPictureName(basename(link)) ? 'nothing' : 'picture' };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    return { kind: 'problem', why: `${link} is a link that leads nowhere (${code}). Remove or mend it.` };
  }
}
