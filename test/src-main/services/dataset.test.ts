import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import sharp from 'sharp';
import { describe, expect, test } from 'vitest';

import { importDataset } from '../../../src-main/services/dataset.ts';
import { decide } from '../../../src-main/services/review.ts';
import { temporaryFolder } from '../../temp.ts';
import { captionsOf, detailOf, makeDataset, pathsOf, picture, write } from './dataset-fixture.ts';

describe('importing pictures', () => {
  test('finds them in all folders, but not in .tagmask, hidden folders and folders of masks', async () => {
    const project = await makeDataset({
      'b.png': 1,
      'a b/犬 🐕.PNG': 2,
      'a b/deep/er/c.jpg': 3,
      'masked balls/d.png': 4,
      '.hidden/x.png': 5,
      '.x.png': 5,
      'masks/x.png': 6,
      'Mask_train/x.png': 7,
      'a b/panoptic_val2017/x.png': 8,
      '.tagmask/x.png': 9,
      'notes.md': 'no picture',
      'script.svg': '<svg/>',
    });
    const report = await importDataset(project);
    expect(pathsOf(project)).toEqual(['a b/deep/er/c.jpg', 'a b/犬 🐕.PNG', 'b.png', 'masked balls/d.png']);
    expect(report).toEqual({ pictures: 4, captions: 0, unmatched: [], errors: [] });
    expect(detailOf(project, 'a b/deep/er/c.jpg')).toMatchObject({
      width: 8,
      height: 6,
      error: null,
      captions: [],
      tags: [],
    });
  });

  test('leaves out the PNGs that a panoptic file beside them names', async () => {
    const project = await makeDataset({
      'a.png': 1,
      'b.png': 2,
      'my_panoptic.json': JSON.stringify({ annotations: [{ file_name: 'b.png', segments_info: [] }] }),
      'panoptic_notes.json': 'no JSON',
    });
    await importDataset(project);
    expect(pathsOf(project)).toEqual(['a.png']);
  });

  test.skipIf(process.platform === 'win32' || process.getuid?.() === 0)(
    'imports the others where a panoptic file cannot be read',
    async () => {
      const project = await makeDataset({ 'a.png': 1, 'panoptic_val.json': '{}' });
      chmodSync(join(project.folder, 'panoptic_val.json'), 0);
      const report = await importDataset(project);
      expect(report).toMatchObject({ pictures: 1, errors: [{ file: 'panoptic_val.json' }] });
    },
  );

  test('keeps what cannot be read, with a sentence, and goes on', async () => {
    const project = await makeDataset({
      'a.png': 1,
      'cut.png': (await picture(2)).subarray(0, 60),
      'empty.jpg': '',
      'text.jpg': 'this is text',
      'captions.tsv': 'file\tcaption\ntext.jpg\tA dog\n',
    });
    const report = await importDataset(project);
    expect(report).toMatchObject({ pictures: 4, captions: 1 });
    expect(report.errors).toEqual([
      { file: 'cut.png', why: 'cut.png is cut off or damaged. Copy the picture again.' },
      { file: 'empty.jpg', why: 'empty.jpg is empty (0 bytes). Copy the picture again.' },
      {
        file: 'text.jpg',
        why: expect.stringContaining('text.jpg is not a picture that can be read') as string,
      },
    ]);
    expect(detailOf(project, 'empty.jpg')).toMatchObject({
      width: null,
      height: null,
      error: report.errors[1]?.why,
    });
    expect((await importDataset(project)).errors).toEqual(report.errors);
    await write(project.folder, { 'empty.jpg': 3 });
    expect((await importDataset(project)).errors.map(({ file }) => file)).toEqual(['cut.png', 'text.jpg']);
    expect(detailOf(project, 'empty.jpg')).toMatchObject({ width: 8, error: null });
  });

  test.skipIf(process.platform === 'win32')(
    'follows links inside the dataset, never out of it, and ends in loops',
    async () => {
      const outside = temporaryFolder();
      await write(outside, { 'secret.png': 1, 'secret.txt': 'A secret' });
      const project = await makeDataset({
        'a/a.png': 1,
        '.store/objects/1.png': 2,
        '.store/objects/folder/2.png': 3,
        'captions.tsv': 'file\tcaption\na/out.png\tA secret\n',
      });
      const link = (target: string, path: string): void => {
        symlinkSync(target, join(project.folder, path));
      };
      link(join(outside, 'secret.png'), 'a/out.png');
      link(outside, 'a/out');
      link(join(outside, 'secret.txt'), 'a/a.txt');
      link('..', 'a/loop');
      link('a.png', 'a/same.png');
      link('../.store/objects/1.png', 'a/stored.png');
      link('../.store/objects/folder', 'a/folder');
      link('../../..', '.store/objects/folder/up');
      link('.', '.store/objects/folder/self');
      link('nowhere', 'a/broken.png');
      const report = await importDataset(project);
      expect(pathsOf(project)).toEqual(['a/a.png', 'a/folder/2.png', 'a/stored.png']);
      const problems = Object.fromEntries(report.errors.map(({ file, why }) => [file, why]));
      expect(problems).toMatchObject({
        'a/a.txt': 'a/a.txt is a link that leads out of the dataset. Copy what it leads to.',
        'a/out.png': 'a/out.png is a link that leads out of the dataset. Copy what it leads to.',
        'a/out': 'a/out is a link that leads out of the dataset. Copy what it leads to.',
        'a/broken.png': 'a/broken.png is a link that leads nowhere (ENOENT). Remove or mend it.',
      });
      expect(report.unmatched).toHaveLength(1);
      expect(report.captions).toBe(0);
    },
  );

  test.skipIf(process.platform === 'win32')('waits for no FIFO, whatever leads to it', async () => {
    const project = await makeDataset({ 'a.png': 1 });
    for (const name of ['pipe', 'named.jpg']) execFileSync('mkfifo', [join(project.folder, name)]);
    symlinkSync('pipe', join(project.folder, 'linked.jpg'));
    expect(await importDataset(project)).toEqual({ pictures: 1, captions: 0, unmatched: [], errors: [] });
  });

  test.skipIf(process.platform !== 'linux')(
    'reports names that are not UTF-8, and reads the others',
    async () => {
      const project = await makeDataset({ 'a.png': 1 });
      for (const byte of [0xfe, 0xff]) {
        const name = Buffer.concat([Buffer.from(`${project.folder}/`), Buffer.of(byte), Buffer.from('.png')]);
        writeFileSync(name, await picture(2));
      }
      const report = await importDataset(project);
      expect(report.pictures).toBe(1);
      expect(report.errors).toHaveLength(2);
      expect(report.errors[0]?.why).toBe('The name of \ufffd.png is not UTF-8. Rename the file.');
    },
  );

  test.skipIf(process.platform === 'win32')(
    'ends with a sentence where the dataset itself has gone',
    async () => {
      const project = await makeDataset({ 'a.png': 1 });
      rmSync(project.folder, { recursive: true });
      await expect(importDataset(project)).rejects.toMatchObject({ code: 'dataset-unreadable' });
    },
  );

  test('tells how far it is, and stops when it is told to', async () => {
    const project = await makeDataset(
      Object.fromEntries(Array.from({ length: 150 }, (_, i) => [`${i}.png`, i])),
    );
    const stop = new AbortController();
    const onProgress = (done: number): void => {
      if (done > 0) stop.abort(new Error('enough'));
    };
    await expect(importDataset(project, { signal: stop.signal, onProgress })).rejects.toThrow('enough');
    const part = pathsOf(project).length;
    expect(part).toBeGreaterThan(0);
    expect(part).toBeLessThan(150);
    const steps: [number, number | null][] = [];
    expect(await importDataset(project, { onProgress: (...step) => steps.push(step) })).toMatchObject({
      pictures: 150,
    });
    expect(steps.at(0)?.[1]).toBeNull();
    expect(steps.at(-1)).toEqual([150, 150]);
  });
});

