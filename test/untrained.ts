import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { makeUntrainedClip } from '../models/untrained/index.ts';

/** The name of the model that `addUntrained` puts into a library. */
export const untrained = 'untrained';

/**
 * Puts a model of random weights into the library below the data folder and makes it the default: made and run in a moment, it is
 * for tests in which any model will do.
 */
export async function addUntrained(dataFolder: string): Promise<void> {
  const library = join(dataFolder, 'models');
  mkdirSync(library, { recursive: true });
  await makeUntrainedClip(join(library, untrained), 2);
  writeFileSync(join(library, 'default.json'), JSON.stringify({ name: untrained }));
}
