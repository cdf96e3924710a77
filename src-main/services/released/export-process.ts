import type { ChildProcess } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';

import { requireInPlace } from '../../../db/connection.ts';
import { TagmaskError } from '../../../models/errors.ts';
import type { ExportedProject } from '../export.ts';
import type { ExportInclude, ExportReport } from '../types.ts';
import { errorOf, startProcess, type ThreadFailure } from '../worker-thread.ts';
import type { ReleasedExportOptions } from './export.ts';
import { chooseFolders, type FolderChoice } from './folder-names.ts';
import { readFolders } from './root.ts';

/** The rest of the options are the process's own. */
export type ExportTask = Omit<ReleasedExportOptions, 'signal' | 'onProgress'> & {
  /** The project's database. */
  readonly file: string;
};

export type FromExport =
  | { readonly type: 'progress'; readonly done: number; readonly total: number }
  | { readonly type: 'done'; readonly report: ExportReport }
  | { readonly type: 'failed'; readonly error: ThreadFailure };

export interface ReleasedOptions {
  readonly out: string;
  readonly include?: ExportInclude;
  readonly folders?: FolderChoice;
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
}

/** The places that this process writes to: two exports of one project would take each other's files for left-overs. */
const underWay = new Set<string>();

/**
 * `exportReleased` in a process with a connection of its own: painting masks takes the processor, and the engine goes on answering. No thread,
 * because a thread that ends with sharp loaded can take the whole engine along. On return the process is gone.
 * @throws as `exportReleased`; TagmaskError `export-running`, `bad-folder-name`, `export-process-died`, `database-gone`
 */
export async function exportReleasedInProcess(
  { id: owner, folder, db }: ExportedProject,
  { out, include = 'accepted', folders: choice, signal, onProgress }: ReleasedOptions,
): Promise<ExportReport> {
  signal?.throwIfAborted();
  const folders = chooseFolders(choice);
  requireInPlace(db);
  refuseInside(folder, out);
  if (underWay.has(out)) throw isRunning(out);
  const below = [readFolders(db).images, folders.images];
  const task: ExportTask = { file: db.name, folder, below, out, owner, folders, include };
  const child = startProcess('export');
  underWay.add(out);
  child.send(task, () => undefined);
  const stop = (): void => void child.send('stop', () => undefined);
  signal?.addEventListener('abort', stop);
  try {
    return await reportOf(child, onProgress);
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener('abort', stop);
    underWay.delete(out);
  }
}

/** The next scan would take the copies for new pictures; what is hidden is not scanned. */
function refuseInside(folder: string, out: string): void {
  const below = relative(folder, realParent(resolve(out))).split(sep);
  const isInside = below[0] !== '..' && !isAbsolute(below.join(sep));
  if (!isInside || below.some((name) => name.startsWith('.'))) return;
  const message = `${out} lies inside the dataset, whose next scan would take the copied pictures for new ones: choose a folder outside of it.`;
  throw new TagmaskError('refused', 'export-inside-dataset', message);
}

/** The path with the links of all that is there of it resolved. */
function realParent(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    const parent = dirname(path);
    return parent === path ? path : join(realParent(parent), basename(path));
  }
}

function reportOf(child: ChildProcess, onProgress: ReleasedOptions['onProgress']): Promise<ExportReport> {
  const { promise, resolve, reject } = Promise.withResolvers<ExportReport>();
  // Whoever waits hears of it once the process is gone.
  promise.catch(() => undefined);
  child.on('message', (message: FromExport) => {
    if (message.type === 'progress') onProgress?.(message.done, message.total);
    else if (message.type === 'done') resolve(message.report);
    else reject(errorOf(message.error));
  });
  child.on('error', (error) => reject(died(error)));
  return new Promise<void>((resolve) => {
    child.once('close', () => {
      reject(died());
      resolve();
    });
  }).then(() => promise);
}

const isRunning = (out: string): TagmaskError =>
  new TagmaskError(
    'conflict',
    'export-running',
    `An export to ${out} is under way: wait for it, or cancel it.`,
  );

const died = (cause?: unknown): TagmaskError =>
  new TagmaskError(
    'internal',
    'export-process-died',
    'The process of the export ended unexpectedly: nothing was exported. Export again.',
    { cause },
  );
