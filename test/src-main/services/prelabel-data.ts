import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Gives a test file its own data and cache folders, which processes that it starts inherit. */
export function useOwnDataFolder(hooks: {
  readonly beforeAll: (work: () => void) => void;
  readonly afterAll: (work: () => void) => void;
}): void {
  let folder = '';
  hooks.beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'tagmask-data-'));
    process.env['TAGMASK_DATA_DIR'] = join(folder, 'data');
    process.env['TAGMASK_CACHE_DIR'] = join(folder, 'cache');
  });
  hooks.afterAll(() => {
    delete process.env['TAGMASK_DATA_DIR'];
    delete process.env['TAGMASK_CACHE_DIR'];
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  });
}
