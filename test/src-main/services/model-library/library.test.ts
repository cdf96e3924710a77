import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';

import { beforeEach, describe, expect, test } from 'vitest';

import { defaultModelName } from '../../../../src-main/services/model-library/default-model.ts';
import {
  findModel,
  listModelNames,
  makeDefault,
  removeModel,
} from '../../../../src-main/services/model-library/library.ts';
import { holdModel, takeModelLock } from '../../../../src-main/services/model-library/model-lock.ts';
import { isInsideNetwork, followRedirect } from '../../../../src-main/services/model-library/network.ts';
import { readHub } from '../../../../src-main/services/model-library/hub.ts';
import { pullModel } from '../../../../src-main/services/model-library/pull.ts';
import { readModelRequest } from '../../../../src-main/services/model-library/source.ts';
import { verifyModel } from '../../../../src-main/services/model-library/verify.ts';
import { resolveModel } from '../../../../src-main/services/models.ts';
import { temporaryFolder } from '../../../temp.ts';
import { makeTinyClip } from './hub-server.ts';
import { useLibrary } from './use-library.ts';

let library: string;
beforeEach(() => {
  library = useLibrary();
});
const { signal } = new AbortController();
const onProgress = () => undefined;

describe('removing a model', () => {
  test('takes the link, never what it leads to', async () => {
    const outside = temporaryFolder();
    writeFileSync(join(outside, 'photo.jpg'), 'mine');
    symlinkSync(outside, join(library, 'linked'));
    mkdirSync(join(library, 'holds-a-link'));
    symlinkSync(outside, join(library, 'holds-a-link', 'inner'));
    await removeModel('linked');
    await removeModel('holds-a-link');
    expect(listModelNames()).toEqual(['starter']);
    expect(readdirSync(outside)).toEqual(['photo.jpg']);
  });

  test.each(['..', '.', '../other', '/etc', 'a/b', '.locks', ''])('takes no %j for a name', async (name) => {
    mkdirSync(join(library, '..', 'other'));
    await expect(removeModel(name)).rejects.toMatchObject({ code: 'no-model' });
    expect(existsSync(join(library, '..', 'other'))).toBe(true);
  });

  test('is refused while runs work with it, be it the last of them', async () => {
    mkdirSync(join(library, 'busy'));
    const releases = [holdModel(join(library, 'busy')), holdModel(join(library, 'busy'))];
    await expect(removeModel('busy')).rejects.toMatchObject({
      code: 'model-in-use',
      message: 'busy cannot be removed, because a run works with it: wait for its end, or cancel it.',
    });
    releases[0]?.();
    await expect(removeModel('busy')).rejects.toMatchObject({ code: 'model-in-use' });
    releases[1]?.();
    await removeModel('busy');
    expect(listModelNames()).toEqual(['starter']);
  });

  test('is refused while it is being fetched, and a model that is leaving is not to be had', async () => {
    mkdirSync(join(library, 'busy'));
    const release = takeModelLock('busy');
    await expect(removeModel('busy')).rejects.toThrow(/is being fetched or removed by another Tagmask/);
    expect(holdModel(join(library, 'busy'))).toBeNull();
    release?.();
  });
});

describe('the starter', () => {
  test('comes first, cannot be removed, and says what it knows', async () => {
    mkdirSync(join(library, 'a-model'));
    expect(listModelNames()).toEqual(['starter', 'a-model']);
    const { folder, ...starter } = await findModel('starter');
    expect(starter).toMatchObject({ comesAlong: true, trained: true, knows: 'drawn scenes', problem: null });
    await expect(removeModel('starter')).rejects.toMatchObject({ code: 'model-comes-along' });
    expect(existsSync(join(folder, 'model.safetensors'))).toBe(true);
  });

  test('keeps its name: no other model is pulled under it', () => {
    expect(() => readModelRequest(temporaryFolder(), 'starter')).toThrow(
      '"starter" is the model that comes with Tagmask: give this one another name with --as.',
    );
  });
});

