import { mkdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { isBuildStale } from '../../scripts/start/build.ts';
import { chooseDoor } from '../../scripts/start/door.ts';
import { temporaryFolder } from '../temp.ts';

describe('npm start opens', () => {
  test.each([
    ['linux', { DISPLAY: ':0' }, 1000],
    ['linux', { WAYLAND_DISPLAY: 'wayland-0' }, 1000],
    ['darwin', {}, 501],
    ['win32', {}, undefined],
  ] as const)('the desktop app on %s with %j', (platform, env, userId) => {
    expect(chooseDoor({ platform, env, userId })).toEqual({ door: 'desktop' });
  });

  test.each([
    ['there is no display', { platform: 'linux', env: {}, userId: 1000 }],
    ['there is no display', { platform: 'linux', env: { DISPLAY: '' }, userId: 1000 }],
    ['the desktop app does not run as root', { platform: 'linux', env: { DISPLAY: ':0' }, userId: 0 }],
    ['TAGMASK_DOOR says so', { platform: 'darwin', env: { TAGMASK_DOOR: 'browser' }, userId: 501 }],
  ] as const)('the browser, since %s', (why, surroundings) => {
    expect(chooseDoor(surroundings)).toEqual({ door: 'browser', why });
  });
});

const parts = [
  'out/main/index.js',
  'out/main/engine.js',
  'out/preload/preload.cjs',
  'out/renderer/index.html',
];

/** A checkout in small: built at 2000 s, with its source from 1000 s. */
function makeCheckout(): string {
  const root = temporaryFolder();
  for (const path of [...parts, 'src-renderer/main.ts']) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), '');
    utimesSync(join(root, path), 0, path.startsWith('out/') ? 2000 : 1000);
  }
  return root;
}

describe('a build', () => {
  test('that is newer than its sources is used as it is', () => {
    expect(isBuildStale(makeCheckout())).toBe(false);
  });

  test.each(parts)('without %s is stale', (path) => {
    const root = makeCheckout();
    rmSync(join(root, path));
    expect(isBuildStale(root)).toBe(true);
  });

  test('is stale once a source is newer', () => {
    const root = makeCheckout();
    utimesSync(join(root, 'src-renderer/main.ts'), 0, 3000);
    expect(isBuildStale(root)).toBe(true);
  });

  test('that was never made is stale', () => {
    expect(isBuildStale(temporaryFolder())).toBe(true);
  });
});
