import { listFolder, nothing } from './scan-folder.ts';
import type { FolderContents } from './scan-folder.ts';
import { resolveLink } from './scan-link.ts';

export type { FileProblem, FolderContents, FoundPicture } from './scan-folder.ts';

export interface ScanOptions {
  readonly signal?: AbortSignal | undefined;
  /** Folders directly below the root that hold no pictures, whatever their names. */
  readonly without?: readonly string[];
}

/**
 * Walks through a dataset folder by folder, so that the first pictures are there long before the last. `root` is a real
 * path. Links are followed last: one that leads to what is found anyway is left out, one that leads out of the dataset is
 * a problem, and no folder is entered twice, so that loops end.
 */
export async function* scanDataset(
  root: string,
  { signal, without = [] }: ScanOptions = {},
): AsyncGenerator<FolderContents> {
  const isScanned = (path: string): boolean => !without.includes(path);
  const entered = new Set<string>();
  const links: string[] = [];
  const folders = [''];
  for (;;) {
    signal?.throwIfAborted();
    const folder = folders.pop();
    if (folder !== undefined) {
      const listing = await listFolder(root, folder);
      // The stack's top is next: the last folder goes in first.
      folders.push(...listing.folders.filter(isScanned).reverse());
      links.push(...listing.links.filter(isScanned));
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
