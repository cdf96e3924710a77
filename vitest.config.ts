import { svelte } from '@sveltejs/vite-plugin-svelte';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';

import { nodeFlags } from './src-main/node-flags.ts';

const executablePath = process.env.TAGMASK_BROWSER;
const launchOptions = {
  args: [
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
  // Chromium's sandbox refuses to run as root.
  chromiumSandbox: process.getuid?.() !== 0,
  ...(executablePath === undefined ? {} : { executablePath }),
};

const execArgv = [...nodeFlags];

const tools = 'test/src-renderer/canvas/tools/**/*.test.ts';

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          execArgv,
          // The tools are geometry: they are tested where no browser can help them.
          include: ['test/{models,db,bin}/**/*.test.ts', tools],
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'engine',
          execArgv,
          include: ['test/src-main/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        plugins: [svelte()],
        // Named, because a dependency that is only found while the tests run reloads the page under them.
        optimizeDeps: { include: ['axe-core', 'hono', 'hono/client', 'vitest-browser-svelte'] },
        test: {
          name: 'browser',
          include: ['test/src-renderer/**/*.test.ts'],
          exclude: [tools],
          testTimeout: 30_000,
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({ launchOptions }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          testTimeout: 300_000,
          hookTimeout: 300_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
