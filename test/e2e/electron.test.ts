import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { _electron } from 'playwright';
import { describe, expect, onTestFinished, test } from 'vitest';

import { build, isBuildStale } from '../../scripts/start/build.ts';
import { chooseDoor } from '../../scripts/start/door.ts';
import { makeDataset } from '../src-main/http/fixture.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Why the desktop app cannot be tested here; null where it can. */
function findObstacle(): string | null {
  const electron = dirname(createRequire(import.meta.url).resolve('electron/package.json'));
  if (!existsSync(join(electron, 'path.txt')))
    return 'Electron’s binary is not installed: run "npx install-electron"';
  const choice = chooseDoor({ platform: process.platform, env: process.env, userId: process.getuid?.() });
  return choice.door === 'browser' ? choice.why : null;
}

const obstacle = findObstacle();

describe.skipIf(obstacle !== null)(
  `the desktop app${obstacle === null ? '' : ` (skipped: ${obstacle})`}`,
  () => {
    test('shows the dataset through its engine, and stays on its own page', async () => {
      if (isBuildStale(root)) await build(root);
      const app = await _electron.launch({ args: [root, await makeDataset()] });
      onTestFinished(() => app.close());
      const page = await app.firstWindow();
      await page.waitForURL('app://tagmask/**');
      const session = await page.evaluate(
        async () => (await fetch('/api/session')).json() as Promise<unknown>,
      );
      expect(session).toMatchObject({ dataset: { demo: false } });
      expect(await page.evaluate(() => Object.keys(Reflect.get(globalThis, 'tagmask') as object))).toEqual([
        'chooseFolder',
      ]);
      expect(await page.evaluate(() => typeof Reflect.get(globalThis, 'require'))).toBe('undefined');
      expect(
        await page.evaluate(async () => (await fetch('/api/admin/roots', { method: 'POST' })).status),
      ).toBe(403);
      await page.evaluate(
        () => Reflect.get(globalThis, 'open').call(globalThis, 'https://example.org') as unknown,
      );
      expect(app.windows()).toHaveLength(1);
    });
  },
);
