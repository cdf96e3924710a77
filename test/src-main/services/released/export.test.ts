import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { readReleased } from '../../../../src-main/formats/released.ts';
import { importDataset } from '../../../../src-main/services/dataset.ts';
import { exportDataset } from '../../../../src-main/services/export.ts';
import type { ExportOptions } from '../../../../src-main/services/export.ts';
import type { Project } from '../../../../src-main/services/project.ts';
import { addTag, editTagText } from '../../../../src-main/services/tag-edit.ts';
import { temporaryFolder } from '../../../temp.ts';
import { detailOf, makeDataset, write } from '../dataset-fixture.ts';
import { bitmapOf } from '../export-fixture.ts';
import { filesOf, label, tagOf } from './labelled.ts';
import { bitmapFromRle } from '../../../../models/masks/index.ts';

const dogRows = ['00000000', '01111000', '01001000', '01111000', '00000000', '00000000'];
const headRows = ['00000000', '01100000', '00000000', '00000000', '00000000', '00000000'];

async function reviewed(): Promise<Project> {
  const project = await makeDataset({
    'été/a 🐶.png': 120,
    'été/a 🐶.txt': 'A 🐶 dog with a head, no cat\na dog',
    'b.png': 90,
  });
  await importDataset(project);
  label(project, [
    { path: 'été/a 🐶.png', text: 'dog', verdict: 'accepted', rows: dogRows },
    { path: 'été/a 🐶.png', text: 'head', verdict: 'accepted', rows: headRows },
    { path: 'été/a 🐶.png', text: 'cat', verdict: 'rejected' },
    { path: 'été/a 🐶.png', text: 'with', verdict: 'unsure' },
  ]);
  return project;
}

const run = (project: Project, out: string, more: Partial<ExportOptions> = {}) =>
  exportDataset(project, { format: 'released', out, ...more });

function readBack(out: string, stem: string) {
  const json = readFileSync(join(out, 'json_refined', `${stem}.json`), 'utf8');
  const png = readFileSync(join(out, 'mask_using_HQ-SAM', `${stem}.png`));
  return readReleased({ json, png, name: stem });
}

