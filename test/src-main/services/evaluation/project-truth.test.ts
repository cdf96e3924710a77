import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import sharp from 'sharp';
import { describe, expect, test } from 'vitest';

import { listReviewedPictures } from '../../../../db/queries/reviewed-pictures.ts';
import { findCandidates, isStopWord } from '../../../../models/tagging/index.ts';
import { releasedFolders } from '../../../../src-main/formats/released.ts';
import { openTruth } from '../../../../src-main/services/evaluation/open-truth.ts';
import { refreshIfStale } from '../../../../src-main/services/selection.ts';
import { ExportFixture } from '../export-fixture.ts';
import { listWalks } from '../query-plans.ts';

/** A picture of 6 × 4 pixels with a caption; answers the ids of the words' tags. */
async function addPicture(fixture: ExportFixture, path: string, caption: string) {
  await sharp({ create: { width: 6, height: 4, channels: 3, background: 'red' } })
    .png()
    .toFile(join(fixture.project.folder, path));
  const pictureId = fixture.addPicture({ path });
  const captionId = fixture.addCaption(pictureId, caption);
  const tags: Record<string, number> = {};
  for (const { text, start, end } of findCandidates(caption)) {
    tags[text] ??= fixture.addTag({ pictureId, text, stopWord: isStopWord(text) ? 1 : 0 });
    fixture.addOccurrence(captionId, tags[text], [start, end]);
  }
  return { pictureId, captionId, tagOf: (text: string): number => tags[text] ?? NaN };
}

const open = ({ project }: ExportFixture, limit = Infinity) =>
  openTruth({ folder: project.folder, folders: releasedFolders, limit });

async function readAll(fixture: ExportFixture, limit?: number) {
  const source = await open(fixture, limit);
  const pictures = [];
  for (const { name, read } of source.items()) pictures.push({ name, ...(await read()) });
  source.close();
  return pictures;
}

const mask = ['000000', '011000', '011000', '000000'] as const;

describe('the truth of a project', () => {
  test('is what people accepted and rejected, and nothing is known of the rest', async () => {
    const fixture = new ExportFixture();
    const { tagOf } = await addPicture(fixture, 'a.png', 'a dog and a cat by the boat');
    fixture.decide(tagOf('dog'), 'accepted', { maskId: fixture.addMaskOf(...mask) });
    fixture.decide(tagOf('cat'), 'rejected');
    fixture.decide(tagOf('boat'), 'unsure');
    await addPicture(fixture, 'b.png', 'a picture that nobody has looked at');
    const [read, ...others] = await readAll(fixture);
    expect(others).toEqual([]);
    expect(read).toMatchObject({ name: 'a.png', file: join(fixture.project.folder, 'a.png') });
    const [caption] = read?.picture.captions ?? [];
    const known = caption?.words.map(({ text, relevant }) => [text, relevant]);
    expect(known?.filter(([, relevant]) => relevant !== null)).toEqual([
      ['dog', true],
      ['cat', false],
    ]);
    expect(caption?.words).toHaveLength(8);
    // Unsure of the boat: what else is in the picture is not known.
    expect(caption?.isComplete).toBe(false);
    expect([...(read?.picture.masks.keys() ?? [])]).toEqual(['dog']);
  });

  test('is the whole of a caption once all words that review shows are decided, with masks', async () => {
    const fixture = new ExportFixture();
    const { pictureId, captionId, tagOf } = await addPicture(fixture, 'a.png', 'a dog and a cat');
    fixture.decide(tagOf('cat'), 'rejected');
    const isComplete = async () =>
      (await readAll(fixture)).map(({ picture }) => picture.captions[0]?.isComplete);
    expect(await isComplete()).toEqual([false]);
    fixture.decide(tagOf('dog'), 'accepted');
    expect(await isComplete()).toEqual([false]);
    fixture.decide(tagOf('dog'), 'accepted', { maskId: fixture.addMaskOf(...mask) });
    expect(await isComplete()).toEqual([true]);
    // A corrected caption takes the old one's place.
    fixture.addOccurrence(fixture.addCaption(pictureId, 'dog', captionId), tagOf('dog'), [0, 3]);
    const [read] = await readAll(fixture);
    expect(read?.picture.captions).toMatchObject([
      { text: 'dog', words: [{ text: 'dog', start: 0, end: 3 }] },
    ]);
  });

  test('is none where nobody has decided on a word of a caption', async () => {
    const fixture = new ExportFixture();
    await expect(open(fixture)).rejects.toThrow('nobody has accepted or rejected a word of a caption yet');
    const { pictureId, tagOf } = await addPicture(fixture, 'a.png', 'a dog');
    fixture.decide(tagOf('dog'), 'unsure');
    fixture.decide(fixture.addTag({ pictureId, text: 'added' }), 'accepted');
    await expect(open(fixture)).rejects.toThrow('nobody has accepted or rejected a word of a caption yet');
    fixture.decide(tagOf('dog'), 'rejected');
    expect(await readAll(fixture)).toHaveLength(1);
  });

  test('gives way to the files of a released dataset, unless it is asked for', async () => {
    const fixture = new ExportFixture();
    fixture.decide((await addPicture(fixture, 'a.png', 'dog')).tagOf('dog'), 'rejected');
    const { folder } = fixture.project;
    for (const name of ['image', 'json_refined']) mkdirSync(join(folder, name));
    writeFileSync(join(folder, 'json_refined', '0.json'), '{}');
    expect(await open(fixture)).toMatchObject({ kind: 'released' });
    const reviewed = await openTruth({ folder, folders: releasedFolders, limit: 1, kind: 'reviewed' });
    expect(reviewed).toMatchObject({ kind: 'reviewed', total: 1 });
    reviewed.close();
  });

  test('comes in the order of paths, as far as is asked for', async () => {
    const fixture = new ExportFixture();
    for (const path of ['c.png', 'a.png', 'b.png'])
      fixture.decide((await addPicture(fixture, path, 'dog')).tagOf('dog'), 'rejected');
    expect((await readAll(fixture)).map(({ name }) => name)).toEqual(['a.png', 'b.png', 'c.png']);
    expect((await readAll(fixture, 2)).map(({ name }) => name)).toEqual(['a.png', 'b.png']);
  });

  test('is refused for a picture that is gone, and for one that has another size than its masks', async () => {
    const fixture = new ExportFixture();
    const { tagOf } = await addPicture(fixture, 'a.png', 'dog');
    fixture.decide(tagOf('dog'), 'accepted', { maskId: fixture.addMaskOf('01', '10') });
    await expect(readAll(fixture)).rejects.toThrow(
      'The mask of "dog" in a.png has 2 × 2 pixels and the picture now 6 × 4',
    );
    rmSync(join(fixture.project.folder, 'a.png'));
    await expect(readAll(fixture)).rejects.toThrow('a.png cannot be opened');
  });

  test('is found by indices', () => {
    const { project } = new ExportFixture();
    refreshIfStale(project.db);
    const list = () => void listReviewedPictures(project.db, { after: '', limit: 10 });
    expect(listWalks(project, list)).toEqual([]);
  });

  test('is not read out of a project of an older version', async () => {
    const fixture = new ExportFixture();
    fixture.decide((await addPicture(fixture, 'a.png', 'dog')).tagOf('dog'), 'rejected');
    fixture.project.db.pragma('user_version = 20');
    await expect(open(fixture)).rejects.toThrow('was written by an older Tagmask');
  });
});
