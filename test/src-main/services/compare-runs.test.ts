import { describe, expect, onTestFinished, test } from 'vitest';

import { insertCaption, insertOccurrence } from '../../../db/queries/captions.ts';
import {
  listComparedPictures,
  listComparedWords,
  listEditedPictures,
  listPicturesByPath,
  listPicturesSince,
  listProposalsOfRun,
  readLogEnd,
} from '../../../db/queries/compare-runs.ts';
import { chooseRuns } from '../../../src-main/services/compare/choose-runs.ts';
import { comparePicture } from '../../../src-main/services/compare/compare-picture.ts';
import { compareRuns } from '../../../src-main/services/compare/compare-runs.ts';
import type { ComparisonRequest } from '../../../src-main/services/compare/compare-runs.ts';
import { Comparison } from '../../../src-main/services/compare/comparison.ts';
import { Project } from '../../../src-main/services/project.ts';
import { decide, undo } from '../../../src-main/services/review.ts';
import { editTagText } from '../../../src-main/services/tag-edit.ts';
import { temporaryFolder } from '../../temp.ts';
import { answer, end } from './compare-fixture.ts';
import { listWalks } from './query-plans.ts';
import { addPicture, addRun, tagIdOf } from './review-fixture.ts';

const ann = { reviewer: 'ann' };
const page = { sort: 'change', only: 'all', offset: 0, limit: 10 } as const;

function makeProject(): Project {
  const project = Project.open(temporaryFolder());
  onTestFinished(() => {
    project.close();
  });
  return project;
}

/** The dog is new on the first picture and its ball's mask has moved; the cat is gone from the second; the third stays. */
function makeTwoRuns(project: Project) {
  const a = addPicture(project, 'c.png', ['the dog and a ball']);
  const b = addPicture(project, 'b.png', ['a cat on a mat']);
  const c = addPicture(project, 'a.png', ['a red car']);
  const before = answer(project, [
    { pictureId: a, words: { the: true, dog: false, ball: true } },
    { pictureId: b, words: { cat: true, mat: false } },
    { pictureId: c, words: { red: true, car: true } },
  ]);
  end(project, before);
  const after = answer(project, [
    { pictureId: a, words: { the: false, dog: true, ball: 'moved' } },
    { pictureId: b, words: { cat: false, mat: false } },
    { pictureId: c, words: { red: true, car: true } },
  ]);
  end(project, after);
  return { before, after, pictures: [a, b, c] as const };
}

/** Asks until everything is counted, as a window does. */
async function compare(project: Project, request: Partial<ComparisonRequest> = {}) {
  for (;;) {
    const comparison = await compareRuns(project, { ...page, ...request });
    if (comparison.counted === comparison.totals.pictures) return comparison;
  }
}

const none = { words: 0, accepted: 0, rejected: 0 };

