import { isAbsolute, join, posix, relative, sep } from 'node:path';

import { TagmaskError } from '../../models/errors.ts';
import { readCaptionFile, readSidecar } from '../formats/captions.ts';
import type { CaptionColumns } from '../formats/captions.ts';
import { CaptionWriter } from './caption-writer.ts';
import { PictureLookup } from './picture-lookup.ts';
import type { Project } from './project.ts';
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

export interface CaptionOptions {
  /** Caption files inside the dataset's folder, in place of the captions.tsv, .csv and .json that a scan finds. */
  readonly captionFiles?: readonly string[];
  readonly columns?: CaptionColumns;
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
  project: Project,
  sources: CaptionSources,
  options: CaptionOptions,
): Promise<ImportedCaptions> {
  const writer = new CaptionWriter(project.db, options.onAdded);
  const problems: FileProblem[] = [];
  await importSidecars(project, sources, { writer, problems, signal: options.signal });
  // A file that five rows name is reported once.
  const unmatched = new Map<string, ImportReport['unmatched'][number]>();
  const lookup = await PictureLookup.of(project.folder, sources.ids);
  for (const source of options.captionFiles ?? sources.captionFiles) {
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

interface Target {
  readonly writer: CaptionWriter;
  readonly problems: FileProblem[];
  readonly signal: AbortSignal | undefined;
}

/** Text files that are read side by side; they are written in their order. */
const sidecarsAtOnce = 32;

async function importSidecars(
  { folder }: Project,
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
function resolveCaptionFile(root: string, file: string): string {
  const below = isAbsolute(file) && file.startsWith(root + sep) ? relative(root, file) : file;
  return relative(root, resolveBelow(root, below)).split(sep).join('/');
}
