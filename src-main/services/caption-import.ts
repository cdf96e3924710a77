import { isAbsolute, join, posix, relative, sep } from 'node:path';

import { TagmaskError } from '../../models/errors.ts';
import type { CaptionMap } from '../formats/caption-map.ts';
import { readCaptionFile, readSidecar } from '../formats/captions.ts';
import { CaptionWriter } from './caption-writer.ts';
import { PictureLookup } from './picture-lookup.ts';
import type { DatasetPlace } from './project.ts';
import { resolveBelow } from './roots.ts';
import type { FileProblem } from './scan.ts';
import type { ImportReport } from './types.ts';

/** What a scan has found. */
export interface CaptionSources {
  /** The ids of the dataset's pictures, by their paths. */
  readonly ids: ReadonlyMap<string, number>;
  readonly sidecars: readonly { readonly picture: string; readonly sidecar: string }[];
  readonly captionFiles: readonly string[];
}

/** A caption file inside the dataset's folder, with its own columns. */
export interface CaptionFileChoice {
  readonly file: string;
  readonly map?: CaptionMap;
}

export interface CaptionOptions {
  /** In place of the caption files that a scan finds by their names. */
  readonly captionFiles?: readonly (string | CaptionFileChoice)[];
  /** For the files that come without a map. */
  readonly map?: CaptionMap;
  readonly signal?: AbortSignal;
  /** Called after each batch that was written. */
  readonly onAdded?: () => void;
}

export interface ImportedCaptions {
  readonly unmatched: ImportReport['unmatched'];
  readonly problems: readonly FileProblem[];
}

/** Adds the captions beside the pictures, then those of the caption files. */
export async function importCaptions(
  project: DatasetPlace,
  sources: CaptionSources,
  options: CaptionOptions,
): Promise<ImportedCaptions> {
  const writer = new CaptionWriter(project.db, options.onAdded);
  const problems: FileProblem[] = [];
  await importSidecars(project, sources, { writer, problems, signal: options.signal });
  // A file that five rows name is reported once.
  const unmatched = new Map<string, ImportReport['unmatched'][number]>();
  const lookup = await PictureLookup.of(project.folder, sources.ids);
  for (const choice of options.captionFiles ?? sources.captionFiles) {
    const { file: source, map = options.map ?? {} } = typeof choice === 'string' ? { file: choice } : choice;
    await reporting(problems, source, async () => {
      const path = resolveCaptionFile(project.folder, source);
      const folder = posix.dirname(path);
      const onProblem = (why: string): void => void problems.push({ file: source, why });
      const entries = readCaptionFile(join(project.folder, path), { map, onProblem });
      for await (const { file, captions } of entries) {
        options.signal?.throwIfAborted();
        const found = lookup.find(file, folder);
        if (!('id' in found))
          unmatched.set(JSON.stringify([path, file]), { file, source: path, why: found.why });
        else for (const text of captions) await writer.add({ pictureId: found.id, text, source: path });
      }
    });
  }
  await writer.flush();
  return { unmatched: [...unmatched.values()], problems };
}

interface Target {
  readonly writer: CaptionWriter;
  readonly problems: FileProblem[];
  readonly signal: AbortSignal | undefined;
}

/** Text files that are read side by side; they are written in their order. */
const sidecarsAtOnce = 32;

async function importSidecars(
  { folder }: DatasetPlace,
  { sidecars, ids }: CaptionSources,
  { writer, problems, signal }: Target,
): Promise<void> {
  for (let start = 0; start < sidecars.length; start += sidecarsAtOnce) {
    signal?.throwIfAborted();
    const texts = sidecars.slice(start, start + sidecarsAtOnce).map(({ picture, sidecar }) => ({
      ...{ pictureId: ids.get(picture), sidecar },
      captions: readSidecar(join(folder, sidecar)),
    }));
    await Promise.allSettled(texts.map(({ captions }) => captions));
    for (const { pictureId, sidecar, captions } of texts) {
      if (pictureId === undefined) continue;
      await reporting(problems, sidecar, async () => {
        for (const text of await captions) await writer.add({ pictureId, text, source: sidecar });
      });
    }
  }
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
export function resolveCaptionFile(root: string, file: string): string {
  const below = isAbsolute(file) && file.startsWith(root + sep) ? relative(root, file) : file;
  return relative(root, resolveBelow(root, below)).split(sep).join('/');
}
