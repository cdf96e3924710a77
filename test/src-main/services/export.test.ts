import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';

import {
  bitmapFromRle,
  decodeMask,
  encodeMask,
  maskFromHeat,
  rleFromBitmap,
} from '../../../models/masks/index.ts';
import { paintStroke } from '../../../models/masks/edit/index.ts';
import type { CocoAnnotation, CocoCategory, CocoImage, CocoInfo } from '../../../src-main/formats/coco.ts';
import { exportDataset } from '../../../src-main/services/export.ts';
import {
  readCaptions,
  readPictures,
  readTags,
  readTagTexts,
} from '../../../src-main/services/export-source.ts';
import { describeFileError } from '../../../src-main/services/export-files.ts';
import { decide } from '../../../src-main/services/review.ts';
import type { ExportInclude } from '../../../src-main/services/types.ts';
import { bitmapOf, ExportFixture } from './export-fixture.ts';

interface CocoFile {
  readonly info: CocoInfo;
  readonly images: readonly CocoImage[];
  readonly annotations: readonly CocoAnnotation[];
  readonly categories: readonly CocoCategory[];
}

const heat = { width: 2, height: 1, data: Uint8Array.of(0, 255) };
const dogRows = ['000000', '011000', '011010', '000000'];

let fixture: ExportFixture;
let out: string;

beforeEach(() => {
  fixture = new ExportFixture();
  out = join(fixture.project.folder, 'out', 'deep');
});
afterEach(() => {
  fixture.project.close();
});

const run = (include?: ExportInclude) =>
  exportDataset(fixture.project, { format: 'coco', out, ...(include === undefined ? {} : { include }) });
const readCoco = () => JSON.parse(readFileSync(join(out, 'instances.json'), 'utf8')) as CocoFile;
const nothingIsLeft = () => !existsSync(join(fixture.project.folder, 'out'));

/** A picture with an accepted dog (seen in a proposal), a rejected cat, and a proposed tree. */
function addReviewedPicture(path = 'sub/été 🐶.jpg'): { pictureId: number; dog: number; tree: number } {
  const pictureId = fixture.addPicture({ path });
  const [dog, cat, tree] = ['dog', 'cat', 'tree'].map((text) => fixture.addTag({ pictureId, text })) as [
    number,
    number,
    number,
  ];
  const proposalId = fixture.propose(dog, heat);
  fixture.decide(dog, 'accepted', { maskId: fixture.addMaskOf(...dogRows), proposalId });
  fixture.decide(cat, 'rejected');
  fixture.propose(tree, heat);
  return { pictureId, dog, tree };
}

