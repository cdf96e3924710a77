/** What the library remembers of a model that it has fetched: `manifest.json` beside the weights. */
import { join } from 'node:path';

import { z } from 'zod';

import { parseJson, readOptional } from '../../../models/clip/read-json.ts';
import { replaceFile } from '../replace-file.ts';
import { modelSource } from './source.ts';

const fileName = 'manifest.json';

const manifestSchema = z.object({
  version: z.literal(1),
  source: modelSource,
  commit: z.string().nullable(),
  licence: z.string().nullable(),
  /** Unix milliseconds. */
  pulledAt: z.number(),
  files: z.array(
    z.object({
      name: z.string().regex(/^[\w][\w.-]*$/, 'a plain file name is needed'),
      bytes: z.int().nonnegative(),
      sha256: z.string().regex(/^[0-9a-f]{64}$/),
    }),
  ),
});
export type Manifest = z.infer<typeof manifestSchema>;

/** Undefined for a folder that a person has put into the library. @throws ModelFolderError where it is damaged */
export async function readManifest(folder: string): Promise<Manifest | undefined> {
  const text = await readOptional(folder, fileName);
  return text === undefined ? undefined : parseJson(join(folder, fileName), text, manifestSchema);
}

export function writeManifest(folder: string, manifest: Manifest): void {
  replaceFile(join(folder, fileName), `${JSON.stringify(manifest, null, 2)}\n`);
}
