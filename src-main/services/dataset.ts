import { join } from 'node:path';

import { transact } from '../../db/connection.ts';
import { countCaptions } from '../../db/queries/captions.ts';
import { listUnhashedPictures, setPictureHash } from '../../db/queries/pictures.ts';
import { hashFileIfReadable } from '../media/hash.ts';
import { importCaptions } from './caption-import.ts';
import type { CaptionOptions, CaptionSources } from './caption-import.ts';
import { PictureIndex } from './picture-index.ts';
import type { Project } from './project.ts';
import { scanDataset } from './scan.ts';
import type { FileProblem, FoundPicture } from './scan.ts';
import type { ImportReport } from './types.ts';

export interface ImportOptions extends CaptionOptions {
  /** Pictures so far; `total` is null until the folder has been listed. */
  readonly onProgress?: (done: number, total: number | null) => void;
}

const batchSize = 64;

/**
 * Brings a project in line with its folder: finds pictures and captions, and makes the captions' tags. Only ever adds
 * and marks: pictures that are gone stay, as missing, and decisions are not touched. Files are hashed last, so that the
 * dataset can be used before: a file that is moved later is then known again.
 * @throws the signal's reason; TagmaskError where the project cannot be written
 */
export async function importDataset(project: Project, options: ImportOptions = {}): Promise<ImportReport> {
  const scan = await indexPictures(project, options);
  const captions = await importCaptions(project, { ...scan, ids: scan.index.ids }, options);
  await hashPictures(project, scan.index.ids.size, options);
  return {
    pictures: scan.index.ids.size,
    captions: countCaptions(project.db),
    unmatched: captions.unmatched,
    errors: [...scan.problems, ...scan.index.problems, ...captions.problems],
  };
}

interface Scan extends Omit<CaptionSources, 'ids'> {
  readonly index: PictureIndex;
  readonly problems: readonly FileProblem[];
}

async function indexPictures(project: Project, { signal, onProgress }: ImportOptions): Promise<Scan> {
  const index = new PictureIndex(project);
  const sidecars: { picture: string; sidecar: string }[] = [];
  const captionFiles: string[] = [];
  const problems: FileProblem[] = [];
  const unreadable: string[] = [];
  const add = async (pictures: readonly FoundPicture[]): Promise<void> => {
    signal?.throwIfAborted();
    await index.add(pictures.map(({ path }) => path));
    onProgress?.(index.ids.size, null);
  };
  let waiting: FoundPicture[] = [];
  for await (const contents of scanDataset(project.folder, signal)) {
    waiting = waiting.concat(contents.pictures);
    while (waiting.length >= batchSize) await add(waiting.splice(0, batchSize));
    for (const { path, sidecar } of contents.pictures)
      if (sidecar !== null) sidecars.push({ picture: path, sidecar });
    captionFiles.push(...contents.captionFiles);
    problems.push(...contents.problems);
    if (contents.unreadable) unreadable.push(contents.folder);
  }
  await add(waiting);
  await index.finish(unreadable);
  onProgress?.(index.ids.size, index.ids.size);
  return { index, sidecars, captionFiles, problems };
}

async function hashPictures(
  project: Project,
  total: number,
  { signal, onProgress }: ImportOptions,
): Promise<void> {
  const { db, folder } = project;
  let after = 0;
  for (let done = 0; ;) {
    signal?.throwIfAborted();
    const pictures = listUnhashedPictures(db, { after, limit: batchSize });
    const last = pictures.at(-1);
    if (last === undefined) return;
    const hashed = await Promise.all(
      pictures.map(async ({ id, path }) => ({ id, hash: await hashFileIfReadable(join(folder, path)) })),
    );
    transact(db, () => {
      for (const { id, hash } of hashed) if (hash !== null) setPictureHash(db, id, hash);
    });
    after = last.id;
    done += pictures.length;
    onProgress?.(Math.min(done, total), total);
  }
}
