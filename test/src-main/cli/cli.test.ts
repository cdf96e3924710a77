import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';

import { addressOf, runCli, startCli } from '../../run-cli.ts';

let home: string;
let dataset: string;

const status = z.object({
  pictures: z.number(),
  captions: z.number(),
  tags: z.record(z.string(), z.number()),
  runs: z.array(z.object({ id: z.number(), state: z.string() })),
});
const instances = z.object({
  images: z.array(z.object({ file_name: z.string() })),
  annotations: z.array(z.object({ id: z.number(), iscrowd: z.literal(0) })),
});

async function readStatus() {
  return status.parse(JSON.parse((await runCli(['status', dataset, '--json'], home)).stdout));
}

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'tagmask-cli-'));
  dataset = join(home, 'two pictures');
  await mkdir(join(dataset, 'sub'), { recursive: true });
  const noise = { type: 'gaussian', mean: 120, sigma: 40 } as const;
  for (const [name, caption] of [
    ['red.png', 'a red barn on a hill'],
    ['sub/blue boat.jpg', 'a blue boat'],
  ] as const) {
    await sharp({ create: { width: 80, height: 64, channels: 3, background: '#a33', noise } }).toFile(
      join(dataset, name),
    );
    await writeFile(join(dataset, name.replace(/\.\w+$/, '.txt')), `${caption}\n`);
  }
});

afterAll(() => rm(home, { recursive: true, force: true }));

describe('tagmask', () => {
  test('shows its commands, and what it does not know is wrong usage', async () => {
    const help = await runCli(['--help'], home);
    expect(help.code).toBe(0);
    expect(help.stdout).toContain('tagmask prelabel FOLDER');
    for (const args of [
      ['fly'],
      ['status'],
      ['status', 'a', 'b'],
      ['export', dataset, '--format', 'pdf', '--out', 'x'],
    ]) {
      const wrong = await runCli(args, home);
      expect(wrong.code, args.join(' ')).toBe(2);
      expect(wrong.stdout).toBe('');
      expect(wrong.stderr).toMatch(/^tagmask: /);
    }
  });

  test('a folder that is not there is one sentence and exit code 1', async () => {
    const missing = join(home, 'nowhere');
    const { code, stdout, stderr } = await runCli(['status', missing], home);
    expect(code).toBe(1);
    expect(stdout).toBe('');
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).toContain(missing);
  });

  test('goes from a folder to a COCO file, and undo takes the verdicts back', async () => {
    const imported = await runCli(['import', dataset, '--json'], home);
    expect(JSON.parse(imported.stdout)).toEqual({ pictures: 2, captions: 2, unmatched: [], errors: [] });

    const labelled = await runCli(['prelabel', dataset, '--json'], home);
    expect(labelled.stderr).not.toContain('tagmask:');
    expect(JSON.parse(labelled.stdout)).toMatchObject({ done: 2, failed: 0 });

    const decided = await runCli(['decide', dataset, '--accept', '--as', '김'], home);
    const { changed } = z
      .object({ changed: z.number() })
      .parse(JSON.parse((await runCli(['undo', dataset, '--as', '김', '--json'], home)).stdout));
    expect(decided.stdout).toContain(`${String(changed)} tag`);
    expect(changed).toBeGreaterThan(0);
    expect((await readStatus()).tags['accepted']).toBe(0);
    const redone = await runCli(['redo', dataset, '--as', '김'], home);
    expect(redone.stdout).toMatch(/^\d+ tags? changed again \(step \d+\)\n$/);
    expect((await readStatus()).tags['accepted']).toBe(changed);

    const out = join(home, 'out');
    const exported = await runCli(['export', dataset, '--format', 'coco', '--out', out, '--json'], home);
    expect(JSON.parse(exported.stdout)).toMatchObject({ verified: true, pictures: 2 });
    const file = instances.parse(JSON.parse(await readFile(join(out, 'instances.json'), 'utf8')));
    expect(file.images.map((image) => image.file_name)).toEqual(['red.png', 'sub/blue boat.jpg']);
    expect(file.annotations.map(({ id }) => id)).toEqual(file.annotations.map((_, index) => index + 1));
  });

  test('a command attaches to the engine that owns the project', async () => {
    const server = startCli(['serve', dataset, '--port', '0'], home);
    const ended = new Promise((resolve) => server.once('close', resolve));
    try {
      await addressOf(server);
      expect((await readStatus()).pictures).toBe(2);
      const out = join(home, 'attached');
      const exported = await runCli(['export', dataset, '--format', 'coco', '--out', out, '--json'], home);
      expect(exported.stderr).toBe('');
      const file = instances.parse(JSON.parse(await readFile(join(out, 'instances.json'), 'utf8')));
      const direct = instances.parse(JSON.parse(await readFile(join(home, 'out/instances.json'), 'utf8')));
      expect(file.annotations).toEqual(direct.annotations);

      await writeFile(join(out, 'instances.json'), '{"info": {"description": "COCO 2017 Dataset"}}');
      const refused = await runCli(['export', dataset, '--format', 'coco', '--out', out], home);
      expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('left as it is') as string });
      expect(await readFile(join(out, 'instances.json'), 'utf8')).toContain('COCO 2017');
      expect((await readdir(out)).sort()).toEqual(['instances.json', 'report.json']);
    } finally {
      server.kill('SIGTERM');
    }
    expect(await ended).toBe(0);
    // It has let go of the project.
    expect((await runCli(['status', dataset], home)).code).toBe(0);
  });

  test('a second server of the same project is told where the first one is', async () => {
    const first = startCli(['serve', dataset, '--port', '0'], home);
    try {
      await addressOf(first);
      const second = await runCli(['serve', dataset, '--port', '0'], home);
      expect(second.code).toBe(1);
      expect(second.stderr).toContain(String(first.pid));
    } finally {
      first.kill('SIGTERM');
      await new Promise((resolve) => first.once('close', resolve));
    }
  });

  test('scores a caption, embeds texts, and says what the machine has', async () => {
    const score = await runCli(
      ['score', join(dataset, 'red.png'), '--caption', 'a 🐕 red barn, a barn', '--json'],
      home,
    );
    const { tags } = z
      .object({ tags: z.array(z.object({ tag: z.string(), occurrences: z.array(z.array(z.number())) })) })
      .parse(JSON.parse(score.stdout));
    // Code points, as Python counts: the dog is one.
    expect(tags.find(({ tag }) => tag === 'barn')?.occurrences).toEqual([
      [8, 12],
      [16, 20],
    ]);

    const out = join(home, 'e.safetensors');
    const embedded = await runCli(
      ['embed', '--text', 'dog', '--text', 'a dog', '--out', out, '--json'],
      home,
    );
    expect(JSON.parse(embedded.stdout)).toMatchObject({ text_embeds: [2, expect.any(Number)] });

    const doctor = await runCli(['doctor', '--json'], home);
    expect(JSON.parse(doctor.stdout)).toMatchObject({
      auto: { device: expect.any(String) },
      devices: expect.arrayContaining([{ device: 'cpu', available: true, why: null, how: [] }]),
    });
  });
});
