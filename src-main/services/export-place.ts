import { open } from 'node:fs/promises';
import { join } from 'node:path';

import { TagmaskError } from '../../models/errors.ts';
import { describeFileError } from './export-files.ts';

/**
 * An `instances.json` or a `report.json` that somebody else has put there must not vanish for an export.
 * @throws TagmaskError `export-exists`
 */
export async function refuseToReplaceOthers(folder: string, project: string | null): Promise<void> {
  const instances = join(folder, 'instances.json');
  const start = await readStart(instances);
  if (start !== null && (project === null || findProject(start) !== project)) throw isOthers(instances);
  const report = join(folder, 'report.json');
  const startOfReport = await readStart(report);
  if (startOfReport !== null && !startOfReport.startsWith('{\n  "format": "coco"')) throw isOthers(report);
}

/** The id of the project that an `instances.json` was exported from; null where it is none of ours. */
export async function readExportedProject(instances: string): Promise<string | null> {
  return findProject((await readStart(instances)) ?? '');
}

const findProject = (start: string): string | null => /"project":"([^"\\]+)"/.exec(start)?.[1] ?? null;

function isOthers(path: string): TagmaskError {
  return new TagmaskError(
    'refused',
    'export-exists',
    `${path} was not exported from this dataset, so it is left as it is: choose another folder, or move that file away.`,
  );
}

/** Null where there is no such file; a folder of that name is somebody else's, and begins with nothing. */
async function readStart(path: string): Promise<string | null> {
  try {
    const file = await open(path);
    try {
      const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(2048) });
      return buffer.toString('utf8', 0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT') return null;
    if (code === 'EISDIR') return '';
    throw describeFileError(error, path);
  }
}