describe('two runs', () => {
  test('are compared word by word, without stop words, the newest two unless others are named', async () => {
    const project = makeProject();
    const { before, after, pictures } = makeTwoRuns(project);
    const found = await compare(project);
    expect([found.before.id, found.after.id]).toEqual([before, after]);
    const one = { ...none, words: 1 };
    expect(found.totals).toEqual({ pictures: 3, changed: 2, added: one, gone: one, both: 3, iou: 2 / 3 });
    expect(
      found.pictures.map(({ id, added, gone, both, iou }) => [id, added.words, gone.words, both, iou]),
    ).toEqual([
      [pictures[0], 1, 0, 1, 0],
      [pictures[1], 0, 1, 0, null],
      [pictures[2], 0, 0, 2, 1],
    ]);
    const turned = await compare(project, { before: after, after: before });
    expect(turned.totals).toMatchObject({ changed: 2, added: one, gone: one });
    expect(turned.pictures[1]).toMatchObject({ id: pictures[1], added: one, gone: none });
  });

  test('are listed by change or by path, all or what has changed, by the page', async () => {
    const project = makeProject();
    makeTwoRuns(project);
    const pathsOf = async (request: Partial<ComparisonRequest>) => {
      const { total, pictures } = await compare(project, request);
      return [total, ...pictures.map(({ path }) => path)];
    };
    expect(await pathsOf({ sort: 'path' })).toEqual([3, 'a.png', 'b.png', 'c.png']);
    expect(await pathsOf({ only: 'changed' })).toEqual([2, 'c.png', 'b.png']);
    expect(await pathsOf({ only: 'changed', sort: 'path' })).toEqual([2, 'b.png', 'c.png']);
    expect(await pathsOf({ offset: 1, limit: 1 })).toEqual([3, 'b.png']);
    expect(await pathsOf({ offset: 9 })).toEqual([3]);
  });

  test('are held against people’s verdicts, also those that come and go after the first look', async () => {
    const project = makeProject();
    const { pictures } = makeTwoRuns(project);
    const [dog, cat] = [tagIdOf(project, pictures[0], 'dog'), tagIdOf(project, pictures[1], 'cat')];
    decide(project, { ...ann, decisions: [{ tagId: dog, verdict: 'accepted' }] });
    expect((await compare(project)).totals.added).toEqual({ words: 1, accepted: 1, rejected: 0 });
    decide(project, { ...ann, decisions: [{ tagId: cat, verdict: 'rejected' }] });
    const found = await compare(project);
    expect(found.totals.gone).toEqual({ words: 1, accepted: 0, rejected: 1 });
    expect(found.pictures[1]?.gone.rejected).toBe(1);
    undo(project, ann);
    undo(project, ann);
    const undone = (await compare(project)).totals;
    expect([undone.added, undone.gone]).toEqual([
      { words: 1, accepted: 0, rejected: 0 },
      { words: 1, accepted: 0, rejected: 0 },
    ]);
  });

  test('of which one goes on are compared as far as both have come', async () => {
    const project = makeProject();
    const { before, pictures } = makeTwoRuns(project);
    const [first, second] = pictures;
    const going = answer(project, [{ pictureId: first, words: { the: true, dog: true, ball: true } }]);
    const early = await compare(project, { before, after: going });
    expect([early.after.state, early.totals.pictures, early.totals.both]).toEqual(['running', 1, 1]);
    answer(project, [{ pictureId: second, words: { cat: true, mat: true } }], going);
    const later = await compare(project, { before, after: going });
    expect([later.totals.pictures, later.totals.both, later.totals.added.words]).toEqual([2, 2, 2]);
    end(project, going);
    expect((await compare(project, { before, after: going })).totals).toEqual(later.totals);
  });

  test('follow words that people edit, and captions that come', async () => {
    const project = makeProject();
    const { pictures } = makeTwoRuns(project);
    expect((await compare(project)).totals).toMatchObject({ changed: 2, gone: { words: 1 } });
    const [cat, dog] = [tagIdOf(project, pictures[1], 'cat'), tagIdOf(project, pictures[0], 'dog')];
    editTagText(project, { ...ann, tagId: cat, text: 'tabby' });
    editTagText(project, { ...ann, tagId: dog, text: 'hound' });
    expect((await compare(project)).totals).toMatchObject({ changed: 0, added: none, gone: none, both: 3 });
    undo(project, ann);
    expect((await compare(project)).totals).toMatchObject({ changed: 1, added: { words: 1 }, gone: none });
    const captionId = insertCaption(project.db, {
      pictureId: pictures[1],
      text: 'cat',
      source: 'new.tsv',
      addedMs: 2,
    });
    insertOccurrence(project.db, { captionId: captionId ?? 0, tagId: cat, start: 0, end: 3 });
    expect((await compare(project)).totals).toMatchObject({ changed: 2, gone: { words: 1 } });
  });

  test('are counted in slices, and listed once all are counted', async () => {
    const project = makeProject();
    const pictures = Array.from({ length: 30 }, (_, n) => addPicture(project, `${n}.png`, ['dog']));
    const say = (dog: boolean) =>
      end(project, answer(project, pictures.map((pictureId) => ({ pictureId, words: { dog } })))); // prettier-ignore
    const runs = chooseRuns(project.db, { before: say(false), after: say(true) });
    const comparison = new Comparison(project.db, { before: runs.before.id, after: runs.after.id });
    await comparison.advance(runs, 0);
    const first = comparison.table.counted;
    expect(first).toBeGreaterThan(0);
    expect(first).toBeLessThan(30);
    expect(comparison.list({ sort: 'change', only: 'all' })).toEqual([]);
    while (!comparison.isCounted) await comparison.advance(runs, 0);
    expect(comparison.list({ sort: 'change', only: 'all' })).toEqual(pictures);
  });

  test('leave out words that only one of them has scored', async () => {
    const project = makeProject();
    const id = addPicture(project, 'a.png', ['dog jumps']);
    const before = end(project, answer(project, [{ pictureId: id, words: { dog: true } }]));
    const after = end(project, answer(project, [{ pictureId: id, words: { dog: true, jumps: true } }]));
    expect((await compare(project)).totals).toMatchObject({ changed: 0, added: none, both: 1 });
    const { words } = comparePicture(project, { pictureId: id, before, after });
    expect(words.map(({ text, change }) => [text, change])).toEqual([
      ['dog', 'both'],
      ['jumps', 'unscored'],
    ]);
  });

  test('that both find nothing of a word’s mask agree about it', async () => {
    const project = makeProject();
    const id = addPicture(project, 'a.png', ['a dog']);
    for (let run = 0; run < 2; run += 1)
      end(project, answer(project, [{ pictureId: id, words: { dog: true } }]));
    project.db.prepare('UPDATE proposal SET threshold = 1').run();
    expect((await compare(project)).totals.iou).toBe(1);
  });

  test('are refused where there is nothing to compare, with a word on what to do', async () => {
    const project = makeProject();
    await expect(compare(project)).rejects.toMatchObject({ code: 'too-few-runs', kind: 'conflict' });
    const { before } = makeTwoRuns(project);
    await expect(compare(project, { before, after: before })).rejects.toMatchObject({ code: 'same-run' });
    await expect(compare(project, { before: 99 })).rejects.toMatchObject({ code: 'run-missing' });
    const empty = end(project, addRun(project), 'failed');
    await expect(compare(project, { before, after: empty })).rejects.toMatchObject({ code: 'run-empty' });
    const waiting = addRun(project);
    expect((await compare(project, { before, after: waiting })).totals).toMatchObject({
      pictures: 0,
      iou: null,
    });
    expect((await compare(project)).before.id).toBe(before);
  });
});

