import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { resolveModel } from '../../../src-main/services/models.ts';
import { temporaryFolder } from '../../temp.ts';

let library: string;
const before = process.env['TAGMASK_DATA_DIR'];
beforeEach(() => {
  const data = temporaryFolder();
  process.env['TAGMASK_DATA_DIR'] = data;
  library = join(data, 'models');
});
afterEach(() => {
  if (before === undefined) delete process.env['TAGMASK_DATA_DIR'];
  else process.env['TAGMASK_DATA_DIR'] = before;
});

describe('finding a model', () => {
  test('takes the starter, which comes with the program, where none is chosen', async () => {
    const first = await resolveModel();
    expect(first.name).toBe('starter');
    expect(readdirSync(first.folder)).toContain('model.safetensors');
    expect(await resolveModel('starter')).toEqual(first);
  });

  test('takes the starter by its name, whatever else is called so', async () => {
    const { folder } = await resolveModel();
    mkdirSync(join(library, 'starter'), { recursive: true });
    expect(await resolveModel('starter')).toEqual({ folder, name: 'starter' });
  });

  test('takes a name of the library before a folder of that name', async () => {
    mkdirSync(join(library, 'mine'), { recursive: true });
    expect(await resolveModel('mine')).toEqual({ folder: join(library, 'mine'), name: 'mine' });
  });

  test('takes any folder', async () => {
    const folder = temporaryFolder();
    expect((await resolveModel(folder)).folder).toBe(folder);
  });

  test('refuses a name that is not there, and says what is', async () => {
    mkdirSync(join(library, 'mine'), { recursive: true });
    await expect(resolveModel('yours')).rejects.toThrow(
      `There is no model "yours": no such folder, and none in the library ${library} (it has starter, mine).`,
    );
  });

  test('refuses a folder that is not there', async () => {
    const folder = join(temporaryFolder(), 'gone');
    await expect(resolveModel(folder)).rejects.toMatchObject({ code: 'no-model', kind: 'missing' });
    await expect(resolveModel(folder)).rejects.toThrow(`There is no folder ${folder};`);
  });
});
