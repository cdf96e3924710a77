import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';

import { ClipModel } from '../../../../models/clip/index.ts';
import { findModel, viewModelLibrary } from '../../../../src-main/services/model-library/library.ts';
import { takeModelLock } from '../../../../src-main/services/model-library/model-lock.ts';
import { pullModel } from '../../../../src-main/services/model-library/pull.ts';
import { readModelRequest } from '../../../../src-main/services/model-library/source.ts';
import { temporaryFolder } from '../../../temp.ts';
import {
  answerFile,
  breakOff,
  makeTinyClip,
  onWeights,
  repository,
  startHub,
  type HubServer,
} from './hub-server.ts';
import { useLibrary } from './use-library.ts';

let library: string;
let folder: string;
let hub: HubServer;
/** The pauses that were asked for, instead of waiting. */
let pauses: number[];

beforeEach(async () => {
  library = useLibrary();
  folder = await makeTinyClip();
  hub = await startHub(folder);
  process.env['HF_ENDPOINT'] = hub.origin;
  pauses = [];
});

interface Pulled {
  readonly as?: string;
  readonly signal?: AbortSignal;
  readonly onBytes?: (done: number) => void;
}

function pull(what = repository, { as, signal, onBytes }: Pulled = {}): Promise<void> {
  return pullModel(readModelRequest(what, as), {
    signal: signal ?? new AbortController().signal,
    onProgress: ({ done }) => onBytes?.(done),
    pause: (ms) => {
      pauses.push(ms);
      return Promise.resolve();
    },
  });
}

const name = 'someone--tiny-clip';
const partial = () => join(library, `${name}.partial`);
const weightsHere = () => readFileSync(join(library, name, 'model.safetensors'));
const weights = () => hub.files.get('model.safetensors') ?? Buffer.alloc(0);
const asked = (file: string) => hub.log.filter((line) => line.includes(file));
const refusal = (promise: Promise<unknown>) =>
  promise.then(
    () => null,
    (error: unknown) => error as Error,
  );

describe('pulling a repository', () => {
  test('brings a model that opens, with its source, licence and hashes', async () => {
    await pull();
    expect(readdirSync(library).filter((entry) => !entry.startsWith('.'))).toEqual([name]);
    const model = await findModel(name);
    expect(model).toMatchObject({
      source: repository,
      commit: 'c0ffee',
      licence: 'mit',
      trained: true,
      problem: null,
    });
    const clip = await ClipModel.open(join(library, name), { cacheFolder: temporaryFolder(), device: 'cpu' });
    expect(clip.info.sha256).toBe(model.sha256);
    await clip.close();
    expect(readdirSync(join(library, name))).not.toContain('pull.json');
  });

  test('reports bytes that grow up to all of them', async () => {
    const seen: number[] = [];
    await pull(repository, { onBytes: (done) => seen.push(done) });
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    const all = ['config.json', 'preprocessor_config.json', 'tokenizer.json', 'model.safetensors'];
    expect(seen.at(-1)).toBe(all.reduce((sum, file) => sum + (hub.files.get(file)?.length ?? 0), 0));
  });

  test('takes only what a model needs', async () => {
    hub.files.set('pytorch_model.bin', Buffer.from('pickle'));
    hub.files.set('run_me.py', Buffer.from('print()'));
    await pull();
    expect(asked('pytorch_model.bin')).toEqual([]);
    expect(asked('run_me.py')).toEqual([]);
  });

  test('refuses what is no CLIP before its weights are fetched', async () => {
    hub.files.set('config.json', Buffer.from('{"model_type": "bert"}'));
    await expect(pull()).rejects.toThrow(/model_type is "bert"; only CLIP/);
    expect(asked('model.safetensors')).toEqual([]);
    expect((await viewModelLibrary()).models).toMatchObject([{ name: 'starter' }]);
  });

  test('refuses weights of another network after they were fetched, and names them no model', async () => {
    const config = JSON.parse(readFileSync(join(folder, 'config.json'), 'utf8')) as Record<string, object>;
    const wider = { ...config, projection_dim: 32 };
    hub.files.set('config.json', Buffer.from(JSON.stringify(wider)));
    await expect(pull()).rejects.toThrow(/has the shape/);
    expect((await viewModelLibrary()).models).toMatchObject([{ name: 'starter' }]);
  });

  test('does not replace a model that is there', async () => {
    mkdirSync(join(library, name));
    await expect(pull()).rejects.toMatchObject({ code: 'model-exists' });
  });
});