describe('a picture of two runs', () => {
  test('has its words in the order of the caption, with both proposals', () => {
    const project = makeProject();
    const { before, after, pictures } = makeTwoRuns(project);
    const found = comparePicture(project, { pictureId: pictures[0], before, after });
    expect(found).toMatchObject({
      path: 'c.png',
      width: 40,
      height: 30,
      added: { words: 1 },
      both: 1,
      iou: 0,
    });
    expect(found.captions.map(({ text }) => text)).toEqual(['the dog and a ball']);
    expect(found.words.map(({ text, change, iou }) => [text, change, iou])).toEqual([
      ['the', 'gone', null],
      ['dog', 'new', null],
      ['and', 'unscored', null],
      ['a', 'unscored', null],
      ['ball', 'both', 0],
    ]);
    const ball = found.words.at(-1);
    expect([ball?.before?.runId, ball?.after?.runId]).toEqual([before, after]);
    expect(ball?.before?.heat.data).not.toBe(ball?.after?.heat.data);
    expect(() => comparePicture(project, { pictureId: 99, before, after })).toThrow(
      expect.objectContaining({ code: 'picture-unknown' }),
    );
  });
});

describe('the queries of a comparison', () => {
  test('go by index and sort nothing, whatever the number of pictures', () => {
    const project = makeProject();
    const { before, after, pictures } = makeTwoRuns(project);
    const pair = { before, after };
    const walks = listWalks(project, () => {
      listComparedPictures(project.db, pair);
      listComparedWords(project.db, { ...pair, pictureId: pictures[0] });
      listProposalsOfRun(project.db, { pictureId: pictures[0], runId: before });
      listPicturesSince(project.db, readLogEnd(project.db));
      listEditedPictures(project.db);
      listPicturesByPath(project.db);
    });
    expect(walks).toEqual([]);
  });
});
