import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';

import { makeZip, predictLength } from 'client-zip';

/** A file of an export, below its folder, with forward slashes. */
export interface ExportedFile {
  readonly path: string;
  readonly sizeBytes: number;
}

/** The files of an export, in the order of their paths; links are none of them. */
export async function listExportedFiles(folder: string): Promise<ExportedFile[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort();
  const files: ExportedFile[] = [];
  for (const path of paths) files.push({ path, sizeBytes: (await stat(join(folder, path))).size });
  return files;
}

/** An export as one ZIP, stored as it is (pictures are packed already); one file is open at a time. */
export function archiveExport(
  folder: string,
  files: readonly ExportedFile[],
): { readonly body: ReadableStream<Uint8Array>; readonly sizeBytes: bigint } {
  const parts = files.map(({ path, sizeBytes }) => ({ name: path, size: sizeBytes }));
  async function* inputs() {
    for (const part of parts) yield { ...part, input: createReadStream(join(folder, part.name)) };
  }
  return { body: makeZip(inputs()), sizeBytes: predictLength(parts) };
}
