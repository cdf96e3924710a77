import { realpath, stat } from 'node:fs/promises';
import { basename, isAbsolute, join, relative, sep } from 'node:path';

import { isPictureName, isSkippedFolder } from './scan-names.ts';

export type LinkTarget =
  | { readonly kind: 'folder'; readonly real: string }
  | { readonly kind: 'picture' | 'nothing' }
  | { readonly kind: 'problem'; readonly why: string };

/** Where a link of a dataset leads. */
export async function resolveLink(root: string, link: string): Promise<LinkTarget> {
  try {
    const real = await realpath(join(root, link));
    const way = relative(root, real);
    if (way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way)) {
      return {
        kind: 'problem',
        why: `${link} is a link that leads out of the dataset. Copy what it leads to.`,
      };
    }
    const target = await stat(real);
    const isFolder = target.isDirectory();
    // A FIFO or a device: whoever opened it would wait for ever.
    if (!isFolder && !target.isFile()) return { kind: 'nothing' };
    const parts = way.split(sep);
    if (parts.includes('.tagmask')) return { kind: 'nothing' };
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
