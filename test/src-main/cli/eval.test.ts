import { copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import sharp from 'sharp';
import { describe, expect, it } from 'vitest';

import type { DatasetEvaluation } from '../../../src-main/services/evaluation/evaluate-dataset.ts';
import { addressOf, runCli, startCli } from '../../run-cli.ts';
import { temporaryFolder } from '../../temp.ts';
import { addUntrained } from '../../untrained.ts';

const methods = ['image', 'text', 'image_text', 'pixel', 'pos'] as const;
const quick = ['--preset', 'fast', '--device', 'cpu'];

async function drawScenes(home: string, count: number): Promise<string> {
  const out = join(temporaryFolder(), 'scenes');
  await runCli(['scenes', '--count', `${count}`, '--seed', '4', '--size', '96x64', out], home);
  return out;
}

const parse = (stdout: string): DatasetEvaluation => JSON.parse(stdout) as DatasetEvaluation;

describe('tagmask eval', () => {
  it('measures drawn scenes, as JSON and as Markdown', async () => {
    const home = temporaryFolder();
    const scenes = await drawScenes(home, 12);
    const run = await runCli(['eval', scenes, '--json', ...quick], home);
    expect(run.code).toBe(0);
    // A slow machine tells how far it is, and nothing else is told.
    expect(run.stderr).toMatch(/^(Evaluate scenes: .*\n)*$/);
    const evaluation = parse(run.stdout);
    expect(evaluation).toMatchObject({
      dataset: scenes,
      truth: 'released',
      pictures: 12,
      errors: [],
      preset: 'fast',
    });
    expect(evaluation.model).toMatchObject({
      name: 'starter',
      trained: true,
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    });
    expect(evaluation.words).toBeGreaterThan(36);
    expect(Object.keys(evaluation.tags)).toEqual(methods);
    const { evenShare, methods: bias } = evaluation.singleTagBias;
    expect(Object.keys(bias)).toEqual(methods.slice(0, 4));
    for (const { topShare } of Object.values(bias)) expect(topShare).toBeGreaterThanOrEqual(evenShare);
    const { captions, tags, ...masks } = evaluation.masks;
    const rates = [
      ...Object.values(evaluation.tags).flatMap(Object.values),
      ...Object.values(masks),
    ] as number[];
    expect(rates).toHaveLength(5 * 5 + 6);
    for (const rate of rates) expect(rate).toBeGreaterThanOrEqual(0);
    for (const rate of rates) expect(rate).toBeLessThanOrEqual(1);
    expect(masks.captionIoU + masks.mFPR + masks.mFNR).toBeCloseTo(1, 9);
    expect(captions).toBe(12);
    expect(tags).toBeGreaterThan(12);
    // The starter has learnt such scenes: it finds more of the truth than a tagger that reads English and sees nothing.
    expect(evaluation.tags.pos?.f1).toBeGreaterThan(0.6);
    expect(evaluation.tags.pixel?.f1).toBeGreaterThan(evaluation.tags.pos?.f1 ?? NaN);

    const table = await runCli(['eval', scenes, '--methods', 'pos, image', ...quick], home);
    expect(table.stdout).toContain(`\`scenes\` (released): 12 pictures, ${evaluation.words} words; model `);
    const rows = table.stdout.split('\n').filter((line) => line.startsWith('| '));
    const names = rows.map((row) => row.split('|')[1]?.trim());
    expect(names).toEqual([
      ...['tags, %', '-------', 'image', 'pos'],
      ...['masks, %', '--------', 'pixel'],
      ...['single tag bias, %', '------------------', 'image'],
    ]);
    for (const part of [rows.slice(0, 4), rows.slice(4, 7), rows.slice(7)])
      expect(new Set(part.map((row) => row.length)).size).toBe(1);
    writeFileSync(join(scenes, 'image', '000001.png'), 'no picture');
    const broken = await runCli(['eval', scenes, '--limit', '2', ...quick], home);
    expect(broken.code).toBe(0);
    expect(broken.stdout).toMatch(
      /1 picture could not be evaluated:\n\n- 000001\.json: 000001\.png is not a picture/,
    );
    expect(table.stdout).not.toContain('untrained');
    await addUntrained(join(home, 'data'));
    const untaught = await runCli(['eval', scenes, '--limit', '1', '--methods', 'image', ...quick], home);
    expect(untaught.stdout).toContain('The model is untrained: these are the numbers of chance.');
  });

  it('finds the masks that were accepted as they were proposed, beside an open window', async () => {
    const home = temporaryFolder();
    const dataset = join(temporaryFolder(), 'photos');
    mkdirSync(dataset);
    for (let i = 0; i < 6; i++) {
      const noise = { type: 'gaussian', mean: 40 * i, sigma: 60 } as const;
      await sharp({ create: { width: 80, height: 60, channels: 3, background: 'black', noise } })
        .png()
        .toFile(join(dataset, `${i}.png`));
      writeFileSync(join(dataset, `${i}.txt`), 'a dog beside the boat on a lake\n');
    }
    const none = await runCli(['eval', dataset, ...quick], home);
    expect(none).toMatchObject({ code: 1, stdout: '' });
    expect(none.stderr).toContain('nobody has reviewed it in Tagmask');
    expect(existsSync(join(dataset, '.tagmask'))).toBe(false);
    await runCli(['prelabel', dataset, ...quick], home);
    await runCli(['decide', dataset, '--unsure', '--tag', 'lake', '--as', 'Ada'], home);
    const undecided = await runCli(['eval', dataset, ...quick], home);
    expect(undecided.stderr).toContain('nobody has accepted or rejected a word of a caption yet');
    // Accepting takes what is proposed, so that the rest can be rejected.
    await runCli(['decide', dataset, '--accept', '--as', 'Ada'], home);
    await runCli(['decide', dataset, '--reject', '--as', 'Ada'], home);
    const window = startCli(['serve', dataset, '--port', '0'], home);
    await addressOf(window);
    const run = await runCli(['eval', dataset, ...quick, '--json'], home);
    const closed = new Promise((resolve) => window.once('close', resolve));
    window.kill();
    await closed;
    const evaluation = parse(run.stdout);
    expect(evaluation).toMatchObject({ truth: 'reviewed', pictures: 6, failed: 0 });
    expect(evaluation.words + evaluation.leftOut).toBe(6 * 8);
    expect(evaluation.tags.pixel).toMatchObject({ precision: 1, recall: 1, f1: 1 });
    expect(evaluation.masks.tags).toBeGreaterThan(0);
    expect(evaluation.masks).toMatchObject({ objectIoU: 1, boundaryF: 1 });
  });

  it('stops at Ctrl-C with a sentence', async () => {
    const home = temporaryFolder();
    const scenes = await drawScenes(home, 1);
    for (let i = 1; i < 500; i++) {
      const stem = String(i).padStart(6, '0');
      for (const file of ['json_refined/*.json', 'mask_using_HQ-SAM/*.png'])
        copyFileSync(join(scenes, file.replace('*', '000000')), join(scenes, file.replace('*', stem)));
    }
    const child = startCli(['eval', scenes, '--device', 'cpu'], home);
    let stderr = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    const ended = new Promise((resolve) => child.once('close', resolve));
    while (!existsSync(join(home, 'cache'))) await sleep(20);
    child.kill('SIGINT');
    expect(await ended).toBe(1);
    expect(stderr).toContain('Evaluate scenes was cancelled.');
  });

  it.each([
    [[], 'An argument is missing'],
    [['x', '--limit', '0'], '--limit takes a number of at least 1, not "0"'],
    [
      ['x', '--methods', 'pixel,magic'],
      '--methods takes image, text, image_text, pixel, pos, with commas between them, not "magic"',
    ],
    [['x', '--methods', ''], 'not ""'],
    [['x', '--tau', '1.5'], '--tau takes a number from 0 to 1, not "1.5"'],
    [['x', '--preset', 'sharp'], '--preset takes fast, balanced, paper, not "sharp"'],
    [['x', '--truth', 'gossip'], '--truth takes released, reviewed, not "gossip"'],
    [['x', '--folders', 'pictures=image'], '--folders takes images=NAME,tags=NAME,masks=NAME'],
  ])('refuses %j as wrong usage', async (args, message) => {
    const run = await runCli(['eval', ...args], temporaryFolder());
    expect(run).toMatchObject({ code: 2, stdout: '' });
    expect(run.stderr).toContain(message);
  });
});