describe('a COCO export', () => {
  test('holds exactly the accepted pixels, with COCO’s fields as evaluators want them', async () => {
    const { pictureId, dog } = addReviewedPicture();
    const report = await run();
    expect(report).toEqual({
      ...{ format: 'coco', pictures: 1, reviewed: 1, tags: 1, masks: 1, skipped: [], verified: true },
      files: ['instances.json', 'report.json'],
    });
    expect(JSON.parse(readFileSync(join(out, 'report.json'), 'utf8'))).toEqual(report);
    expect(readdirSync(out).sort()).toEqual(['instances.json', 'report.json']);

    const { images, annotations, categories } = readCoco();
    expect(categories).toEqual([{ id: 1, name: 'dog', supercategory: 'tag' }]);
    expect(images).toEqual([
      { id: pictureId, file_name: 'sub/été 🐶.jpg', width: 6, height: 4, reviewed: true, captions: [] },
    ]);
    expect(annotations).toHaveLength(1);
    const [annotation] = annotations;
    expect(annotation).toMatchObject({
      id: 1,
      image_id: pictureId,
      category_id: 1,
      iscrowd: 0,
      area: 5,
      bbox: [1, 1, 4, 2],
    });
    expect(annotation?.segmentation.size).toEqual([4, 6]);
    if (annotation !== undefined)
      expect(bitmapFromRle(decodeMask(annotation.segmentation))).toEqual(bitmapOf(...dogRows));
    expect(annotation).toMatchObject({
      ...{ tag_id: dog, state: 'accepted', reviewer: 'Ada', decided_at: '2025-01-02T00:00:00.000Z' },
      scores: { image: 0.1, text: 0.2, image_text: 0.3, pixel: 0.4, normalised: 0.9 },
      provenance: { run_id: fixture.runId, model: { name: 'tiny', sha256: 'tiny-hash' }, threshold: 0.25 },
    });
  });

  test('in parts has an annotation for each connected part, with its own area and box', async () => {
    const { dog } = addReviewedPicture();
    const report = await exportDataset(fixture.project, { format: 'coco', out, instances: 'parts' });
    expect(report).toMatchObject({ tags: 1, masks: 1, instances: 2, verified: true });
    const { annotations, categories, info } = readCoco();
    expect(info.tagmask.instances).toBe('parts');
    expect(categories).toHaveLength(1);
    expect(annotations).toMatchObject([
      { id: 1, category_id: 1, tag_id: dog, area: 4, bbox: [1, 1, 2, 2], part: { number: 1, of: 2 } },
      { id: 2, category_id: 1, tag_id: dog, area: 1, bbox: [4, 2, 1, 1], part: { number: 2, of: 2 } },
    ]);
    const painted = annotations.map(({ segmentation }) => bitmapFromRle(decodeMask(segmentation)).data);
    expect(painted[0]).toEqual(bitmapOf('000000', '011000', '011000', '000000').data);
    expect(painted[1]).toEqual(bitmapOf('000000', '000000', '000010', '000000').data);
  });

  test('has whole masks unless parts are asked for, and only COCO has them', async () => {
    addReviewedPicture();
    const report = await run();
    expect(report).not.toHaveProperty('instances');
    expect(readCoco().annotations[0]).not.toHaveProperty('part');
    const released = { format: 'released', instances: 'parts', out: join(out, 'released') } as const;
    await expect(exportDataset(fixture.project, released)).rejects.toMatchObject({ code: 'no-instances' });
  });

  test('of proposals computes the mask that the window shows, from the newest run only', async () => {
    const { pictureId, tree } = addReviewedPicture();
    const newest = fixture.addRun('newer');
    fixture.propose(tree, { width: 1, height: 2, data: Uint8Array.of(255, 0) }, { runId: newest });
    const sky = fixture.addTag({ pictureId, text: 'sky' });
    fixture.propose(sky, heat);
    fixture.propose(sky, heat, { runId: newest, relevant: 0 });
    fixture.propose(fixture.addTag({ pictureId, text: 'the', stopWord: 1 }), heat);
    await run('proposed');
    const { annotations, categories } = readCoco();
    expect(categories.map(({ name }) => name)).toEqual(['tree']);
    expect(annotations).toHaveLength(1);
    expect(annotations[0]).toMatchObject({
      tag_id: tree,
      state: 'proposed',
      reviewer: null,
      decided_at: null,
      area: 12,
    });
    expect(annotations[0]?.provenance).toEqual({
      run_id: newest,
      model: { name: 'newer', sha256: 'newer-hash' },
      threshold: 0.5,
    });
    const expected = maskFromHeat({ width: 1, height: 2, data: Uint8Array.of(255, 0) }, 0.5, {
      width: 6,
      height: 4,
    });
    if (annotations[0] !== undefined) expect(decodeMask(annotations[0].segmentation)).toEqual(expected);
  });

  test('of everything says of each mask who stands behind it', async () => {
    addReviewedPicture();
    expect(await run('all')).toMatchObject({ tags: 2, masks: 2 });
    const { annotations, categories } = readCoco();
    expect(categories.map(({ id, name }) => [id, name])).toEqual([
      [1, 'dog'],
      [2, 'tree'],
    ]);
    expect(annotations.map(({ id, state, category_id }) => [id, state, category_id])).toEqual([
      [1, 'accepted', 1],
      [2, 'proposed', 2],
    ]);
  });

  test('counts a tag once, however many captions name it, and gives offsets in code points', async () => {
    const { pictureId, dog } = addReviewedPicture();
    const old = fixture.addCaption(pictureId, 'a dgo');
    const first = fixture.addCaption(pictureId, '🐶 a dog\u2028runs', old);
    const second = fixture.addCaption(pictureId, 'dog');
    fixture.addOccurrence(first, dog, [5, 8]);
    fixture.addOccurrence(second, dog, [0, 3]);
    expect(await run()).toMatchObject({ tags: 1, masks: 1 });
    expect(readCoco().images[0]?.captions).toEqual([
      {
        text: '🐶 a dog\u2028runs',
        source: 'captions.tsv',
        tags: [{ tag: 'dog', start: 4, end: 7, state: 'accepted' }],
      },
      { text: 'dog', source: 'captions.tsv', tags: [{ tag: 'dog', start: 0, end: 3, state: 'accepted' }] },
    ]);
  });

  test('leaves out what it cannot show, and says so', async () => {
    const good = addReviewedPicture();
    const bare = fixture.addTag({ pictureId: good.pictureId, text: 'air' });
    fixture.decide(bare, 'accepted');
    const empty = fixture.addTag({ pictureId: good.pictureId, text: 'void' });
    fixture.decide(empty, 'accepted', { maskId: fixture.addMaskOf(...dogRows.map(() => '000000')) });
    const grown = fixture.addTag({ pictureId: good.pictureId, text: 'yard' });
    fixture.decide(grown, 'accepted', { maskId: fixture.addMaskOf('11', '11') });
    const gone = fixture.addTag({
      pictureId: fixture.addPicture({ path: 'gone.jpg', missing: 1 }),
      text: 'dog',
    });
    fixture.decide(gone, 'accepted', { maskId: fixture.addMaskOf(...dogRows) });
    const cold = fixture.addTag({ pictureId: good.pictureId, text: 'ice' });
    fixture.propose(cold, { ...heat, data: Uint8Array.of(10, 20) });
    fixture.addPicture({ path: 'broken.jpg', width: null, height: null });

    const { skipped, ...report } = await run('all');
    expect(report).toMatchObject({ pictures: 1, reviewed: 1, tags: 7, masks: 2 });
    expect(skipped).toEqual([
      { id: bare, why: 'Tag "air" of sub/été 🐶.jpg: it was accepted without pixels.' },
      { id: empty, why: 'Tag "void" of sub/été 🐶.jpg: it was accepted without pixels.' },
      {
        id: grown,
        why: 'Tag "yard" of sub/été 🐶.jpg: its mask has 2 × 2 and the picture now 6 × 4; decide on it again.',
      },
      { id: cold, why: 'Tag "ice" of sub/été 🐶.jpg: its heat map is nowhere above 0.5.' },
      {
        id: gone,
        why: 'Tag "dog" of gone.jpg: the picture is no longer in the folder; put it back and import again.',
      },
    ]);
  });

  test('has a painted ring as a ring, says that it is edited, and names the proposal beneath it without a threshold', async () => {
    const pictureId = fixture.addPicture({ path: 'a.jpg', width: 12, height: 10 });
    const [dog, cat] = ['dog', 'cat'].map((text) => fixture.addTag({ pictureId, text }));
    for (const tagId of [dog ?? 0, cat ?? 0]) fixture.propose(tagId, heat);
    const ring = { width: 12, height: 10, data: new Uint8Array(120) };
    paintStroke(ring, [{ x: 6.5, y: 5.5 }], { radius: 4, shape: 'round', value: 1 });
    paintStroke(ring, [{ x: 6.5, y: 5.5 }], { radius: 2, shape: 'round', value: 0 });
    const decisions = [
      { tagId: dog ?? 0, verdict: 'accepted', mask: encodeMask(rleFromBitmap(ring)) },
      { tagId: cat ?? 0, verdict: 'accepted' },
    ] as const;
    decide(fixture.project, { reviewer: 'Ada', decisions });
    expect(await run()).toMatchObject({ masks: 2, verified: true });
    const [proposed, painted] = readCoco().annotations;
    expect(proposed).toMatchObject({ category_id: 1, edited: false, provenance: { threshold: 0.5 } });
    expect(painted).toMatchObject({ category_id: 2, edited: true, provenance: { threshold: null } });
    const pixels = painted === undefined ? undefined : bitmapFromRle(decodeMask(painted.segmentation));
    expect(pixels).toEqual(ring);
    expect([pixels?.data[5 * 12 + 6], pixels?.data[5 * 12 + 3]]).toEqual([0, 1]);
  });

  test('of a dataset without pictures is a valid file', async () => {
    expect(await run()).toMatchObject({ pictures: 0, masks: 0, verified: true });
    expect(readCoco()).toMatchObject({ images: [], annotations: [], categories: [] });
  });

  test('tells its progress up to the end', async () => {
    addReviewedPicture('a.jpg');
    addReviewedPicture('b.jpg');
    const steps: string[] = [];
    await exportDataset(fixture.project, {
      format: 'coco',
      out,
      onProgress: (done, total) => steps.push(`${done}/${total}`),
    });
    expect(steps).toEqual(['1/4', '2/4', '3/4', '4/4']);
  });

  test('is a snapshot, and a decision of the meantime does not wait for it', async () => {
    addReviewedPicture('a.jpg');
    const { tree } = addReviewedPicture('b.jpg');
    let decided = false;
    const onProgress = (): void => {
      if (!decided) fixture.decide(tree, 'accepted', { maskId: fixture.addMaskOf(...dogRows) });
      decided = true;
    };
    expect(await exportDataset(fixture.project, { format: 'coco', out, onProgress })).toMatchObject({
      masks: 2,
    });
    expect(await run()).toMatchObject({ masks: 3 });
  });
});