describe('importing again', () => {
  const files = { 'a.png': 1, 'b.png': 2, 'captions.tsv': 'file\tcaption\na.png\tA dog\nb.png\tA cat\n' };

  test('changes nothing', async () => {
    const project = await makeDataset(files);
    const report = await importDataset(project);
    const tables = ['picture', 'caption', 'tag', 'occurrence', 'tag_state'];
    const dump = (): unknown[] => tables.map((table) => project.db.prepare(`SELECT * FROM ${table}`).all());
    const before = dump();
    expect(await importDataset(project)).toEqual(report);
    expect(dump()).toEqual(before);
  });

  test('adds new captions and leaves decisions alone', async () => {
    const project = await makeDataset(files);
    await importDataset(project);
    const dog = detailOf(project, 'a.png').tags.find(({ text }) => text === 'dog');
    decide(project, { reviewer: 'ann', decisions: [{ tagId: dog?.id ?? 0, verdict: 'accepted' }] });
    await write(project.folder, { 'captions.tsv': 'file\tcaption\na.png\tA brown dog\n' });
    expect(await importDataset(project)).toMatchObject({ pictures: 2, captions: 3 });
    expect(captionsOf(project, 'a.png')).toEqual(['A dog', 'A brown dog']);
    const { tags } = detailOf(project, 'a.png');
    expect(tags.map(({ text, state }) => [text, state])).toEqual([
      ['a', 'undecided'],
      ['dog', 'accepted'],
      ['brown', 'undecided'],
    ]);
  });

  test('marks what has vanished, and takes it back when it returns', async () => {
    const project = await makeDataset(files);
    await importDataset(project);
    const { id } = detailOf(project, 'b.png');
    renameSync(join(project.folder, 'b.png'), join(project.folder, 'b.away'));
    expect(await importDataset(project)).toMatchObject({ pictures: 1, captions: 2 });
    expect(detailOf(project, 'b.png')).toMatchObject({
      id,
      error: expect.stringContaining('no longer there') as string,
    });
    renameSync(join(project.folder, 'b.away'), join(project.folder, 'b.png'));
    expect(await importDataset(project)).toMatchObject({ pictures: 2, captions: 2 });
    expect(detailOf(project, 'b.png')).toMatchObject({ id, error: null });
  });

  test('knows a moved file by its bytes: it keeps its captions and decisions', async () => {
    const project = await makeDataset(files);
    await importDataset(project);
    const before = detailOf(project, 'b.png');
    const cat = before.tags.find(({ text }) => text === 'cat');
    decide(project, { reviewer: 'ann', decisions: [{ tagId: cat?.id ?? 0, verdict: 'rejected' }] });
    mkdirSync(join(project.folder, 'new'));
    renameSync(join(project.folder, 'b.png'), join(project.folder, 'new/c.png'));
    await importDataset(project);
    expect(pathsOf(project)).toEqual(['a.png', 'new/c.png']);
    const after = detailOf(project, 'new/c.png');
    expect(after).toMatchObject({ id: before.id, error: null, captions: before.captions });
    expect(after.tags.find(({ text }) => text === 'cat')).toMatchObject({ id: cat?.id, state: 'rejected' });
  });

  test('takes a copy for a picture of its own, also of a file that has gone since', async () => {
    const project = await makeDataset(files);
    await importDataset(project);
    const { id } = detailOf(project, 'a.png');
    await write(project.folder, { 'copy.png': 1 });
    await importDataset(project);
    expect(detailOf(project, 'a.png').id).toBe(id);
    expect(detailOf(project, 'copy.png').captions).toEqual([]);

    rmSync(join(project.folder, 'a.png'));
    await write(project.folder, { 'x/1.png': 1, 'x/2.png': 1 });
    await importDataset(project);
    const heirs = ['x/1.png', 'x/2.png'].filter((path) => detailOf(project, path).id === id);
    expect(heirs).toHaveLength(1);
    expect(pathsOf(project)).toEqual(['b.png', 'copy.png', 'x/1.png', 'x/2.png']);
  });

  /** Every picture has a word of its own, which somebody has accepted. */
  async function makeReviewed(names: readonly string[]): ReturnType<typeof makeDataset> {
    const rows = names.map((name) => `${name}.png\tword${name}\n`).join('');
    const pictures = names.map((name, i) => [`${name}.png`, 10 + i] as const);
    const project = await makeDataset({
      ...Object.fromEntries(pictures),
      'captions.tsv': `file\tcaption\n${rows}`,
    });
    await importDataset(project);
    rmSync(join(project.folder, 'captions.tsv'));
    for (const name of names) {
      const tagId = detailOf(project, `${name}.png`).tags[0]?.id ?? 0;
      decide(project, { reviewer: 'ann', decisions: [{ tagId, verdict: 'accepted' }] });
    }
    return project;
  }

  type Reviewed = Awaited<ReturnType<typeof makeReviewed>>;

  const move = ({ folder }: Reviewed, from: string, to: string): void => {
    mkdirSync(dirname(join(folder, to)), { recursive: true });
    renameSync(join(folder, from), join(folder, to));
  };
  const acceptedAt = (project: Reviewed, path: string): string[] =>
    detailOf(project, path)
      .tags.filter(({ state }) => state === 'accepted')
      .map(({ text }) => text);

  test('lets decisions go with the bytes where files were renumbered', async () => {
    const project = await makeReviewed(['1', '2', '3']);
    rmSync(join(project.folder, '1.png'));
    move(project, '2.png', '1.png');
    move(project, '3.png', '2.png');
    await importDataset(project);
    expect([acceptedAt(project, '1.png'), acceptedAt(project, '2.png')]).toEqual([['word2'], ['word3']]);
    const gone = pathsOf(project).filter((path) => detailOf(project, path).error !== null);
    expect(gone).toHaveLength(1);
    expect(acceptedAt(project, gone[0] ?? '')).toEqual(['word1']);
  });

  test('lets decisions go with the bytes where two files have changed places', async () => {
    const project = await makeReviewed(['1', '2']);
    move(project, '1.png', 'x');
    move(project, '2.png', '1.png');
    move(project, 'x', '2.png');
    expect((await importDataset(project)).errors).toEqual([]);
    expect(pathsOf(project)).toEqual(['1.png', '2.png']);
    expect([acceptedAt(project, '1.png'), acceptedAt(project, '2.png')]).toEqual([['word2'], ['word1']]);
  });

  test.each(['a/1.png', 'z/1.png'])(
    'gives a new file at the place of one that went to %s nothing of its',
    async (to) => {
      const project = await makeReviewed(['1']);
      move(project, '1.png', to);
      await write(project.folder, { '1.png': 99 });
      await importDataset(project);
      expect([acceptedAt(project, to), acceptedAt(project, '1.png')]).toEqual([['word1'], []]);
    },
  );

  test('gives each of two equal files that have moved one of the former pictures', async () => {
    const project = await makeDataset({ 'a.png': 1, 'b.png': 1 });
    await importDataset(project);
    const before = ['a.png', 'b.png'].map((path) => detailOf(project, path).id);
    for (const name of ['a.png', 'b.png']) move(project, name, `new/${name}`);
    await importDataset(project);
    const after = ['new/a.png', 'new/b.png'].map((path) => detailOf(project, path).id);
    expect(after.toSorted()).toEqual(before);
  });

  test('reads a file that has changed in place once more', async () => {
    const project = await makeDataset(files);
    await importDataset(project);
    const { id } = detailOf(project, 'a.png');
    const larger = sharp({ create: { width: 20, height: 10, channels: 3, background: 'red' } });
    await write(project.folder, { 'a.png': await larger.png().toBuffer() });
    utimesSync(join(project.folder, 'a.png'), 1, 1);
    await importDataset(project);
    expect(detailOf(project, 'a.png')).toMatchObject({ id, width: 20, height: 10 });
  });
});
