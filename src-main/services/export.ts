import { openForReading } from '../../db/connection.ts';
import type { ReadDb } from '../../db/connection.ts';
import { TagmaskError } from '../../models/errors.ts';
import { CocoExport } from './export-coco.ts';
import { StagedFolder } from './export-files.ts';
import { refuseToReplaceOthers } from './export-place.ts';
import type { Project } from './project.ts';
import { exportReleasedInProcess, exportSemanticInProcess } from './export-process.ts';
import type { FolderChoice } from './released/folder-names.ts';
import type { ExportFormat, ExportInclude, ExportInstances, ExportReport } from './types.ts';

export interface ExportOptions {
  readonly format: ExportFormat;
  /** The folder that gets the files; it is made where it is not there. */
  readonly out: string;
  readonly include?: ExportInclude;
  /** Only of COCO; `whole` unless told. */
  readonly instances?: ExportInstances;
  /** Only of label maps: the tags that are classes, in their order; all where none are given. */
  readonly classes?: readonly string[];
  /** What the folders of the released layout are called. */
  readonly folders?: FolderChoice;
  readonly signal?: AbortSignal;
  /** In pictures; each is counted when it is written and again when it has been checked. */
  readonly onProgress?: (done: number, total: number) => void;
}

export type ExportedProject = Pick<Project, 'id' | 'folder' | 'db'>;

/**
 * Writes the dataset, reads it back, compares every mask with the database, and only then puts it in its place. It works on a
 * snapshot: decisions of the meantime are not in it, and do not wait for it. When it throws, the folder is as it was.
 * @throws {TagmaskError} `no-instances`, `export-differs`, `export-exists`, `export-not-writable`, `export-not-a-folder`, `disk-full`;
 *   the signal's reason once it is aborted
 */
export function exportDataset(project: ExportedProject, options: ExportOptions): Promise<ExportReport> {
  if (options.instances === 'parts' && options.format !== 'coco')
    return Promise.reject(hasNoInstances(options.format));
  switch (options.format) {
    case 'coco':
      return exportCoco(project, options);
    case 'released':
      return exportReleasedInProcess(project, options);
    case 'semantic':
      return exportSemanticInProcess(project, options);
  }
}

const hasNoInstances = (format: ExportFormat): TagmaskError =>
  new TagmaskError(
    'input',
    'no-instances',
    `An export as ${format} has no instances: leave them out, or export as coco.`,
  );

async function exportCoco(project: ExportedProject, options: ExportOptions): Promise<ExportReport> {
  options.signal?.throwIfAborted();
  const staged = await StagedFolder.open(options.out);
  let snapshot: ReadDb | undefined;
  try {
    await refuseToReplaceOthers(staged.folder, project.id);
    snapshot = openForReading(project.db.name);
    snapshot.exec('BEGIN');
    const report = await new CocoExport({ project, options, snapshot, staged }).run();
    await refuseToReplaceOthers(staged.folder, project.id);
    options.signal?.throwIfAborted();
    await staged.publish();
    return report;
  } catch (error) {
    await staged.discard();
    throw error;
  } finally {
    snapshot?.close();
  }
}
