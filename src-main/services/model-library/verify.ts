import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { checkClipFolder } from '../../../models/clip/check-folder.ts';
import { findModelFiles } from '../../../models/segment-anything/index.ts';
import { TagmaskError } from '../../../models/errors.ts';
import { weightsHash } from './describe.ts';
import { hashFile } from './digest.ts';
import { findModel } from './library.ts';
import type { VerifiedModel } from './library-types.ts';
import { readManifest } from './manifest.ts';
import type { PullOptions } from './pull.ts';

/**
 * Hashes every file of a model again and compares it with what was fetched, then checks that it opens.
 * @throws TagmaskError `no-model`, `no-hashes`, `model-damaged` with the files that have changed
 */
export async function verifyModel(
  name: string,
  { signal, onProgress }: Pick<PullOptions, 'signal' | 'onProgress'>,
): Promise<VerifiedModel> {
  const { folder, kind } = await findModel(name);
  const manifest = await readManifest(folder);
  if (manifest === undefined)
    throw new TagmaskError(
      'missing',
      'no-hashes',
      `${name} was not pulled, so there are no hashes to compare ${folder} with: pull it, or its folder, under another name.`,
    );
  const total = manifest.files.reduce((sum, { bytes }) => sum + bytes, 0);
  const damaged: string[] = [];
  let before = 0;
  for (const { name: file, bytes, sha256 } of manifest.files) {
    const onBytes = (done: number): void =>
      onProgress({ done: before + done, total, before: 0, message: null });
    const path = join(folder, file);
    const found = existsSync(path) ? await hashFile(path, { signal, onBytes }) : null;
    if (found?.sha256 !== sha256) damaged.push(file);
    before += bytes;
  }
  if (damaged.length > 0)
    throw new TagmaskError(
      'conflict',
      'model-damaged',
      `${damaged.join(', ')} of ${name} in ${folder} are not what was fetched: remove the model and pull it again.`,
    );
  if (kind === 'clip') await checkClipFolder(folder);
  else await findModelFiles(folder);
  return { name, files: manifest.files.length, bytes: total, sha256: weightsHash(manifest) ?? '' };
}