describe('a failed export leaves the folder as it was', () => {
  test.each([
    ['area', { area: 6, bbox: [1, 1, 4, 2] }, 'its area is 6, not 5'],
    ['bbox', { area: 5, bbox: [1, 1, 4, 3] }, 'its bbox is "1,1,4,3", not "1,1,4,2"'],
  ] as const)('when a stored %s is not that of the pixels', async (_, measures, sentence) => {
    const { pictureId } = addReviewedPicture();
    const odd = fixture.addTag({ pictureId, text: 'odd' });
    const mask = encodeMask(rleFromBitmap(bitmapOf(...dogRows)));
    fixture.decide(odd, 'accepted', { maskId: fixture.addMask(mask, measures) });
    await expect(run()).rejects.toMatchObject({ code: 'export-differs' });
    await expect(run()).rejects.toThrow(`annotation 2 (tag "odd" of sub/été 🐶.jpg): ${sentence}`);
    expect(nothingIsLeft()).toBe(true);
  });

  test('when a stored mask cannot be decoded', async () => {
    const tag = fixture.addTag({ pictureId: fixture.addPicture({ path: 'a.jpg' }), text: 'dog' });
    fixture.decide(tag, 'accepted', {
      maskId: fixture.addMask({ size: [4, 6], counts: '51' }, { area: 1, bbox: [1, 1, 1, 1] }),
    });
    await expect(run()).rejects.toThrow('annotation 1 (tag "dog" of a.jpg): its mask cannot be decoded');
    expect(nothingIsLeft()).toBe(true);
  });

  test('when it is cancelled, before or in the middle', async () => {
    for (let i = 0; i < 5; i++) addReviewedPicture(`${i}.jpg`);
    const early = exportDataset(fixture.project, { format: 'coco', out, signal: AbortSignal.abort() });
    await expect(early).rejects.toMatchObject({ name: 'AbortError' });
    for (const stopAt of [1, 5, 7, 10]) {
      const controller = new AbortController();
      const onProgress = (done: number): void => {
        if (done === stopAt) controller.abort();
      };
      const cancelled = exportDataset(fixture.project, {
        format: 'coco',
        out,
        signal: controller.signal,
        onProgress,
      });
      await expect(cancelled).rejects.toMatchObject({ name: 'AbortError' });
      expect(nothingIsLeft()).toBe(true);
    }
  });

  test('and keeps the export of before', async () => {
    const { pictureId } = addReviewedPicture();
    await run();
    const before = readFileSync(join(out, 'instances.json'));
    const odd = fixture.addTag({ pictureId, text: 'odd' });
    fixture.decide(odd, 'accepted', {
      maskId: fixture.addMask({ size: [4, 6], counts: 'h0' }, { area: 3, bbox: [0, 0, 1, 1] }),
    });
    await expect(run()).rejects.toMatchObject({ code: 'export-differs' });
    expect(readFileSync(join(out, 'instances.json'))).toEqual(before);
    expect(readdirSync(out).sort()).toEqual(['instances.json', 'report.json']);
  });
});

