import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll } from 'vitest';

import { addUntrained } from './untrained.ts';

/**
 * Importing this gives a test file, and the processes that it starts, data and cache folders of their own: nothing is
 * written into the person's, and the default is a model that is made and run in a moment.
 */
const home = mkdtempSync(join(tmpdir(), 'tagmask-home-'));
process.env['TAGMASK_DATA_DIR'] = join(home, 'data');
process.env['TAGMASK_CACHE_DIR'] = join(home, 'cache');
await addUntrained(join(home, 'data'));

afterAll(() => rmSync(home, { recursive: true, force: true, maxRetries: 3 }));
