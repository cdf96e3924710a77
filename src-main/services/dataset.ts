import { isAbsolute, join, posix, relative, sep } from 'node:path';

import { transact } from '../../db/connection.ts';
import { countCaptions } from '../../db/queries/captions.ts';
import { listUnhashedPictures, setPictureHash } from '../../db/queries/pictures.ts';
import { TagmaskError } from '../../models/errors.ts';
import { readCaptionFile, readSidecar } from '../formats/captions.ts';
import type { CaptionColumns } from '../formats/captions.ts';
import { hashFile } from '../media/hash.ts';
import { CaptionWriter } from './caption-writer.ts';
import { PictureIndex } from './picture-index.ts';
import { PictureLookup } from './picture-lookup.ts';
import type { Project } from './project.ts';
import { resolveBelow } from './roots.ts';
import { scanDataset } from './scan.ts';
import type { FileProblem, FoundPicture } from './scan.ts';
import type { ImportReport } from './types.ts';

export interface ImportOptions {
  /** Caption files inside the dataset's folder, in place of the captions.tsv, .csv and .json that a scan finds. */
  readonly captionFiles?: readonly string[];
  readonly columns?: CaptionColumns;
  readonly signal?: AbortSignal;
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
  const captions = await importCaptions(project, scan, options);
  await hashPictures(project, scan.index.ids.size, options);
  return {
    pictures: scan.index.ids.size,
    captions: countCaptions(project.db),
    unmatched: captions.unmatched,
    errors: [...scan.problems, ...scan.index.problems, ...captions.problems],
  };
}

interface Scan {
  readonly index: PictureIndex;
  readonly sidecars: readonly { readonly picture: string; readonly sidecar: string }[];
  readonly captionFiles: readonly string[];
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
  index.markMissing(unreadable);
  onProgress?.(index.ids.size, index.ids.size);
  return { index, sidecars, captionFiles, problems };
}

interface ImportedCaptions {
  readonly unmatched: ImportReport['unmatched'];
  readonly problems: readonly FileProblem[];
}

async function importCaptions(
  project: Project,
  scan: Scan,
  options: ImportOptions,
): Promise<ImportedCaptions> {
  const writer = new CaptionWriter(project.db);
  const problems: FileProblem[] = [];
  for (const { picture, sidecar } of scan.sidecars) {
    options.signal?.throwIfAborted();
    const pictureId = scan.index.ids.get(picture);
    if (pictureId === undefined) continue;
    await reporting(problems, sidecar, async () => {
      const captions = await readSidecar(join(project.folder, sidecar));
      for (const text of captions) await writer.add({ pictureId, text, source: sidecar });
    });
  }
  // A file that five rows name is reported once.
  const unmatched = new Map<string, ImportReport['unmatched'][number]>();
  const lookup = new PictureLookup(project.folder, scan.index.ids);
  for (const source of options.captionFiles ?? scan.captionFiles) {
    await reporting(problems, source, async () => {
      const path = resolveCaptionFile(project.folder, source);
      const folder = posix.dirname(path);
      for await (const { file, caption } of readCaptionFile(join(project.folder, path), options.columns)) {
        options.signal?.throwIfAborted();
        const found = lookup.find(file, folder);
        if ('id' in found) await writer.add({ pictureId: found.id, text: caption, source: path });
        else unmatched.set(JSON.stringify([path, file]), { file, source: path, why: found.why });
      }
    });
  }
  await writer.flush();
  return { unmatched: [...unmatched.values()], problems };
}

/** One bad caption file is reported, and the others are read. */
async function reporting(problems: FileProblem[], file: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof TagmaskError) || error.kind === 'unavailable' || error.kind === 'internal')
      throw error;
    problems.push({ file, why: error.message });
  }
}

/**
 * A caption file's path below the dataset, with forward slashes; it may be given as an absolute one.
 * @throws TagmaskError `path-leads-out`, `no-such-path`
 */
function resolveCaptionFile(root: string, file: string): string {
  const below = isAbsolute(file) && file.startsWith(root + sep) ? relative(root, file) : file;
  return relative(root, resolveBelow(root, below)).split(sep).join('/');
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
      // A file that has vanished since the scan stays without a hash; the next scan marks it missing.
      pictures.map(async ({ id, path }) => ({
        id,
        hash: await hashFile(join(folder, path)).catch(() => null),
      })),
    );
    transact(db, () => {
      for (const { id, hash } of hashed) if (hash !== null) setPictureHash(db, id, hash);
    });
    after = last.id;
    done += pictures.length;
    onProgress?.(Math.min(done, total), total);
  }
}