describe('an export in the released layout', () => {
  test('has every picture as it is, every word of its captions, and exactly the accepted pixels', async () => {
    const project = await reviewed();
    const out = join(temporaryFolder(), 'deep', 'out');
    const report = await run(project, out);
    expect(report).toEqual({
      ...{ format: 'released', pictures: 2, reviewed: 1, tags: 2, masks: 2, skipped: [], verified: true },
      files: ['image/', 'json_refined/', 'mask_using_HQ-SAM/', 'report.json'],
    });
    expect(JSON.parse(readFileSync(join(out, 'report.json'), 'utf8'))).toEqual(report);
    expect([...filesOf(out).keys()]).toEqual([
      'image/b.png',
      'image/été/a 🐶.png',
      'json_refined/b.json',
      'json_refined/été/a 🐶.json',
      'mask_using_HQ-SAM/b.png',
      'mask_using_HQ-SAM/été/a 🐶.png',
      'report.json',
    ]);
    expect(readFileSync(join(out, 'image/été/a 🐶.png'))).toEqual(
      readFileSync(join(project.folder, 'été/a 🐶.png')),
    );

    const { captions, masks, image } = readBack(out, 'été/a 🐶');
    expect(image).toBe('été/a 🐶.png');
    expect(captions.map(({ caption }) => caption)).toEqual(['A 🐶 dog with a head, no cat', 'a dog']);
    const [first] = captions;
    // Code points, as Python counts.
    expect(first?.tags.map(({ tag, start, end }) => [tag, start, end])).toEqual([
      ['a', 0, 1],
      ['dog', 4, 7],
      ['with', 8, 12],
      ['a', 13, 14],
      ['head', 15, 19],
      ['no', 21, 23],
      ['cat', 24, 27],
    ]);
    expect(first?.tags.map(({ relevant, state, source }) => [relevant, state, source])).toEqual([
      [false, 'undecided', ''],
      [true, undefined, 'Ada'],
      [false, 'unsure', 'Ada'],
      [false, 'undecided', ''],
      [true, undefined, 'Ada'],
      [false, 'undecided', ''],
      [false, undefined, 'Ada'],
    ]);
    const maskOf = (tag: string) => {
      const mask = masks.get(tag);
      return mask ? bitmapFromRle(mask) : null;
    };
    // The head lies on the dog: both are whole, and so is the hole.
    expect(maskOf('dog')).toEqual(bitmapOf(...dogRows));
    expect(maskOf('head')).toEqual(bitmapOf(...headRows));
  });

  test('keeps pictures of one stem apart, also where only case tells them, and drops the folder of pictures', async () => {
    const project = await makeDataset({
      'image/x.png': 10,
      'image/x.webp': 20,
      'image/X.jpg': 30,
      'image/sub/x.png': 40,
      'other/x.png': 50,
    });
    await importDataset(project);
    const out = join(temporaryFolder(), 'out');
    await run(project, out);
    const names = [...filesOf(join(out, 'image')).keys()];
    expect(names).toHaveLength(5);
    expect(names).toContain('sub/x.png');
    expect(names).toContain('other/x.png');
    const stems = [...filesOf(join(out, 'json_refined')).keys()].map((name) => name.toLowerCase());
    expect(new Set(stems).size).toBe(5);
    for (const [name, json] of filesOf(join(out, 'json_refined'))) {
      const { image } = JSON.parse(json.toString()) as { image: string };
      expect(names).toContain(image);
      expect(image.slice(0, image.lastIndexOf('.'))).toBe(name.slice(0, -'.json'.length));
    }
  });

  test('writes words that a person joined, and tags that no caption has', async () => {
    const project = await makeDataset({ 'a.png': 10, 'a.txt': 'a hot dog' });
    await importDataset(project);
    const detail = detailOf(project, 'a.png');
    const span = { captionId: detail.captions[0]?.id ?? 0, start: 2, end: 9 };
    const { id: tagId } = tagOf(project, { path: 'a.png', text: 'hot' });
    editTagText(project, { reviewer: 'Ada', tagId, text: 'hot dog', span });
    addTag(project, { reviewer: 'Ada', pictureId: detail.id, text: 'sky' });
    label(project, [
      { path: 'a.png', text: 'hot dog', verdict: 'accepted', rows: dogRows },
      { path: 'a.png', text: 'sky', verdict: 'accepted', rows: headRows },
    ]);
    const out = join(temporaryFolder(), 'out');
    await run(project, out);
    const { captions, masks } = readBack(out, 'a');
    expect(captions[0]?.tags.map(({ tag, start, end, relevant }) => [tag, start, end, relevant])).toEqual([
      ['a', 0, 1, false],
      ['hot dog', 2, 9, true],
      ['sky', 0, 0, true],
    ]);
    expect([...masks.keys()]).toEqual(['hot dog', 'sky']);
  });

  test('says which accepted tags have no pixels, and that they are relevant all the same', async () => {
    const project = await reviewed();
    label(project, [{ path: 'été/a 🐶.png', text: 'no', verdict: 'accepted' }]);
    const out = join(temporaryFolder(), 'out');
    const { skipped, tags, masks } = await run(project, out);
    expect({ tags, masks }).toEqual({ tags: 3, masks: 2 });
    expect(skipped.map(({ why }) => why)).toEqual([
      'Tag "no" of été/a 🐶.png: it was accepted without pixels.',
    ]);
    expect(readBack(out, 'été/a 🐶').masks.get('no')).toBeNull();
  });

  test('leaves out a picture that has changed or gone since the scan, with the reason, and writes the others', async () => {
    const project = await reviewed();
    await write(project.folder, { 'été/a 🐶.png': 7 });
    const out = join(temporaryFolder(), 'out');
    const report = await run(project, out);
    expect(report).toMatchObject({ pictures: 1, tags: 2, masks: 0 });
    expect(report.skipped.map(({ why }) => why)).toEqual([
      expect.stringMatching(/^Tag "dog" of .*the picture has changed/),
      expect.stringMatching(/^Tag "head" of .*the picture has changed/),
    ]);
    expect([...filesOf(out).keys()]).not.toContain('image/été/a 🐶.png');

    rmSync(join(project.folder, 'été/a 🐶.png'));
    const again = await run(project, join(dirname(out), 'again'));
    expect(again.skipped).toHaveLength(2);
  });

  test('takes folder names, and refuses those that are none', async () => {
    const project = await reviewed();
    const out = join(temporaryFolder(), 'out');
    await run(project, out, { folders: { images: 'i', masks: 'm' } });
    expect(readdirSync(out).sort()).toEqual(['i', 'json_refined', 'm', 'report.json']);
    for (const images of ['', '..', 'a/b', '.hidden', 'json_refined', 'report.json', 'a\0b']) {
      const refused = run(project, join(dirname(out), 'other'), { folders: { images } });
      await expect(refused, images).rejects.toMatchObject({ code: 'bad-folder-name' });
    }
    expect(readdirSync(dirname(out))).toEqual(['out']);
  });
});

describe('a place for it', () => {
  test('that is not an empty folder is left as it is', async () => {
    const project = await reviewed();
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'full'));
    writeFileSync(join(folder, 'full', 'mine'), 'mine');
    writeFileSync(join(folder, 'file'), 'mine');
    symlinkSync(join(folder, 'full'), join(folder, 'link'));
    for (const out of ['full', 'link', 'file', 'file/below'].map((name) => join(folder, name))) {
      await expect(run(project, out), out).rejects.toMatchObject({ name: 'TagmaskError' });
    }
    expect(readFileSync(join(folder, 'full', 'mine'), 'utf8')).toBe('mine');
    expect(readdirSync(folder).sort()).toEqual(['file', 'full', 'link']);
  });

  test('inside the dataset is refused, since its copies would be scanned as pictures', async () => {
    const project = await reviewed();
    const link = join(temporaryFolder(), 'link');
    symlinkSync(project.folder, link);
    for (const out of [join(project.folder, 'out'), join(link, 'deep', 'out'), project.folder]) {
      await expect(run(project, out), out).rejects.toMatchObject({ code: 'export-inside-dataset' });
    }
    expect(readdirSync(project.folder).sort()).toEqual(['.tagmask', 'b.png', 'été']);
    await run(project, join(project.directory, 'exports', 'one'));
  });

  test('that is empty is taken, and what a killed export left beside it goes', async () => {
    const project = await reviewed();
    const folder = temporaryFolder();
    const out = join(folder, 'out');
    mkdirSync(out);
    const stop = new AbortController();
    const stopped = run(project, out, { signal: stop.signal, onProgress: () => stop.abort() });
    await expect(stopped).rejects.toThrow();
    expect(readdirSync(folder)).toEqual(['out']);
    expect(readdirSync(out)).toEqual([]);

    await run(project, out);
    const [first] = readdirSync(folder).filter((name) => name !== basename(out));
    expect(first).toBeUndefined();
    expect(filesOf(out).size).toBe(7);
  });
});