describe('a download that breaks off', () => {
  test('goes on where it was, in the same attempt', async () => {
    onWeights(hub, 2, breakOff);
    await pull();
    expect(weightsHere().equals(weights())).toBe(true);
    expect(asked('/store/model.safetensors').map((line) => line.split(' ')[2] ?? 'whole')).toEqual([
      'whole',
      expect.stringMatching(/^bytes=\d+-$/),
      expect.stringMatching(/^bytes=\d+-$/),
    ]);
    expect(pauses).toEqual([1000, 1000]);
  });

  test('is given up after five attempts without a byte, keeps what came, and goes on the next time', async () => {
    onWeights(hub, 1, breakOff);
    onWeights(hub, 4, (_bytes, _request, response) => response.destroy());
    await expect(pull()).rejects.toMatchObject({ code: 'download-failed' });
    expect(pauses).toEqual([1000, 2000, 4000, 8000]);
    expect(readdirSync(partial())).toContain('model.safetensors.part');
    expect((await viewModelLibrary()).models).toMatchObject([{ name: 'starter' }]);
    expect((await viewModelLibrary()).half).toMatchObject([{ name, source: repository, fromHub: true }]);
    hub.log.length = 0;
    await pull();
    expect(weightsHere().equals(weights())).toBe(true);
    expect(asked('config.json')).toEqual([]);
    expect(asked('/store/')).toEqual([expect.stringMatching(/bytes=[1-9]\d*-$/)]);
  });

  test('goes on after a cancel', async () => {
    const controller = new AbortController();
    const whole = weights().length;
    const pulled = pull(repository, {
      signal: controller.signal,
      onBytes: (done) => {
        if (done > whole / 8) controller.abort();
      },
    });
    onWeights(hub, 1, breakOff);
    await expect(pulled).rejects.toMatchObject({ name: 'AbortError' });
    await pull();
    expect(weightsHere().equals(weights())).toBe(true);
  });

  test('starts again where the file has changed meanwhile, and never joins two versions', async () => {
    onWeights(hub, 1, breakOff);
    onWeights(hub, 4, (_bytes, _request, response) => response.destroy());
    await expect(pull(`${hub.origin}/plain/models/tiny`)).rejects.toMatchObject({ code: 'download-failed' });
    const other = await makeTinyClip();
    const changed = Buffer.from(readFileSync(join(other, 'model.safetensors')));
    changed.writeFloatLE(0.5, changed.length - 4);
    hub.files.set('model.safetensors', changed);
    await pull(`${hub.origin}/plain/models/tiny`);
    expect(readFileSync(join(library, 'tiny', 'model.safetensors')).equals(changed)).toBe(true);
  });

  test('starts again where the repository has moved on, with its new hash', async () => {
    onWeights(hub, 1, breakOff);
    onWeights(hub, 4, (_bytes, _request, response) => response.destroy());
    await expect(pull()).rejects.toMatchObject({ code: 'download-failed' });
    const changed = Buffer.from(weights());
    changed.writeFloatLE(0.5, changed.length - 4);
    hub.files.set('model.safetensors', changed);
    hub.commit = 'decade';
    hub.log.length = 0;
    await pull();
    expect(asked('/store/')).toEqual(['GET /store/model.safetensors']);
    expect(weightsHere().equals(changed)).toBe(true);
    expect(await findModel(name)).toMatchObject({ commit: 'decade' });
  });

  test('starts again where the server cannot do ranges', async () => {
    onWeights(hub, 1, breakOff);
    onWeights(hub, 1, (bytes, _request, response) => {
      response.writeHead(200, { 'content-length': bytes.length }).end(bytes);
    });
    await pull();
    expect(weightsHere().equals(weights())).toBe(true);
  });

  test('starts again where the server answers with another part than was asked for', async () => {
    onWeights(hub, 1, breakOff);
    onWeights(hub, 1, (bytes, _request, response) => {
      response
        .writeHead(206, { 'content-range': `bytes 3-${bytes.length - 1}/${bytes.length}` })
        .end(bytes.subarray(3));
    });
    await pull();
    expect(weightsHere().equals(weights())).toBe(true);
  });
});

