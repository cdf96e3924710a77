import { existsSync } from 'node:fs';
import { join } from 'node:path';

import type { ReleasedFolders } from '../../formats/released.ts';
import { listProjectDirectories, resolveDatasetFolder } from '../project-folder.ts';
import { openProjectTruth } from './project-truth.ts';
import { openReleasedTruth } from './released-truth.ts';
import { nothingToEvaluate, type TruthKind, type TruthSource } from './truth-source.ts';

export interface TruthRequest {
  readonly folder: string;
  readonly folders: ReleasedFolders;
  /** Needed only where a released dataset has been reviewed as well: its files then count. */
  readonly kind?: TruthKind;
  /** The project's, where it is known which one: a folder may have another, or one that lies elsewhere. */
  readonly database?: string;
  readonly limit: number;
}

/**
 * What is known of a folder's pictures.
 * @throws TagmaskError `folder-missing`, `not-a-folder`, `nothing-to-evaluate`, and as opening a project's database does
 */
export async function openTruth({
  folder,
  folders,
  kind,
  limit,
  ...known
}: TruthRequest): Promise<TruthSource> {
  const root = resolveDatasetFolder(folder);
  const isReleased = existsSync(join(root, folders.tags));
  const database = known.database ?? findDatabase(root);
  if (isReleased && kind !== 'reviewed') return openReleasedTruth(root, { folders, limit });
  if (database !== undefined && kind !== 'released') return openProjectTruth(root, { database, limit });
  const missing = {
    released: `it has no folder ${folders.tags} with the true tags of a released dataset`,
    reviewed: 'nobody has reviewed it in Tagmask',
  };
  const why = kind === undefined ? `${missing.released}, and ${missing.reviewed}` : missing[kind];
  throw nothingToEvaluate(root, why);
}

const findDatabase = (root: string): string | undefined =>
  listProjectDirectories(root)
    .map((directory) => join(directory, 'project.sqlite'))
    .find((file) => existsSync(file));
