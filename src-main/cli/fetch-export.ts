import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';

import { TagmaskError } from '../../models/errors.ts';
import { readExportedProject, refuseToReplaceOthers } from '../services/export-place.ts';
import { FolderStage } from '../services/released/stage.ts';
import { valueOf, type Engine } from './engine.ts';
import { ProgressLine } from './output.ts';

/** An export that another process, which owns the project, keeps inside it. */
export interface Fetch {
  readonly name: string;
  readonly out: string;
  readonly signal: AbortSignal;
}

/** Nothing takes its place in `out` before everything is there, and nothing that is somebody else's loses its own. */
export async function fetchFiles(
  engine: Engine,
  { name, out, signal }: Fetch,
  files: readonly string[],
): Promise<void> {
  await mkdir(out, { recursive: true });
  const parts = files.map((file) => ({ file, part: join(out, `.${file}.${randomUUID()}.partial`) }));
  try {
    for (const { file, part } of parts) await download(engine, { name, path: file, to: part, signal });
    const instances = parts.find(({ file }) => file === 'instances.json');
    await refuseToReplaceOthers(
      out,
      instances === undefined ? null : await readExportedProject(instances.part),
    );
    for (const { file, part } of parts) await rename(part, join(out, file));
  } finally {
    for (const { part } of parts) await rm(part, { force: true });
  }
}

/** Files that are fetched side by side. */
const filesAtOnce = 8;

/** A whole folder with its sub-folders, which is there at once or not at all. */
export async function fetchFolder(engine: Engine, { name, out, signal }: Fetch): Promise<void> {
  const { files } = await valueOf(engine.client.api.exports[':name'].files.$get({ param: { name } }));
  const stage = await FolderStage.open(out, 'fetched');
  const line = new ProgressLine();
  try {
    const left = files.values();
    let done = 0;
    const work = async (): Promise<void> => {
      for (const { path } of left) {
        signal.throwIfAborted();
        await download(engine, { name, path, to: await stage.place(path), signal });
        line.show(`Fetch: ${++done} of ${files.length} files`);
      }
    };
    const ends = await Promise.allSettled(Array.from({ length: filesAtOnce }, work));
    for (const end of ends) if (end.status === 'rejected') throw end.reason;
    await stage.publish();
  } catch (error) {
    await stage.discard();
    throw error;
  } finally {
    line.clear();
  }
}

interface Download {
  readonly name: string;
  readonly path: string;
  readonly to: string;
  readonly signal: AbortSignal;
}

async function download({ client }: Engine, { name, path, to, signal }: Download): Promise<void> {
  const answer = await client.api.exports[':name'].part.$get({ param: { name }, query: { path } });
  if (!answer.ok || answer.body === null)
    throw new TagmaskError(
      'internal',
      'download-failed',
      `The engine did not hand out ${path}: export again.`,
    );
  // Only a new file: a link that lies in wait under this name must not be followed.
  await pipeline(Readable.fromWeb(answer.body as ReadableStream), createWriteStream(to, { flags: 'wx' }), {
    signal,
  });
}
