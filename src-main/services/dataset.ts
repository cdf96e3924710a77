import { join } from 'node:path';

import { syncToDisk, transactUnsynced } from '../../db/connection.ts';
import { countCaptions } from '../../db/queries/captions.ts';
import { listUnhashedPictures, setPictureHashes } from '../../db/queries/pictures.ts';
import { hashFileIfReadable } from '../media/hash.ts';
import { importCaptions } from './caption-import.ts';
import type { CaptionOptions, CaptionSources } from './caption-import.ts';
import { PictureIndex } from './picture-index.ts';
import type { DatasetPlace } from './project.ts';
import type { ReleasedFolders } from '../formats/released.ts';
import type { FolderChoice } from './released/folder-names.ts';
import { importLabels } from './released/import.ts';
import { findReleasedRoot } from './released/root.ts';
import { scanDataset } from './scan.ts';
import type { FileProblem, FoundPicture } from './scan.ts';
import type { ImportReport } from './types.ts';
import { inWriteTurn } from './write-turn.ts';

export interface ImportOptions extends CaptionOptions {
  /** What the folders of a released dataset are called; it is known by them. */
  readonly folders?: FolderChoice;
  /** Pictures so far; `total` is null until the folder has been listed. */
  readonly onProgress?: (done: number, total: number | null) => void;
  /** Pictures or captions have been added: now and then, for the first time as soon as there is something to see. */
  readonly onGrowth?: () => void;
  /** Everything but the hashes is there: the dataset can be worked on. It is waited for. */
  readonly onIndexed?: (report: ImportReport) => Promise<void> | void;
}

/** Files that are hashed side by side. */
const hashedAtOnce = 64;
/** A growing dataset is told about this often. */
const growthEveryMs = 1000;

/**
 * Brings a project in line with its folder: finds pictures and captions, and makes the captions' tags. Only ever adds
 * and marks: pictures that are gone stay, as missing, and decisions are not touched. Files are hashed last, so that the
 * dataset can be used before: a file that is moved later is then known again.
 * @throws the signal's reason; TagmaskError where the project cannot be written
 */
export async function importDataset(
  project: DatasetPlace,
  options: ImportOptions = {},
): Promise<ImportReport> {
  const grow = atMostEvery(growthEveryMs, options.onGrowth);
  const root = await findReleasedRoot(project, options.folders);
  const scan = await indexPictures(project, { ...options, root }, grow);
  const captions = await importCaptions(
    project,
    { ...scan, ids: scan.index.ids },
    { ...options, onAdded: grow },
  );
  const { ids } = scan.index;
  const found =
    root === null ? null : await importLabels(project, { ...options, folders: root, ids, onAdded: grow });
  const report = {
    pictures: scan.index.ids.size,
    captions: countCaptions(project.db),
    unmatched: captions.unmatched,
    errors: [...scan.problems, ...scan.index.problems, ...captions.problems, ...(found?.problems ?? [])],
    ...(found === null ? {} : { labels: found.labels }),
  };
  // Captions of files that a person has chosen are found by no later scan; hashes are.
  syncToDisk(project.db);
  await options.onIndexed?.(report);
  await hashPictures(project, scan.index.ids.size, options);
  return report;
}

function atMostEvery(milliseconds: number, call: (() => void) | undefined): () => void {
  let calledAt = -Infinity;
  return () => {
    if (performance.now() - calledAt < milliseconds) return;
    calledAt = performance.now();
    call?.();
  };
}

interface Scan extends Omit<CaptionSources, 'ids'> {
  readonly index: PictureIndex;
  readonly problems: readonly FileProblem[];
}

async function indexPictures(
  project: DatasetPlace,
  { signal, onProgress, root }: ImportOptions & { readonly root: ReleasedFolders | null },
  onAdded: () => void,
): Promise<Scan> {
  const index = await PictureIndex.open(project);
  const sidecars: { picture: string; sidecar: string }[] = [];
  const captionFiles: string[] = [];
  const problems: FileProblem[] = [];
  const unreadable: string[] = [];
  const add = async (pictures: readonly FoundPicture[]): Promise<void> => {
    signal?.throwIfAborted();
    const before = index.ids.size;
    await index.add(pictures.map(({ path }) => path));
    // The index writes a batch when it gets the next one.
    if (index.ids.size === before) return;
    onProgress?.(index.ids.size, null);
    onAdded();
  };
  let waiting: FoundPicture[] = [];
  for await (const contents of scanDataset(project.folder, {
    signal,
    without: root === null ? [] : [root.tags, root.masks],
  })) {
    waiting = waiting.concat(contents.pictures);
    // From the back of a reversed list, as taking from the front of a long one copies it.
    waiting.reverse();
    while (waiting.length >= index.batchSize) await add(waiting.splice(-index.batchSize).reverse());
    waiting.reverse();
    for (const { path, sidecar } of contents.pictures)
      if (sidecar !== null) sidecars.push({ picture: path, sidecar });
    captionFiles.push(...contents.captionFiles);
    problems.push(...contents.problems);
    if (contents.unreadable) unreadable.push(contents.folder);
  }
  await add(waiting);
  await index.finish(unreadable);
  onProgress?.(index.ids.size, index.ids.size);
  onAdded();
  return { index, sidecars, captionFiles, problems };
}

async function hashPictures(
  project: DatasetPlace,
  total: number,
  { signal, onProgress }: ImportOptions,
): Promise<void> {
  const { db, folder } = project;
  let after = 0;
  for (let done = 0; ;) {
    signal?.throwIfAborted();
    const pictures = listUnhashedPictures(db, { after, limit: hashedAtOnce });
    const last = pictures.at(-1);
    if (last === undefined) return;
    const hashed = await Promise.all(
      pictures.map(async ({ id, path }) => ({ id, hash: await hashFileIfReadable(join(folder, path)) })),
    );
    await inWriteTurn(db, () => transactUnsynced(db, () => setPictureHashes(db, hashed.filter(isHashed))));
    after = last.id;
    done += pictures.length;
    onProgress?.(Math.min(done, total), total);
  }
}

const isHashed = (file: { id: number; hash: string | null }): file is { id: number; hash: string } =>
  file.hash !== null;
