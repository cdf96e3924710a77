import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { onTestFinished } from 'vitest';

import { temporaryFolder } from '../../../temp.ts';

const variables = ['TAGMASK_DATA_DIR', 'TAGMASK_CACHE_DIR', 'HF_ENDPOINT', 'HF_TOKEN'] as const;

/** An empty model library of the test's own; the environment is as it was afterwards. */
export function useLibrary(): string {
  const before = variables.map((name) => [name, process.env[name]] as const);
  onTestFinished(() => {
    for (const [name, value] of before)
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
  });
  const data = temporaryFolder();
  process.env['TAGMASK_DATA_DIR'] = data;
  process.env['TAGMASK_CACHE_DIR'] = join(data, 'cache');
  Reflect.deleteProperty(process.env, 'HF_TOKEN');
  Reflect.deleteProperty(process.env, 'HF_ENDPOINT');
  const library = join(data, 'models');
  mkdirSync(library);
  return library;
}
