import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { TagmaskError } from '../../../models/errors.ts';

/** The model that comes with the program and is used until another one is chosen. Nothing in the person's library can have its name. */
export const starterName = 'starter';

/**
 * Its folder, looked for upwards from this module, which lies in a checkout or somewhere below out/ of a built program. It is read only.
 * @throws TagmaskError `starter-missing`
 */
export function starterFolder(): string {
  const start = fileURLToPath(import.meta.url);
  for (let folder = dirname(start); ; folder = dirname(folder)) {
    const candidate = join(folder, 'models', 'starter', 'model');
    if (existsSync(candidate)) return candidate;
    if (folder === dirname(folder)) break;
  }
  throw new TagmaskError(
    'internal',
    'starter-missing',
    `The folder models/starter/model is not above ${start}. Install Tagmask again, or name a model with --model.`,
  );
}
