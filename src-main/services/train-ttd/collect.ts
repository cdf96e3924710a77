/** The pairs of the folders that a training is given. */
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { TagmaskError } from '../../../models/errors.ts';
import { releasedFolders } from '../../formats/released.ts';
import type { TtdOptions } from './options.ts';
import type { Pair, SkippedPicture } from './pair.ts';
import { readProjectPairs } from './project-pairs.ts';
import { readReleasedPairs } from './released-pairs.ts';

export interface CollectOptions extends Pick<TtdOptions, 'pairs' | 'masks' | 'supervised' | 'seed'> {
  /** Ids of a project's pictures; null for all. */
  readonly pictures?: ReadonlySet<number> | null;
  readonly mostPairs?: number;
  /** Also where a folder has the released layout too. */
  readonly fromProjects?: boolean;
}

/** What a picture gives, or why it gives nothing. */
export type Found = { readonly file: string; readonly total: number | null } & (
  { readonly pairs: readonly Pair[] } | { readonly why: string }
);

export interface Collected {
  readonly pairs: readonly Pair[];
  readonly skipped: readonly SkippedPicture[];
  /** Pictures that have no caption with a word in it. */
  readonly wordless: number;
}

export interface CollectRun {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: { readonly done: number; readonly total: number | null }) => void;
}

/** A released dataset has its tags in a folder of this name; anything else is a dataset with a project. */
export const isReleasedRoot = (folder: string): boolean =>
  statSync(join(folder, releasedFolders.tags), { throwIfNoEntry: false })?.isDirectory() === true;

/** @throws TagmaskError `no-pairs`, `folder-missing`, `no-project`; the signal's reason */
export async function collectPairs(
  folders: readonly string[],
  options: CollectOptions,
  { signal, onProgress }: CollectRun,
): Promise<Collected> {
  const pairs: Pair[] = [];
  const skipped: SkippedPicture[] = [];
  let [done, wordless] = [0, 0];
  const { mostPairs = Infinity, fromProjects = false } = options;
  for (const folder of folders) {
    if (!existsSync(folder))
      throw new TagmaskError('missing', 'folder-missing', `The folder ${folder} does not exist. Check its path.`); // prettier-ignore
    const read = isReleasedRoot(folder) && !fromProjects ? readReleasedPairs : readProjectPairs;
    for await (const found of read(folder, options)) {
      signal.throwIfAborted();
      if ('why' in found) skipped.push({ file: found.file, why: found.why });
      else if (found.pairs.length > 0) pairs.push(...found.pairs);
      else wordless += 1;
      onProgress({ done: ++done, total: folders.length === 1 ? found.total : null });
      if (pairs.length >= mostPairs) return { pairs, skipped, wordless };
    }
  }
  if (pairs.length > 0) return { pairs, skipped, wordless };
  throw noPairs(folders, skipped, options);
}

function noPairs(
  folders: readonly string[],
  skipped: readonly SkippedPicture[],
  { pairs }: CollectOptions,
): TagmaskError {
  const [first] = skipped;
  const which = pairs === 'reviewed' ? 'reviewed picture with a caption' : 'picture with a caption';
  const example = first === undefined ? '' : ` (${skipped.length} were left out, the first one ${first.file}: ${first.why})`; // prettier-ignore
  const sentence = `There is nothing to train on: ${folders.join(', ')} has no ${which} that has a word in it${example}. Import captions first${pairs === 'reviewed' ? ', review some pictures, or train with --pairs all' : ''}.`;
  return new TagmaskError('input', 'no-pairs', sentence);
}