describe('the default model', () => {
  test('is the starter until another is chosen, and again once that is gone', async () => {
    expect(defaultModelName()).toBe('starter');
    mkdirSync(join(library, 'mine'));
    makeDefault('mine');
    expect(await resolveModel()).toEqual({ name: 'mine', folder: join(library, 'mine') });
    await removeModel('mine');
    expect(defaultModelName()).toBe('starter');
    expect(() => makeDefault('mine')).toThrow(/has no model "mine"/);
  });
});

describe('verifying a model', () => {
  test('passes what was fetched, and names the file that has changed since', async () => {
    const folder = await makeTinyClip();
    await pullModel(readModelRequest(folder, 'tiny'), { signal, onProgress });
    expect(await verifyModel('tiny', { signal, onProgress })).toMatchObject({ files: 4 });
    writeFileSync(join(library, 'tiny', 'config.json'), '{}');
    await expect(verifyModel('tiny', { signal, onProgress })).rejects.toThrow(/^config\.json of tiny/);
  });

  test('says of a folder that a person has put there that there is nothing to compare with', async () => {
    await cp(await makeTinyClip(), join(library, 'mine'), { recursive: true });
    expect(await findModel('mine')).toMatchObject({ source: null, problem: null, trained: true });
    await expect(verifyModel('mine', { signal, onProgress })).rejects.toMatchObject({ code: 'no-hashes' });
  });
});

describe('what is asked for', () => {
  test('is a known model by its name or its repository, else a repository with its owner', () => {
    for (const text of [
      'vit-b-16',
      'openai/clip-vit-base-patch16',
      'https://huggingface.co/openai/clip-vit-base-patch16',
    ])
      expect(readModelRequest(text)).toMatchObject({
        name: 'vit-b-16',
        source: { repository: 'openai/clip-vit-base-patch16', revision: 'main' },
      });
    expect(readModelRequest('laion/x@v1.0')).toMatchObject({
      name: 'laion--x--v1.0',
      source: { revision: 'v1.0' },
    });
    expect(() => readModelRequest('vit-b-61')).toThrow(/Did you mean vit-b-16\?/);
    expect(() => readModelRequest('https://me:secret@host/x')).toThrow(/has a password in it/);
    expect(() => readModelRequest('laion/x', '../up')).toThrow(/cannot name a model/);
  });

  test('goes to a mirror, and the token never there without encryption', () => {
    process.env['HF_ENDPOINT'] = 'https://mirror.example/hub';
    expect(readHub().endpoint.href).toBe('https://mirror.example/hub/');
    process.env['HF_ENDPOINT'] = 'http://mirror.example';
    process.env['HF_TOKEN'] = 'hf_secret';
    expect(() => readHub()).toThrow(/without encryption/);
    process.env['HF_ENDPOINT'] = 'ftp://mirror.example';
    expect(() => readHub()).toThrow(/no address of the web/);
  });
});

describe('a redirect', () => {
  const hub = new URL('https://hub.example/a');
  test('may lead to another host with encryption', () => {
    expect(followRedirect(hub, 'https://store.example/x').href).toBe('https://store.example/x');
    expect(followRedirect(hub, '/b').href).toBe('https://hub.example/b');
  });

  test.each([
    'http://hub.example/a',
    'https://127.0.0.1/',
    'https://[::1]/',
    'https://169.254.169.254/latest',
    'https://192.168.0.1/',
    'https://localhost/',
    'javascript:alert(1)',
    null,
  ])('may not lead to %s', (location) => {
    expect(() => followRedirect(hub, location)).toThrow(/redirects/);
  });

  test.each([
    ['127.0.0.1', true],
    ['[::ffff:127.0.0.1]', true],
    ['10.1.2.3', true],
    ['8.8.8.8', false],
    ['huggingface.co', false],
  ])('%s is inside this network: %s', (host, inside) => {
    expect(isInsideNetwork(new URL(`http://${host}/`).hostname)).toBe(inside);
  });
});