describe('what lies in the folder already', () => {
  test('is replaced where it was exported from this dataset', async () => {
    const { tree } = addReviewedPicture();
    await run();
    fixture.decide(tree, 'accepted', { maskId: fixture.addMaskOf(...dogRows) });
    expect(await run()).toMatchObject({ masks: 2 });
    expect(readCoco().annotations).toHaveLength(2);
  });

  test('is left as it is where somebody else has put it there', async () => {
    mkdirSync(out, { recursive: true });
    const file = join(out, 'instances.json');
    writeFileSync(file, '{"info": {"description": "COCO 2017 Dataset"}}');
    await expect(run()).rejects.toMatchObject({ code: 'export-exists', kind: 'refused' });
    expect(readFileSync(file, 'utf8')).toContain('COCO 2017');
    expect(readdirSync(out)).toEqual(['instances.json']);
  });

  test('is left as it is also where it is only called like our report, file or folder', async () => {
    mkdirSync(out, { recursive: true });
    const file = join(out, 'report.json');
    writeFileSync(file, '{"accuracy": 0.9}');
    await expect(run()).rejects.toMatchObject({ code: 'export-exists' });
    expect(readFileSync(file, 'utf8')).toBe('{"accuracy": 0.9}');
    rmSync(file);
    mkdirSync(file);
    await expect(run()).rejects.toMatchObject({ code: 'export-exists' });
    expect(readdirSync(out)).toEqual(['report.json']);
  });

  test('is left as it is where it was exported from another dataset', async () => {
    const other = new ExportFixture();
    onTestFinished(() => other.project.close());
    await exportDataset(other.project, { format: 'coco', out });
    await expect(run()).rejects.toThrow('was not exported from this dataset');
  });

  test('is not followed where it is a link', async () => {
    const { project } = fixture;
    await run();
    const victim = join(project.folder, 'victim.json');
    writeFileSync(victim, readFileSync(join(out, 'instances.json')));
    const linked = join(project.folder, 'linked');
    mkdirSync(linked);
    symlinkSync(victim, join(linked, 'instances.json'));
    const before = readFileSync(victim, 'utf8');
    addReviewedPicture();
    await exportDataset(project, { format: 'coco', out: linked });
    expect(readFileSync(victim, 'utf8')).toBe(before);
    expect(readFileSync(join(linked, 'instances.json'), 'utf8')).toContain('"dog"');
  });
});

