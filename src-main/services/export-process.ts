import type { ChildProcess } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';

import { requireInPlace } from '../../db/connection.ts';
import { TagmaskError } from '../../models/errors.ts';
import type { ExportedProject } from './export.ts';
import type { ExportInclude, ExportReport } from './types.ts';
import { errorOf, startProcess, type ThreadFailure } from './worker-thread.ts';
import type { ReleasedExportOptions } from './released/export.ts';
import { chooseFolders, type FolderChoice } from './released/folder-names.ts';
import { readFolders } from './released/root.ts';
import { chooseClasses } from './semantic/choose-classes.ts';
import type { SemanticExportOptions } from './semantic/export.ts';

/** The rest of the options are the process's own. */
export type ExportTask = {
  /** The project's database. */
  readonly file: string;
} & (
  | ({ readonly format: 'released' } & Omit<ReleasedExportOptions, 'signal' | 'onProgress'>)
  | ({ readonly format: 'semantic' } & Omit<SemanticExportOptions, 'signal' | 'onProgress'>)
);

export type FromExport =
  | { readonly type: 'progress'; readonly done: number; readonly total: number }
  | { readonly type: 'done'; readonly report: ExportReport }
  | { readonly type: 'failed'; readonly error: ThreadFailure };

interface ProcessOptions {
  readonly out: string;
  readonly include?: ExportInclude;
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
}

/** The places that this process writes to: two exports of one project would take each other's files for left-overs. */
const underWay = new Set<string>();

/**
 * `exportReleased` in a process of its own.
 * @throws as `exportReleased` and `runProcess`; TagmaskError `bad-folder-name`, `export-inside-dataset`
 */
export async function exportReleasedInProcess(
  { id: owner, folder, db }: ExportedProject,
  { folders: choice, ...options }: ProcessOptions & { readonly folders?: FolderChoice },
): Promise<ExportReport> {
  const { out, include = 'accepted' } = options;
  options.signal?.throwIfAborted();
  const folders = chooseFolders(choice);
  requireInPlace(db);
  refuseInside(folder, out);
  const below = [readFolders(db).images, folders.images];
  const task = { file: db.name, folder, below, out, owner, folders, include };
  return runProcess({ format: 'released', ...task }, options);
}

/**
 * `exportSemantic` in a process of its own.
 * @throws as `exportSemantic` and `runProcess`; TagmaskError `bad-classes`, `export-inside-dataset`
 */
export async function exportSemanticInProcess(
  { id: owner, folder, db }: ExportedProject,
  { classes, ...options }: ProcessOptions & { readonly classes?: readonly string[] },
): Promise<ExportReport> {
  const { out, include = 'accepted' } = options;
  const chosen = classes === undefined ? {} : { classes: chooseClasses(classes) };
  options.signal?.throwIfAborted();
  requireInPlace(db);
  refuseInside(folder, out);
  const task = { file: db.name, out, owner, dataset: basename(folder), include, ...chosen };
  return runProcess({ format: 'semantic', ...task }, options);
}

/**
 * An export in a process with a connection of its own: painting masks takes the processor, and the engine goes on answering. No thread,
 * because a thread that ends with sharp loaded can take the whole engine along. On return the process is gone.
 * @throws TagmaskError `export-running`, `export-process-died`, `database-gone`; what the export throws
 */
async function runProcess(
  task: ExportTask,
  { out, signal, onProgress }: ProcessOptions,
): Promise<ExportReport> {
  if (underWay.has(out)) throw isRunning(out);
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

/** The next scan would take copies and label maps for new pictures; what is hidden is not scanned. */
function refuseInside(folder: string, out: string): void {
  const below = relative(folder, realParent(resolve(out))).split(sep);
  const isInside = below[0] !== '..' && !isAbsolute(below.join(sep));
  if (!isInside || below.some((name) => name.startsWith('.'))) return;
  const message = `${out} lies inside the dataset, whose next scan would take the exported pictures for new ones: choose a folder outside of it.`;
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

function reportOf(child: ChildProcess, onProgress: ProcessOptions['onProgress']): Promise<ExportReport> {
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
