import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { chromium } from 'playwright';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'];
const wellKnown = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function systemBrowser(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const onPath = names.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [...onPath, ...wellKnown].find(isExecutable);
}

function playwrightBrowser(): string | undefined {
  const path = chromium.executablePath();
  return existsSync(path) ? path : undefined;
}

function downloadByPlaywright(): string | undefined {
  const cli = fileURLToPath(new URL('../node_modules/playwright/cli.js', import.meta.url));
  spawnSync(process.execPath, [cli, 'install', 'chromium'], { stdio: 'ignore', timeout: 180_000 });
  return playwrightBrowser();
}

function installByApt(): string | undefined {
  if (process.platform !== 'linux' || process.getuid?.() !== 0 || !existsSync('/etc/debian_version'))
    return undefined;
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const options = { env, stdio: 'ignore', timeout: 600_000 } as const;
  spawnSync('apt-get', ['update', '-qq'], options);
  spawnSync(
    'apt-get',
    ['install', '-y', '-qq', '--no-install-recommends', 'chromium', 'fonts-dejavu-core'],
    options,
  );
  return systemBrowser();
}

/**
 * A Chromium for the tests: `TAGMASK_BROWSER`, else the system's, else the one that Playwright has or can download, else
 * Debian's package where we are root.
 *
 * @throws Error with what to do where none can be had
 */
export function findBrowser(log: (line: string) => void): string {
  const named = process.env['TAGMASK_BROWSER'];
  if (named !== undefined) {
    if (isExecutable(named)) return named;
    throw new Error(
      `TAGMASK_BROWSER names ${named}, which is no program that can be run: point it at a Chromium or Chrome.`,
    );
  }
  const present = systemBrowser() ?? playwrightBrowser();
  if (present !== undefined) return present;
  log('No Chromium here: asking Playwright to download one, then the system’s packages …');
  const fetched = downloadByPlaywright() ?? installByApt();
  if (fetched !== undefined) return fetched;
  throw new Error(
    'The tests need Chromium or Chrome and none could be found, downloaded or installed: install one, or set TAGMASK_BROWSER to its path.',
  );
}