describe('a folder that cannot take the export is a sentence', () => {
  test('where a file stands in its way', async () => {
    writeFileSync(join(fixture.project.folder, 'out'), '');
    await expect(run()).rejects.toMatchObject({ code: 'export-not-a-folder' });
  });

  test.skipIf(!existsSync('/dev/full'))('where the disk is full', async () => {
    const full = await open('/dev/full', 'w');
    const failure: unknown = await full.writeFile('x').catch((error: unknown) => error);
    await full.close();
    expect(describeFileError(failure, '/data/out')).toMatchObject({
      code: 'disk-full',
      message:
        'The disk that holds /data/out is full: nothing was exported. Make room on it and export again.',
    });
  });

  test.skipIf(!existsSync('/proc/self'))('where nobody may write', async () => {
    const refused = exportDataset(fixture.project, { format: 'coco', out: '/sys/tagmask-export' });
    await expect(refused).rejects.toMatchObject({ code: 'export-not-writable' });
  });
});

test('every query finds its picture by an index, whatever the number of pictures', async () => {
  addReviewedPicture();
  const { db } = fixture.project;
  const seen = new Set<string>();
  const prepare = (sql: string) => {
    seen.add(sql);
    return db.prepare(sql);
  };
  const watched = new Proxy(db, {
    get: (target, key) => (key === 'prepare' ? prepare : (Reflect.get(target, key, target) as unknown)),
  });
  for (const read of readPictures(watched)) {
    readTagTexts(watched, read[0].id, 'all');
    readTags(watched, read, 'all');
    readCaptions(watched, read[0].id);
  }
  expect(seen.size).toBe(7);
  for (const sql of seen) {
    const values = [...sql.matchAll(/\?/g)].map(() => 1);
    const plan = db.prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`).all(...values);
    const searches = plan.map(({ detail }) => detail).filter((detail) => /^(SCAN|SEARCH)/.test(detail));
    // Each step goes by an id: by the verdict alone it would read every such tag of the dataset.
    for (const search of searches) expect(search).toMatch(/^SEARCH .*(rowid[=>]\?|_id=\?)/);
    expect(searches[0]).toMatch(/rowid>\?|picture_id=\?/);
  }
});