describe('a server that is wrong', () => {
  test('about the bytes is told with both hashes, and nothing of them stays', async () => {
    onWeights(hub, 1, (bytes, request, response) => {
      const wrong = Buffer.from(bytes);
      wrong.writeFloatLE(1e9, wrong.length - 4);
      answerFile(wrong, request, response);
    });
    const error = await refusal(pull());
    expect(error).toMatchObject({ code: 'wrong-bytes' });
    expect(error?.message.match(/[0-9a-f]{64}/g)).toHaveLength(2);
    expect(readdirSync(partial())).not.toContain('model.safetensors.part');
    await pull();
    expect(weightsHere().equals(weights())).toBe(true);
  });

  test('about the bytes of a small file too, which Git’s own hash tells', async () => {
    hub.rules.push((request, response) => {
      if (request.url?.endsWith('/config.json') !== true) return false;
      response.end(Buffer.alloc(hub.files.get('config.json')?.length ?? 0, ' '));
      return true;
    });
    await expect(pull()).rejects.toMatchObject({ code: 'wrong-bytes' });
  });

  test.each([-1, 1])('about the length by %i is told at once', async (by) => {
    onWeights(hub, 1, (bytes, request, response) => {
      response.writeHead(200, { 'content-length': bytes.length + by });
      response.write(bytes.subarray(0, 10), () => request.socket.end());
    });
    await expect(pull()).rejects.toMatchObject({ code: 'wrong-length' });
    expect(pauses).toEqual([]);
  });

  test('with more bytes than it should have is stopped', async () => {
    onWeights(hub, 1, (bytes, _request, response) => {
      response.writeHead(200);
      response.end(Buffer.concat([bytes, Buffer.alloc(4096)]));
    });
    await expect(pull()).rejects.toMatchObject({ code: 'wrong-length' });
  });

  test('with a small file that never ends is stopped', async () => {
    hub.rules.push((request, response) => {
      if (request.url !== '/plain/models/tiny/config.json') return false;
      response.writeHead(200);
      const chunk = Buffer.alloc(1 << 20, ' ');
      const more = (): void => void response.write(chunk, (error) => error ?? more());
      more();
      return true;
    });
    await expect(pull(`${hub.origin}/plain/models/tiny`)).rejects.toMatchObject({ code: 'wrong-length' });
  });

  test('with a web page instead of a file is told', async () => {
    onWeights(hub, 1, (_bytes, _request, response) => {
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end('<h1>Log in</h1>');
    });
    await expect(pull()).rejects.toThrow(/answered with a web page instead of model\.safetensors/);
  });

  test('that is no hub is told', async () => {
    hub.rules.push((request, response) => {
      if (request.url?.startsWith('/api/') !== true) return false;
      response.end('{"hello": 1}');
      return true;
    });
    await expect(pull()).rejects.toMatchObject({ code: 'not-a-hub' });
  });
});

