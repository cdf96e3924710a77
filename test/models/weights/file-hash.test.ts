import { createHash } from 'node:crypto';
import { appendFileSync, readdirSync, readFileSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { beforeEach, describe, expect, test } from 'vitest';

import { hashFileOnce } from '../../../models/weights/file-hash.ts';
import { temporaryFolder } from '../../temp.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = temporaryFolder();
  file = join(folder, 'weights');
  writeFileSync(file, 'weights');
});

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');
const hash = (path = file): Promise<string> => hashFileOnce(path, join(folder, 'cache'));
const records = (): string[] =>
  readdirSync(join(folder, 'cache', 'hashes')).map((name) => join(folder, 'cache', 'hashes', name));

/** Puts another hash in the memory: only who reads the file will not find it. */
function plant(): void {
  const [record = ''] = records();
  writeFileSync(record, readFileSync(record, 'utf8').replace(/^\w+/, 'f'.repeat(64)));
}

describe('the hash of a big file', () => {
  test('is SHA-256 of its bytes, remembered while the file is as it was, by whatever path', async () => {
    expect(await hash()).toBe(hashOf('weights'));
    plant();
    symlinkSync(file, join(folder, 'link'));
    expect(await hash()).toBe('f'.repeat(64));
    expect(await hash(join(folder, 'link'))).toBe('f'.repeat(64));
    expect(records()).toHaveLength(1);
  });

  test.each<[string, () => void, string]>([
    ['has grown', () => appendFileSync(file, '!'), 'weights!'],
    ['has changed and kept its size', () => writeFileSync(file, 'WEIGHTS'), 'WEIGHTS'],
    ['has been touched', () => utimesSync(file, 1, 1), 'weights'],
    ['has a damaged memory', () => writeFileSync(records()[0] ?? '', 'nonsense'), 'weights'],
  ])('is computed again for a file that %s', async (_, change, content) => {
    await hash();
    plant();
    change();
    expect(await hash()).toBe(hashOf(content));
  });

  test('needs no cache that can be written', async () => {
    writeFileSync(join(folder, 'cache'), 'a file where the folder should be');
    expect(await hash()).toBe(hashOf('weights'));
  });
});
