import { mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import sharp from 'sharp';
import { describe, expect, test } from 'vitest';

import { bitmapFromRle, decodeMask } from '../../../../models/masks/index.ts';
import { encodePng } from '../../../../src-main/formats/png.ts';
import { importDataset } from '../../../../src-main/services/dataset.ts';
import { exportDataset } from '../../../../src-main/services/export.ts';
import { readHistory } from '../../../../src-main/services/history.ts';
import { importInThread } from '../../../../src-main/services/import-thread.ts';
import type { Project } from '../../../../src-main/services/project.ts';
import { decide, redo, undo } from '../../../../src-main/services/review.ts';
import { writeScenes } from '../../../../src-main/services/scenes.ts';
import { datasetStatus } from '../../../../src-main/services/library.ts';
import { editTagText } from '../../../../src-main/services/tag-edit.ts';
import { temporaryFolder } from '../../../temp.ts';
import { captionsOf, detailOf, open, pathsOf, picture, write } from '../dataset-fixture.ts';
import { filesOf, label, tagOf } from './labelled.ts';

const size = { width: 96, height: 72 };

async function drawn(count = 3, captions = 2): Promise<string> {
  const out = join(temporaryFolder(), 'scenes');
  await writeScenes({ count, seed: 9, out, size, scene: { captions } });
  return out;
}

const exported = async (project: Project, name = 'out'): Promise<string> => {
  const out = join(temporaryFolder(), name);
  await exportDataset(project, { format: 'released', out });
  return out;
};

const word = (tag: string, start: number, relevant: boolean, more: object = {}) => ({
  ...{ tag, start, end: start + tag.length, relevant, score: null, source: 'them' },
  ...more,
});

interface Pair {
  readonly json?: unknown;
  /** Indices, 8 × 6. */
  readonly mask?: readonly string[] | Buffer | null;
}

const rowsOf = (...rows: readonly string[]) => [...rows, ...Array<string>(6 - rows.length).fill('00000000')];
const dogMask = rowsOf('00000000', '01110000');
const paint = (rows: readonly string[]): Buffer =>
  encodePng({
    ...{ width: 8, height: 6, palette: new Uint8Array(768) },
    data: Uint8Array.from(rows.join(''), (digit) => (digit === '#' ? 255 : Number(digit))),
  });

/** A root by somebody else, of pictures of 8 × 6 pixels. */
async function rootOf(pairs: Record<string, Pair>): Promise<string> {
  const folder = temporaryFolder();
  for (const [stem, { json, mask = dogMask }] of Object.entries(pairs)) {
    const whole = {
      image: `${stem}.png`,
      caption: 'a dog runs',
      tags: [word('dog', 2, true), word('runs', 6, false)],
    };
    const text =
      json === undefined
        ? JSON.stringify(whole)
        : typeof json === 'string'
          ? json
          : JSON.stringify({ ...whole, ...json });
    await write(folder, {
      [`image/${stem}.png`]: await picture(100),
      [`json_refined/${stem}.json`]: text,
      ...(mask === null
        ? {}
        : {
            [`mask_using_HQ-SAM/${stem}.png`]: Buffer.isBuffer(mask)
              ? mask
              : paint(mask as readonly string[]),
          }),
    });
  }
  return folder;
}

const statesOf = (project: Project, path: string) =>
  Object.fromEntries(detailOf(project, path).tags.map(({ text, state }) => [text, state]));

describe('a root that comes in', () => {
  test('and goes out again has the same bytes, and again elsewhere', async () => {
    const scenes = await drawn(4, 3);
    const first = open(scenes);
    const report = await importInThread(first);
    expect(report).toMatchObject({ pictures: 4, errors: [], unmatched: [] });
    const once = await exported(first);
    const [fromScenes, fromOnce] = [filesOf(scenes), filesOf(once)];
    // The scenes' own record of how they were drawn is no part of the layout, and a report is no part of scenes.
    fromScenes.delete('scenes.json');
    const { pictures, masks } = JSON.parse(fromOnce.get('report.json')?.toString() ?? '') as Record<
      string,
      number
    >;
    expect(pictures).toBe(4);
    expect(masks).toBeGreaterThan(4);
    expect(new Map([...fromOnce].filter(([path]) => path !== 'report.json'))).toEqual(fromScenes);

    const second = open(once);
    await importInThread(second);
    expect(filesOf(await exported(second))).toEqual(fromOnce);
  });

  test('keeps a person’s whole work on the way: verdicts, masks that overlap, joined words, tags without a caption', async () => {
    const folder = temporaryFolder();
    await write(folder, {
      'sub/a 🐶.png': 10,
      'sub/a 🐶.txt': 'A 🐶 hot dog, hot\nhot dog',
      'b.png': 20,
      'c.png': 30,
      'c.txt': 'so',
    });
    const project = open(folder);
    await importDataset(project);
    const path = 'sub/a 🐶.png';
    const caption = detailOf(project, path).captions[0];
    const start = caption?.text.indexOf('hot') ?? 0;
    const span = { captionId: caption?.id ?? 0, start, end: start + 7 };
    editTagText(project, {
      reviewer: 'Ada',
      tagId: tagOf(project, { path, text: 'hot' }).id,
      text: 'hot dog',
      span,
    });
    label(project, [
      { path, text: 'hot dog', verdict: 'accepted', rows: rowsOf('01111000', '01001000', '01111000') },
      { path, text: 'hot', verdict: 'accepted', rows: rowsOf('00000000', '01000000') },
      { path, text: 'dog', verdict: 'unsure' },
      { path: 'c.png', text: 'so', verdict: 'accepted' },
    ]);
    const once = await exported(project);
    const other = open(once);
    const report = await importInThread(other);
    expect(report.labels).toMatchObject({ accepted: 3, unsure: 1, rejected: 0, kept: 0 });
    expect(report.errors).toEqual([]);
    const twice = filesOf(await exported(other));
    // What is skipped is told by the project's own ids and paths; all else is the same to the byte.
    twice.delete('report.json');
    const before = filesOf(once);
    before.delete('report.json');
    expect(twice).toEqual(before);
  });

  test('brings its captions, and its labels under the name of the import with the file they are from', async () => {
    const project = open(await rootOf({ a: {} }));
    const report = await importDataset(project);
    expect(report).toEqual({
      ...{ pictures: 1, captions: 1, unmatched: [], errors: [] },
      labels: { files: 1, accepted: 1, rejected: 1, unsure: 0, kept: 0, step: 1 },
    });
    expect(pathsOf(project)).toEqual(['image/a.png']);
    expect(captionsOf(project, 'image/a.png')).toEqual(['a dog runs']);
    expect(statesOf(project, 'image/a.png')).toEqual({ a: 'undecided', dog: 'accepted', runs: 'rejected' });
    const { decision } = tagOf(project, { path: 'image/a.png', text: 'dog' });
    expect(decision).toMatchObject({ reviewer: 'import', file: 'json_refined/a.json' });
    if (decision?.mask)
      expect([...bitmapFromRle(decodeMask(decision.mask)).data].join('')).toBe(dogMask.join(''));
    expect(datasetStatus(project).tags).toMatchObject({ accepted: 1, rejected: 1 });
  });

  test('adds nothing when it comes in again, and what its files say anew where they have changed', async () => {
    const folder = await rootOf({ a: {}, b: {} });
    const project = open(folder);
    await importDataset(project);
    const before = project.db.prepare('SELECT count(*) AS n FROM action').get();
    for (let i = 0; i < 2; i++)
      expect((await importInThread(project)).labels).toMatchObject({
        accepted: 0,
        rejected: 0,
        kept: 4,
        step: null,
      });
    expect(project.db.prepare('SELECT count(*) AS n FROM action').get()).toEqual(before);

    writeFileSync(join(folder, 'mask_using_HQ-SAM/b.png'), paint(rowsOf('11110000')));
    expect((await importDataset(project)).labels).toMatchObject({
      accepted: 1,
      rejected: 0,
      kept: 3,
      step: 2,
    });
  });

  test('with other folder names is found by them once, and never scanned as pictures again', async () => {
    const folder = await rootOf({ a: {} });
    for (const [from, to] of [
      ['image', 'photos'],
      ['json_refined', 'labels'],
      ['mask_using_HQ-SAM', 'painted'],
    ] as const)
      renameSync(join(folder, from), join(folder, to));
    const project = open(folder);
    const folders = { images: 'photos', tags: 'labels', masks: 'painted' };
    const report = await importInThread(project, { folders });
    expect(report).toMatchObject({ pictures: 1, errors: [], labels: { accepted: 1 } });
    expect(await importInThread(project)).toMatchObject({ pictures: 1, labels: { kept: 2 } });
    expect(pathsOf(project)).toEqual(['photos/a.png']);
    expect([...filesOf(await exported(project)).keys()]).toContain('image/a.png');
    await expect(importInThread(project, { folders: { images: 'none' } })).rejects.toMatchObject({
      code: 'not-a-released-root',
    });
    await expect(importInThread(project, { folders: { tags: '../x' } })).rejects.toMatchObject({
      code: 'bad-folder-name',
    });
  });
});

describe('a person’s decision', () => {
  test('stands against an import, before it and after it', async () => {
    const folder = await rootOf({ a: {} });
    const project = open(folder);
    renameSync(join(folder, 'json_refined'), join(folder, 'later'));
    await write(folder, { 'image/a.txt': 'a dog runs' });
    await importDataset(project);
    label(project, [{ path: 'image/a.png', text: 'dog', verdict: 'rejected' }]);
    rmSync(join(folder, 'image/a.txt'));
    renameSync(join(folder, 'later'), join(folder, 'json_refined'));
    expect((await importDataset(project)).labels).toMatchObject({ accepted: 0, rejected: 1, kept: 1 });
    expect(statesOf(project, 'image/a.png')).toMatchObject({ dog: 'rejected', runs: 'rejected' });
    expect(tagOf(project, { path: 'image/a.png', text: 'dog' }).decision).toMatchObject({
      reviewer: 'Ada',
      file: null,
    });

    label(project, [{ path: 'image/a.png', text: 'runs', verdict: 'unsure' }]);
    writeFileSync(
      join(folder, 'json_refined/a.json'),
      JSON.stringify({
        image: 'a.png',
        caption: 'a dog runs',
        tags: [word('dog', 2, true), word('runs', 6, true)],
      }),
    );
    writeFileSync(join(folder, 'mask_using_HQ-SAM/a.png'), paint(rowsOf('12000000')));
    expect((await importDataset(project)).labels).toMatchObject({ accepted: 0, kept: 2, step: null });
    expect(statesOf(project, 'image/a.png')).toMatchObject({ dog: 'rejected', runs: 'unsure' });
  });

  test('outlives the undo of the import, which the next scan does not bring back', async () => {
    const project = open(await rootOf({ a: {}, b: {} }));
    await importDataset(project);
    label(project, [{ path: 'image/a.png', text: 'dog', verdict: 'rejected' }]);
    expect(undo(project, { reviewer: 'import' })).toMatchObject({ changed: 3, kept: 1 });
    expect(statesOf(project, 'image/a.png')).toMatchObject({ dog: 'rejected', runs: 'undecided' });
    expect(statesOf(project, 'image/b.png')).toMatchObject({ dog: 'undecided', runs: 'undecided' });
    expect((await importInThread(project)).labels).toMatchObject({ step: null, kept: 4 });
    expect(statesOf(project, 'image/b.png')).toMatchObject({ dog: 'undecided' });

    expect(redo(project, { reviewer: 'import' })).toMatchObject({ changed: 3, kept: 1 });
    expect(tagOf(project, { path: 'image/b.png', text: 'dog' }).decision).toMatchObject({
      reviewer: 'import',
      file: 'json_refined/b.json',
    });
  });

  test('that is taken back leaves the imported label, with all that its file says', async () => {
    const json = { tags: [word('dog', 2, true, { score: 0.1, category: 'object' }), word('runs', 6, false)] };
    const folder = await rootOf({ a: { json } });
    const project = open(folder);
    await importDataset(project);
    const before = filesOf(await exported(project, 'before'));
    label(project, [{ path: 'image/a.png', text: 'dog', verdict: 'rejected' }]);
    expect(filesOf(await exported(project, 'between'))).not.toEqual(before);
    undo(project, { reviewer: 'Ada' });
    expect(filesOf(await exported(project, 'after'))).toEqual(before);
    expect(before.get('json_refined/a.json')?.toString()).toContain('"category": "object"');
  });

  test('is told from an import in the history', async () => {
    const project = open(await rootOf({ a: {} }));
    await importDataset(project);
    label(project, [{ path: 'image/a.png', text: 'a', verdict: 'rejected' }]);
    const { steps } = readHistory(project, { reviewer: null, before: null, limit: 10 });
    expect(steps.map(({ reviewer, tags, importedFrom }) => [reviewer, tags, importedFrom])).toEqual([
      ['Ada', 1, null],
      ['import', 2, 'json_refined/a.json'],
    ]);
  });
});

describe('bad input', () => {
  const good = { accepted: 1, rejected: 1 };
  const png = (make: () => Promise<Buffer>) => make();

  test.each<{ what: string; bad: Pair; why: RegExp; caption?: boolean }>([
    {
      what: 'broken JSON',
      bad: { json: '{"image": "bad.png", "cap' },
      why: /bad\.json .*it is no JSON/,
      caption: false,
    },
    { what: 'no tag file', bad: { json: '[1, 2]' }, why: /cannot be read as tags/, caption: false },
    { what: 'bytes that are no text', bad: { json: '\u0000' }, why: /it is no JSON/, caption: false },
    {
      what: 'a hostile name',
      bad: { json: { image: '../../../etc/passwd' } },
      why: /says that it is about "\.\.\/\.\.\/\.\.\/etc\/passwd"/,
      caption: false,
    },
    {
      what: 'another picture’s name',
      bad: { json: { image: 'good.png' } },
      why: /says that it is about "good.png"/,
      caption: false,
    },
    { what: 'a broken PNG', bad: { mask: Buffer.from('no PNG') }, why: /no PNG/ },
    { what: 'a PNG cut short', bad: { mask: paint(dogMask).subarray(0, 40) }, why: /PNG/ },
    { what: 'a missing mask', bad: { mask: null }, why: /no file with their masks/ },
    { what: 'more indices than tags', bad: { mask: rowsOf('12300000') }, why: /shows the index 2/ },
    {
      what: 'run lengths of another size',
      bad: { json: { tags: [word('dog', 2, true, { mask: { size: [2, 2], counts: '4' } })] } },
      why: /has 2 × 2 pixels, not 8 × 6/,
    },
    {
      what: 'run lengths that cannot be',
      bad: { json: { tags: [word('dog', 2, true, { mask: { size: [6, 8], counts: '~~~' } })] } },
      why: /counts/,
    },
    {
      what: 'a tag without a text',
      bad: { json: { tags: [word(' ', 0, true)] } },
      why: /a tag without a text/,
      caption: false,
    },
    {
      what: 'a caption as long as a book',
      bad: { json: { caption: 'x '.repeat(60_000) } },
      why: /a caption as long as a book/,
      caption: false,
    },
    {
      what: 'JSON that nests without end',
      bad: { json: '['.repeat(200_000) },
      why: /it is no JSON/,
      caption: false,
    },
    {
      what: 'a tag as long as a book',
      bad: { json: { tags: [word('x'.repeat(5000), 0, true)] } },
      why: /too long/,
      caption: false,
    },
  ])('$what is told with its reason, and the rest goes on', async ({ bad, why, caption = true }) => {
    const project = open(await rootOf({ bad, good: {} }));
    const { labels, errors } = await importDataset(project);
    expect(labels).toMatchObject(good);
    expect(errors).toEqual([{ file: 'json_refined/bad.json', why: expect.stringMatching(why) as string }]);
    expect(captionsOf(project, 'image/bad.png')).toEqual(caption ? ['a dog runs'] : []);
    expect(Object.values(statesOf(project, 'image/bad.png')).every((state) => state === 'undecided')).toBe(
      true,
    );
  });

  test('masks of another size than the picture stay out, also where their PNG lies about it', async () => {
    const other = await png(() =>
      sharp({ create: { width: 16, height: 12, channels: 3, background: '#000' } })
        .png({ palette: true })
        .toBuffer(),
    );
    const liar = Buffer.from(paint(dogMask));
    liar.writeUInt32BE(40_000, 16);
    liar.writeUInt32BE(40_000, 20);
    const short = encodePng({ width: 8, height: 5, data: new Uint8Array(40), palette: new Uint8Array(768) });
    short.writeUInt32BE(6, 20);
    const project = open(
      await rootOf({ a: { mask: other }, b: { mask: liar }, c: { mask: short }, good: {} }),
    );
    const { labels, errors } = await importDataset(project);
    expect(labels).toMatchObject(good);
    expect(errors.map(({ why }) => why)).toEqual([
      expect.stringContaining('16 × 12 pixels and the picture 8 × 6'),
      expect.stringContaining('40000 × 40000 pixels and the picture 8 × 6'),
      expect.stringContaining('too few pixels'),
    ]);
  });

  test('files without their fellows are told: a picture, a JSON, a mask; links are not followed', async () => {
    const folder = await rootOf({ good: {} });
    const secret = join(temporaryFolder(), 'secret.json');
    writeFileSync(secret, JSON.stringify({ image: 'alone.png', caption: 'a secret', tags: [] }));
    await write(folder, {
      'image/alone.png': 3,
      'json_refined/orphan.json': '{"image":"orphan.png","caption":"x","tags":[]}',
      'mask_using_HQ-SAM/odd.png': paint(dogMask),
    });
    symlinkSync(secret, join(folder, 'json_refined/alone.json'));
    const project = open(folder);
    const { labels, errors } = await importDataset(project);
    expect(labels).toMatchObject(good);
    expect(errors.map(({ file }) => file)).toEqual([
      'json_refined/alone.json',
      'json_refined/orphan.json',
      'image/alone.png',
      'mask_using_HQ-SAM/odd.png',
    ]);
    expect(captionsOf(project, 'image/alone.png')).toEqual([]);
  });

  test('pixels to ignore are in no mask, and told once', async () => {
    const project = open(
      await rootOf({
        a: { mask: rowsOf('####0000', '01110000') },
        b: { mask: rowsOf('#0000000', '01110000') },
      }),
    );
    const { labels, errors } = await importDataset(project);
    expect(labels).toMatchObject({ accepted: 2 });
    expect(errors.map(({ why }) => why)).toEqual([expect.stringMatching(/^2 mask files.*\(255\)/)]);
  });

  test('tags that are no words of the caption, stand beyond it or over each other keep their verdicts and masks', async () => {
    const tags = [
      word('hot dog', 2, true),
      word('sky', 90, true),
      word('dog', 6, true),
      word('red', 0, false, { end: 0 }),
    ];
    const json = { caption: 'a hot dog', tags };
    const project = open(await rootOf({ a: { json, mask: rowsOf('12300000') } }));
    const { labels, errors } = await importDataset(project);
    expect(labels).toMatchObject({ accepted: 3, rejected: 1 });
    expect(errors.map(({ why }) => why)).toEqual([expect.stringContaining('2 tags at places')]);
    expect(statesOf(project, 'image/a.png')).toEqual({
      a: 'undecided',
      'hot dog': 'accepted',
      sky: 'accepted',
      dog: 'accepted',
      red: 'rejected',
    });
    const once = await exported(project);
    const again = open(once);
    expect((await importDataset(again)).errors).toEqual([]);
    expect(filesOf(await exported(again))).toEqual(filesOf(once));
  });

  test('a word that several captions name is one tag, relevant where any of them says so', async () => {
    const json = {
      caption: 'Dog, dog',
      tags: [word('dog', 0, false), word('dog', 5, true)],
      further: [{ caption: '  a dog', tags: [word('dog', 4, false)] }],
    };
    const folder = await rootOf({ a: { json } });
    const project = open(folder);
    expect((await importDataset(project)).labels).toMatchObject({ accepted: 1, rejected: 0 });
    expect(captionsOf(project, 'image/a.png')).toEqual(['Dog, dog', 'a dog']);
    const out = JSON.parse(readFileSync(join(await exported(project), 'json_refined/a.json'), 'utf8')) as {
      tags: { tag: string; relevant: boolean }[];
      further: { tags: { tag: string; relevant: boolean; start: number }[] }[];
    };
    expect(out.tags.map(({ relevant }) => relevant)).toEqual([false, true]);
    expect(out.further[0]?.tags.map(({ tag, start, relevant }) => [tag, start, relevant])).toEqual([
      ['a', 0, false],
      ['dog', 2, false],
    ]);
  });

  test('a folder of tags that is a link is no released dataset', async () => {
    const folder = await rootOf({ a: {} });
    renameSync(join(folder, 'json_refined'), join(temporaryFolder(), 'away'));
    mkdirSync(join(folder, 'away'));
    symlinkSync(join(folder, 'away'), join(folder, 'json_refined'));
    expect(await importDataset(open(folder))).not.toHaveProperty('labels');
  });
});

describe('accepting an imported label', () => {
  const heat = { heat_width: 2, heat_height: 1, heat: Buffer.from([255, 0]), threshold: 0.5 };

  test('keeps its pixels where the threshold was left alone, and takes those of the heat map where it was moved', async () => {
    const project = open(await rootOf({ a: {} }));
    await importDataset(project);
    const { id: tagId } = tagOf(project, { path: 'image/a.png', text: 'dog' });
    const { db } = project;
    db.exec(
      "INSERT INTO run (id, model_name, model_sha256, parameters, state, created_ms) VALUES (1, 'm', 'h', '{}', 'done', 1)",
    );
    db.prepare(
      `INSERT INTO proposal (run_id, tag_id, score_image, score_text, score_image_text, score_pixel, normalised, relevant,
         threshold, heat_width, heat_height, heat) VALUES (1, ?, 0, 0, 0, 0, 0.5, 1, @threshold, @heat_width, @heat_height, @heat)`,
    ).run(tagId, heat);
    const rows = (): string => {
      const mask = tagOf(project, { path: 'image/a.png', text: 'dog' }).decision?.mask;
      return mask ? [...bitmapFromRle(decodeMask(mask)).data].join('') : '';
    };
    // Twice: the person's own confirmation is no cut of a heat map either.
    for (let i = 0; i < 2; i++) {
      decide(project, { reviewer: 'Ada', decisions: [{ tagId, verdict: 'accepted' }] });
      expect(rows()).toBe(dogMask.join(''));
    }
    expect(tagOf(project, { path: 'image/a.png', text: 'dog' }).decision).toMatchObject({
      reviewer: 'Ada',
      file: null,
    });
    decide(project, { reviewer: 'Ada', decisions: [{ tagId, verdict: 'accepted', threshold: 0.4 }] });
    expect(rows()).not.toBe(dogMask.join(''));
  });
});

test('proposals that an export has taken in come in as labels that say so, and go out the same', async () => {
  const project = open(await rootOf({ a: { json: { tags: [word('runs', 6, true)] } } }));
  await importDataset(project);
  const { id: tagId } = tagOf(project, { path: 'image/a.png', text: 'dog' });
  project.db.exec(
    "INSERT INTO run (id, model_name, model_sha256, parameters, state, created_ms) VALUES (1, 'm', 'h', '{}', 'done', 1)",
  );
  project.db
    .prepare(
      `INSERT INTO proposal (run_id, tag_id, score_image, score_text, score_image_text, score_pixel, normalised, relevant,
         threshold, heat_width, heat_height, heat) VALUES (1, ?, 0, 0, 0, 0, 0.1 + 0.2, 1, 0.5, 2, 1, ?)`,
    )
    .run(tagId, Buffer.from([255, 0]));
  const once = join(temporaryFolder(), 'once');
  expect(await exportDataset(project, { format: 'released', out: once, include: 'all' })).toMatchObject({
    masks: 2,
  });
  expect(readFileSync(join(once, 'json_refined/a.json'), 'utf8')).toContain('"state": "proposed"');
  const other = open(once);
  expect((await importDataset(other)).labels).toMatchObject({ accepted: 2 });
  const twice = join(temporaryFolder(), 'twice');
  await exportDataset(other, { format: 'released', out: twice, include: 'all' });
  expect(filesOf(twice)).toEqual(filesOf(once));

  const proposed = join(temporaryFolder(), 'proposed');
  await exportDataset(project, { format: 'released', out: proposed, include: 'proposed' });
  const { tags } = JSON.parse(readFileSync(join(proposed, 'json_refined/a.json'), 'utf8')) as {
    tags: object[];
  };
  expect(tags).toMatchObject([
    { tag: 'a', relevant: false, state: 'undecided' },
    { tag: 'dog', relevant: true, state: 'proposed', score: 0.1 + 0.2, source: 'm' },
    { tag: 'runs', relevant: false, state: 'accepted' },
  ]);
});