describe('a refusal', () => {
  const refuse = (status: number, headers: Record<string, string> = {}, times = Infinity) => {
    let left = times;
    hub.rules.push((_request, response) => {
      if (left <= 0) return false;
      left -= 1;
      response.writeHead(status, headers).end();
      return true;
    });
  };

  test('429 is waited for as long as the server asks, in seconds or until a date', async () => {
    refuse(429, { 'retry-after': '7' }, 1);
    await pull();
    expect(pauses).toEqual([7000]);
    rmSync(join(library, name), { recursive: true });
    pauses.length = 0;
    refuse(503, { 'retry-after': new Date(Date.now() + 60_000).toUTCString() }, 1);
    await pull();
    expect(pauses).toHaveLength(1);
    expect(pauses[0]).toBeGreaterThan(50_000);
  });

  test('that asks for too long a wait says so instead of waiting', async () => {
    refuse(429, { 'retry-after': '3600' });
    await expect(pull()).rejects.toThrow(/asks to wait 3600 s/);
    expect(pauses).toEqual([]);
  });

  test('500 is tried again, and given up with its status', async () => {
    refuse(500);
    await expect(pull()).rejects.toThrow(/status 500/);
    expect(pauses).toEqual([1000, 2000, 4000, 8000]);
  });

  test('of a gated repository says where its terms are accepted', async () => {
    refuse(401, { 'x-error-code': 'GatedRepo' });
    await expect(pull()).rejects.toThrow(
      `open ${hub.origin}/${repository} in a browser, accept them and set HF_TOKEN`,
    );
  });

  test('401 asks for a token, and 403 with one for a better one', async () => {
    refuse(401);
    await expect(pull()).rejects.toThrow(/set HF_TOKEN/);
    process.env['HF_TOKEN'] = 'hf_secret';
    const error = await refusal(pull());
    expect(error?.message).toMatch(/HF_TOKEN was sent and not accepted/);
    expect(error?.message).not.toContain('hf_secret');
  });

  test('404 says which repository there is not, and what was probably meant', async () => {
    await expect(pull('openai/clip-vit-base-patch-16')).rejects.toThrow(
      /There is no repository openai\/clip-vit-base-patch-16 on 127\.0\.0\.1.*Did you mean openai\/clip-vit-base-patch16\?/,
    );
  });

  test('leaves nothing behind where nothing came', async () => {
    refuse(401);
    await expect(pull()).rejects.toMatchObject({ code: 'no-entry' });
    expect((await viewModelLibrary()).half).toEqual([]);
    expect(existsSync(partial())).toBe(false);
  });

  test('404 says which file a repository lacks', async () => {
    hub.files.delete('tokenizer.json');
    await expect(pull()).rejects.toThrow(`There is no tokenizer.json at the repository ${repository}`);
    hub.files.delete('model.safetensors');
    await expect(pull()).rejects.toMatchObject({ code: 'no-weights' });
  });

  test('an address that nobody listens at is tried again and then told', async () => {
    await hub.close();
    await expect(pull()).rejects.toThrow(/cannot be reached.*ECONNREFUSED/);
    expect(pauses).toEqual([1000, 2000, 4000, 8000]);
  });

  test('a disk without room is told before anything large is fetched', async () => {
    hub.rules.push((request, response) => {
      if (request.url?.startsWith('/api/') !== true) return false;
      const siblings = [...hub.files.keys()].map((rfilename) => ({ rfilename, size: 10 ** 15 }));
      response.end(JSON.stringify({ sha: 'c0ffee', siblings }));
      return true;
    });
    await expect(pull()).rejects.toThrow(/needs 4 PB in .* are free: make room/);
    expect(asked('/resolve/')).toEqual([]);
  });
});

describe('redirects and the token', () => {
  test('the token goes to the hub alone, not to where it redirects', async () => {
    process.env['HF_TOKEN'] = 'hf_secret';
    const seen: (string | undefined)[] = [];
    const store = createServer((request, response) => {
      seen.push(request.headers.authorization);
      answerFile(weights(), request, response);
    });
    await new Promise<void>((resolve) => store.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void store.close());
    const { port } = store.address() as AddressInfo;
    hub.rules.push((request, response) => {
      if (request.url?.startsWith('/store/') !== true) return false;
      response.writeHead(307, { location: `http://127.0.0.1:${port}/signed?x=1` }).end();
      return true;
    });
    await pull();
    expect(seen).toEqual([undefined]);
    expect(hub.headers.map(({ authorization }) => authorization)).toEqual(
      hub.log.map(() => 'Bearer hf_secret'),
    );
  });

  test.each([
    ['ftp://127.0.0.1/x', 'bad-redirect'],
    ['file:///etc/passwd', 'bad-redirect'],
    ['/store/model.safetensors', 'too-many-redirects'],
  ])('to %s end', async (location, code) => {
    hub.rules.push((request, response) => {
      if (request.url?.startsWith('/store/') !== true) return false;
      response.writeHead(302, { location }).end();
      return true;
    });
    await expect(pull()).rejects.toMatchObject({ code });
  });
});

