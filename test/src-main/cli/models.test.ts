import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { runCli, startCli } from '../../run-cli.ts';
import { cocoCc, golden, hasShared, sharedNote } from '../../shared.ts';
import { temporaryFolder } from '../../temp.ts';
import {
  etagOf,
  makeTinyClip,
  onWeights,
  repository,
  startHub,
} from '../services/model-library/hub-server.ts';
import { useLibrary } from '../services/model-library/use-library.ts';

async function startHome(folder?: string) {
  useLibrary();
  const home = temporaryFolder();
  const hub = await startHub(folder ?? (await makeTinyClip()));
  process.env['HF_ENDPOINT'] = hub.origin;
  return { home, hub };
}

describe('tagmask models', () => {
  test('lists, pulls, verifies and removes, as text and as JSON', async () => {
    const { home } = await startHome();
    const first = await runCli(['models', 'list'], home);
    expect(first.stdout).toMatch(
      /^starter .*knows drawn scenes only.*default\n {2}source +comes with Tagmask[^]*vit-l-14 +OpenAI CLIP ViT-L\/14, 1\.7 GB/,
    );
    const pulled = await runCli(['models', 'pull', repository, '--as', 'tiny', '--json'], home);
    expect(JSON.parse(pulled.stdout)).toMatchObject({
      name: 'tiny',
      licence: 'mit',
      isDefault: true,
      problem: null,
    });
    expect((await runCli(['models', 'list'], home)).stdout).toMatch(
      /^tiny .*trained, default\n {2}source +someone\/tiny-clip/m,
    );
    expect((await runCli(['models', 'verify', 'tiny'], home)).stdout).toMatch(
      /^tiny is what was fetched: 4 files/,
    );
    expect((await runCli(['models', 'remove', 'tiny', '--json'], home)).stdout).toBe('{"removed":"tiny"}\n');
    expect((await runCli(['models', 'verify', 'tiny'], home)).code).toBe(1);
    for (const args of [['fly'], ['pull'], ['list', 'x']])
      expect((await runCli(['models', ...args], home)).code).toBe(2);
  });

  test('says with exit code 1 what is wrong, in one sentence', async () => {
    const { home } = await startHome();
    const { code, stdout, stderr } = await runCli(['models', 'pull', 'openai/clip-vit-base-patch-16'], home);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/Did you mean openai\/clip-vit-base-patch16\?\n$/);
  });

  test.each(['SIGKILL', 'SIGINT'] as const)('goes on after %s in the middle', async (end) => {
    const { home, hub } = await startHome();
    const half = Math.floor((hub.files.get('model.safetensors')?.length ?? 0) / 2);
    const hanging = Promise.withResolvers<void>();
    onWeights(hub, 1, (bytes, _request, response) => {
      response.writeHead(200, { 'content-length': bytes.length, etag: etagOf(bytes) });
      response.write(bytes.subarray(0, half), () => hanging.resolve());
    });
    const child = startCli(['models', 'pull', repository, '--as', 'tiny'], home);
    let stderr = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    await hanging.promise;
    const part = join(home, 'data/models/tiny.partial/model.safetensors.part');
    await expect.poll(() => existsSync(part) && readFileSync(part).length, { timeout: 20_000 }).toBe(half);
    child.kill(end);
    expect(await ended).toBe(end === 'SIGKILL' ? null : 1);
    if (end === 'SIGINT') expect(stderr).toContain('the same command goes on from there');
    expect((await runCli(['models', 'list'], home)).stdout).toContain('Not whole yet');
    hub.log.length = 0;
    expect((await runCli(['models', 'pull', repository, '--as', 'tiny'], home)).code).toBe(0);
    expect(hub.log.filter((line) => line.includes('/store/'))).toEqual([
      `GET /store/model.safetensors bytes=${half}-`,
    ]);
    expect(hub.log.some((line) => line.includes('config.json'))).toBe(false);
  });

  test('of two processes that pull the same model one says that the other does', async () => {
    const { home, hub } = await startHome();
    const asked = Promise.withResolvers<void>();
    onWeights(hub, 1, () => asked.resolve());
    const child = startCli(['models', 'pull', repository], home);
    const ended = new Promise((resolve) => child.once('close', resolve));
    await asked.promise;
    const second = await runCli(['models', 'pull', repository], home);
    expect(second.stderr).toMatch(/is being fetched or removed by another Tagmask already/);
    child.kill('SIGKILL');
    await ended;
  });
});

describe.skipIf(!hasShared)(`a CLIP pulled from a server${sharedNote}`, () => {
  test('pre-labels photos with captions, end to end', async () => {
    const { home } = await startHome(golden('model'));
    expect((await runCli(['models', 'pull', repository, '--as', 'mini'], home)).code).toBe(0);
    const dataset = join(home, 'photos');
    mkdirSync(join(dataset, 'image'), { recursive: true });
    const images = readdirSync(cocoCc('image')).slice(0, 3);
    for (const image of images) cpSync(join(cocoCc('image'), image), join(dataset, 'image', image));
    writeFileSync(join(dataset, 'captions.tsv'), readFileSync(cocoCc('captions.tsv')));
    const labelled = await runCli(['prelabel', dataset, '--preset', 'fast', '--json'], home);
    expect(JSON.parse(labelled.stdout)).toMatchObject({ done: images.length, failed: 0 });
    const status = JSON.parse((await runCli(['status', dataset, '--json'], home)).stdout) as {
      tags: { undecided: number };
      runs: { model: { name: string; sha256: string } }[];
    };
    expect(status.tags.undecided).toBeGreaterThan(5);
    expect(status.runs[0]?.model.name).toBe('mini');
    rmSync(dataset, { recursive: true });
  });
});
