import { createReadStream, readdirSync, statSync } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';

import { TagmaskError } from '../../../models/errors.ts';
import { listOnnxFiles } from '../../../models/segment-anything/index.ts';
import { hashFile } from './digest.ts';
import type { DownloadContext } from './download-types.ts';
import type { KeptFile } from './pull-state.ts';

export interface FolderCopy {
  /** Those of the folder itself, and graphs where Hugging Face's exporters put them. */
  readonly names: readonly string[];
  readonly sizeOf: (name: string) => number | undefined;
  readonly fetch: (name: string, context: DownloadContext) => Promise<KeptFile>;
}

/** Copies rather than links: a library that points into a download folder breaks when that is tidied up. */
export function copyFromFolder(folder: string): FolderCopy {
  const sizeOf = (name: string): number | undefined => {
    const stats = statSync(join(folder, name), { throwIfNoEntry: false });
    return stats?.isFile() === true ? stats.size : undefined;
  };
  const names = [
    ...readdirSync(folder),
    ...listOnnxFiles(folder).map((path) => relative(folder, path).replaceAll('\\', '/')),
  ];
  return {
    names,
    sizeOf,
    fetch: (name, context) => copyFile({ folder, name, total: sizeOf(name) }, context),
  };
}

interface Copied {
  readonly folder: string;
  readonly name: string;
  readonly total: number | undefined;
}

async function copyFile({ folder, name, total }: Copied, context: DownloadContext): Promise<KeptFile> {
  if (total === undefined)
    throw new TagmaskError(
      'missing',
      'no-such-file',
      `There is no ${name} in ${folder}: a model needs config.json, preprocessor_config.json, tokenizer.json and weights.`,
    );
  const local = basename(name);
  const part = join(context.folder, `${local}.part`);
  context.state.begin(local, { etag: null, key: null });
  const handle = await open(part, 'w');
  try {
    let done = 0;
    for await (const chunk of createReadStream(join(folder, name), {
      highWaterMark: 1 << 20,
    }) as AsyncIterable<Buffer>) {
      context.signal.throwIfAborted();
      await handle.writeFile(chunk);
      done += chunk.length;
      context.onBytes(done, Math.max(done, total));
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
  const hashes = await hashFile(part, { signal: context.signal });
  await rename(part, join(context.folder, local));
  return context.state.finish(local, hashes);
}
