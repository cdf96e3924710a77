import { mkdirSync, realpathSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { Roots, resolveBelow } from '../../../src-main/services/roots.ts';
import { temporaryFolder } from '../../temp.ts';

/** `offered/` with pictures in it, beside `secret/`, which nobody has offered. */
function makeTree(): { roots: Roots; id: string; offered: string; secret: string } {
  const folder = temporaryFolder();
  const offered = join(folder, 'offered');
  const secret = join(folder, 'secret');
  mkdirSync(join(offered, 'Фото 照片', 'deep'), { recursive: true });
  mkdirSync(join(offered, '.hidden'));
  mkdirSync(secret);
  writeFileSync(join(offered, 'notes.txt'), 'not a folder');
  writeFileSync(join(secret, 'key'), 'secret');
  const roots = new Roots();
  return { roots, id: roots.add(offered).id, offered, secret };
}

describe('a root', () => {
  test('resolves the paths below it, and itself', () => {
    const { roots, id, offered } = makeTree();
    expect(roots.resolve(id, '')).toBe(realpathSync(offered));
    expect(roots.resolve(id, 'Фото 照片/deep')).toBe(join(offered, 'Фото 照片', 'deep'));
  });

  test('keeps its id when it is added again, so that a page finds it after a restart', () => {
    const { roots, id, offered } = makeTree();
    expect(new Roots().add(offered).id).toBe(id);
    expect(roots.add(`${offered}/`).id).toBe(id);
    expect(roots.list()).toHaveLength(1);
  });

  test('that is a file, or is not there, is refused', () => {
    const { roots, offered } = makeTree();
    expect(() => roots.add(join(offered, 'notes.txt'))).toThrow(
      expect.objectContaining({ code: 'not-a-folder' }),
    );
    expect(() => roots.add(join(offered, 'gone'))).toThrow(
      expect.objectContaining({ code: 'folder-missing' }),
    );
  });

  test.each([
    ['the folder above', '..'],
    ['a sibling through ..', '../secret/key'],
    ['.. further down', 'Фото 照片/../../secret/key'],
    ['.. with backslashes', '..\\secret'],
    ['an absolute path', '/etc/passwd'],
    ['a drive letter', 'C:\\Windows'],
    ['a NUL', 'notes.txt\0.png'],
  ])('refuses %s', (_name, path) => {
    const { roots, id } = makeTree();
    expect(() => roots.resolve(id, path)).toThrow(
      expect.objectContaining({ code: 'path-leads-out', kind: 'refused' }),
    );
  });

  test('refuses a link that leads out, to a folder and to a file', () => {
    const { roots, id, offered, secret } = makeTree();
    symlinkSync(secret, join(offered, 'way out'));
    symlinkSync(join(secret, 'key'), join(offered, 'picture.png'));
    for (const path of ['way out', 'way out/key', 'picture.png']) {
      expect(() => roots.resolve(id, path)).toThrow(expect.objectContaining({ code: 'path-leads-out' }));
    }
  });

  test('follows a link that stays inside', () => {
    const { roots, id, offered } = makeTree();
    symlinkSync(join(offered, 'Фото 照片'), join(offered, 'album'));
    expect(roots.resolve(id, 'album/deep')).toBe(join(offered, 'Фото 照片', 'deep'));
  });

  test('refuses a sibling whose name begins with its own', () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'data'));
    mkdirSync(join(folder, 'data-private'));
    symlinkSync(join(folder, 'data-private'), join(folder, 'data', 'link'));
    expect(() => resolveBelow(join(folder, 'data'), 'link')).toThrow(
      expect.objectContaining({ code: 'path-leads-out' }),
    );
  });

  test('says that a path is not there any more', () => {
    const { roots, id, offered } = makeTree();
    renameSync(join(offered, 'notes.txt'), join(offered, 'renamed.txt'));
    expect(() => roots.resolve(id, 'notes.txt')).toThrow(
      expect.objectContaining({ code: 'no-such-path', kind: 'missing' }),
    );
  });

  test('that nobody has offered is not there', () => {
    expect(() => makeTree().roots.resolve('0000', '')).toThrow(
      expect.objectContaining({ code: 'no-such-root' }),
    );
  });
});

describe('the picker', () => {
  test('lists sub-folders by name, without files, hidden ones and links that lead out', async () => {
    const { roots, id, offered, secret } = makeTree();
    symlinkSync(secret, join(offered, 'way out'));
    symlinkSync(join(offered, 'gone'), join(offered, 'dangling'));
    symlinkSync(join(offered, 'Фото 照片'), join(offered, 'album'));
    expect(await roots.listFolders(id, '')).toEqual([
      { name: 'album', path: 'album' },
      { name: 'Фото 照片', path: 'Фото 照片' },
    ]);
    expect(await roots.listFolders(id, 'Фото 照片')).toEqual([{ name: 'deep', path: 'Фото 照片/deep' }]);
  });

  test('says so where a path is a file', async () => {
    const { roots, id } = makeTree();
    await expect(roots.listFolders(id, 'notes.txt')).rejects.toMatchObject({ code: 'folder-unreadable' });
  });
});
