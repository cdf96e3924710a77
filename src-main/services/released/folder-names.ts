import { TagmaskError } from '../../../models/errors.ts';
import { releasedFolders, type ReleasedFolders } from '../../formats/released.ts';

export type FolderChoice = { readonly [Kind in keyof ReleasedFolders]?: string };

/**
 * The names of a released dataset's folders, those that are not given as the release has them.
 * @throws TagmaskError `bad-folder-name` for what is no plain name, and where two are the same
 */
export function chooseFolders(choice: FolderChoice = {}): ReleasedFolders {
  const folders: ReleasedFolders = {
    images: choice.images ?? releasedFolders.images,
    tags: choice.tags ?? releasedFolders.tags,
    masks: choice.masks ?? releasedFolders.masks,
  };
  const names = Object.values(folders) as readonly string[];
  const bad = names.find((name) => !isPlainName(name));
  const isTwice = new Set(names.map((name) => name.normalize('NFC').toLowerCase())).size < names.length;
  if (bad === undefined && !isTwice) return folders;
  const what =
    bad === undefined ? `The folder names ${names.join(', ')} are not three` : `"${bad}" is no folder's name`;
  const message = `${what}: give plain names, without slashes and without a dot in front, each another one.`;
  throw new TagmaskError('input', 'bad-folder-name', message);
}

/** Neither a path nor hidden, on any system. */
const isPlainName = (name: string): boolean =>
  /^[^.\s/\\:*?"<>|\p{Cc}][^/\\:*?"<>|\p{Cc}]{0,99}$/u.test(name) &&
  !/[.\s]$/.test(name) &&
  name !== 'report.json';