describe('weights in several files', () => {
  const shard = (from: string, to: string, keep: (index: number) => boolean) => {
    const bytes = hub.files.get(from) ?? Buffer.alloc(0);
    const length = Number(bytes.readBigUInt64LE(0));
    const header = JSON.parse(bytes.subarray(8, 8 + length).toString()) as Record<
      string,
      { dtype: string; shape: number[]; data_offsets: [number, number] }
    >;
    let offset = 0;
    const parts: Buffer[] = [];
    const chosen = Object.entries(header).filter((_entry, index) => keep(index));
    const entries = chosen.map(
      ([
        tensor,
        {
          dtype,
          shape,
          data_offsets: [start, end],
        },
      ]) => {
        parts.push(bytes.subarray(8 + length + start, 8 + length + end));
        const begin = offset;
        offset += end - start;
        return [tensor, { dtype, shape, data_offsets: [begin, offset] }] as const;
      },
    );
    const json = Buffer.from(JSON.stringify(Object.fromEntries(entries)));
    const prefix = Buffer.alloc(8);
    prefix.writeBigUInt64LE(BigInt(json.length));
    hub.files.set(to, Buffer.concat([prefix, json, ...parts]));
    return chosen.map(([tensor]) => [tensor, to] as const);
  };

  test('are fetched as their index names them', async () => {
    const map = [
      ...shard('model.safetensors', 'model-00001-of-00002.safetensors', (index) => index % 2 === 0),
      ...shard('model.safetensors', 'model-00002-of-00002.safetensors', (index) => index % 2 === 1),
    ];
    hub.files.delete('model.safetensors');
    const index = { metadata: { total_size: 1 }, weight_map: Object.fromEntries(map) };
    hub.files.set('model.safetensors.index.json', Buffer.from(JSON.stringify(index)));
    await pull();
    expect(readdirSync(join(library, name))).toContain('model-00002-of-00002.safetensors');
    expect(await findModel(name)).toMatchObject({
      problem: null,
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  test.each(['../evil.safetensors', '/etc/passwd', 'sub/x.bin', 'x.py', ''])(
    'are not fetched where the index names %j',
    async (evil) => {
      hub.files.delete('model.safetensors');
      hub.files.set('model.safetensors.index.json', Buffer.from(JSON.stringify({ weight_map: { w: evil } })));
      await expect(pull()).rejects.toMatchObject({ code: 'bad-weights' });
      expect(existsSync(join(library, 'evil.safetensors'))).toBe(false);
    },
  );
});

describe('pulling from elsewhere', () => {
  test('takes a plain folder of the web, also by the address of a file in it', async () => {
    await pull(`${hub.origin}/plain/models/tiny`);
    await pull(`${hub.origin}/plain/models/tiny/model.safetensors`, { as: 'again' });
    expect(await findModel('tiny')).toMatchObject({
      source: `${hub.origin}/plain/models/tiny/`,
      commit: null,
      problem: null,
    });
    expect((await findModel('again')).sha256).toBe((await findModel('tiny')).sha256);
  });

  test('sends no token to a plain address of another host than the hub’s', async () => {
    process.env['HF_TOKEN'] = 'hf_secret';
    process.env['HF_ENDPOINT'] = 'https://hub.invalid';
    await pull(`${hub.origin}/plain/models/tiny`);
    expect(hub.headers.map(({ authorization }) => authorization)).toEqual(hub.log.map(() => undefined));
  });

  test('copies a folder of this machine, which stays as it is', async () => {
    writeFileSync(join(folder, 'notes.txt'), 'mine');
    await pull(folder, { as: 'copied' });
    expect(await findModel('copied')).toMatchObject({ source: folder, problem: null });
    expect(readdirSync(join(library, 'copied'))).not.toContain('notes.txt');
    expect(existsSync(join(folder, 'model.safetensors'))).toBe(true);
  });

  test('names the file that a folder lacks', async () => {
    rmSync(join(folder, 'tokenizer.json'));
    await expect(pull(folder)).rejects.toThrow(`There is no tokenizer.json in ${folder}`);
  });
});

test('two pulls of one model at once: the second one says so', async () => {
  const release = takeModelLock(name);
  await expect(pull()).rejects.toMatchObject({ code: 'pull-running' });
  release?.();
  await pull();
});
