import { describe, expect, onTestFinished, test } from 'vitest';

import { recordRunDevice } from '../../../db/queries/runs.ts';
import {
  datasetStatus,
  getPicture,
  listPictures,
  nextUndecided,
} from '../../../src-main/services/library.ts';
import { Project } from '../../../src-main/services/project.ts';
import { decide, decideBulk, redo, undo } from '../../../src-main/services/review.ts';
import { temporaryFolder } from '../../temp.ts';
import { listWalks } from './query-plans.ts';
import { addPicture, addRun, heat, parameters, propose, tagIdOf } from './review-fixture.ts';

function makeProject(): Project {
  const project = Project.open(temporaryFolder());
  onTestFinished(() => {
    project.close();
  });
  return project;
}

const ann = { reviewer: 'ann' };

/** Rejects every tag that counts. */
function decideAll(project: Project, pictureId: number): void {
  const tags = getPicture(project, pictureId).tags.filter(({ stopWord }) => !stopWord);
  decide(project, { ...ann, decisions: tags.map(({ id }) => ({ tagId: id, verdict: 'rejected' })) });
}

describe('pictures', () => {
  test('come in pages, in the order of their paths, with the counts of their tags', () => {
    const project = makeProject();
    const [c, a, b] = ['c.png', 'a/1.png', 'b.png'].map((path) =>
      addPicture(project, path, ['A dog with a ball']),
    );
    const dog = tagIdOf(project, b ?? 0, 'dog');
    propose(project, addRun(project), { tagId: dog, relevant: true });
    decide(project, { ...ann, decisions: [{ tagId: dog, verdict: 'accepted' }] });
    const none = { accepted: 0, rejected: 0, unsure: 0, proposed: 0 };
    const measures = { score: null, uncertainty: null, disagreement: null, area: 0 };
    const some = { ...{ score: 0.9, uncertainty: null, disagreement: null }, area: 0.5 };
    expect(listPictures(project, { offset: 0, limit: 10 })).toEqual({
      total: 3,
      openTags: 5,
      offset: 0,
      pictures: [
        {
          id: a,
          path: 'a/1.png',
          width: 40,
          height: 30,
          error: null,
          counts: { ...none, undecided: 2 },
          measures,
        },
        {
          id: b,
          path: 'b.png',
          width: 40,
          height: 30,
          error: null,
          counts: { ...none, accepted: 1, undecided: 1, proposed: 1 },
          measures: some,
        },
        {
          id: c,
          path: 'c.png',
          width: 40,
          height: 30,
          error: null,
          counts: { ...none, undecided: 2 },
          measures,
        },
      ],
    });
    const second = listPictures(project, { offset: 1, limit: 1 });
    expect([second.total, second.offset, second.pictures.map(({ id }) => id)]).toEqual([3, 1, [b]]);
    expect(listPictures(project, { offset: 5, limit: 10 })).toEqual({
      total: 3,
      openTags: 5,
      offset: 5,
      pictures: [],
    });
  });

  test('show their captions, their tags in the order of the words, and their neighbours', () => {
    const project = makeProject();
    const [a, b, c] = ['a.png', 'b.png', 'c.png'].map((path) =>
      addPicture(project, path, ['The ball, a dog', 'Dog and cat']),
    );
    const detail = getPicture(project, b ?? 0);
    expect(detail).toMatchObject({ id: b, index: 1, previousId: a, nextId: c, runs: [] });
    expect(getPicture(project, a ?? 0)).toMatchObject({ index: 0, previousId: null });
    expect(getPicture(project, c ?? 0)).toMatchObject({ index: 2, nextId: null });
    expect(detail.tags.map(({ text, stopWord }) => (stopWord ? `(${text})` : text))).toEqual([
      '(the)',
      'ball',
      '(a)',
      'dog',
      '(and)',
      'cat',
    ]);
    const texts = new Map(detail.tags.map(({ id, text }) => [id, text]));
    const words = detail.captions.map(({ text, occurrences }) =>
      occurrences.map(({ tagId, start, end }) => [texts.get(tagId), text.slice(start, end)]),
    );
    expect(words[1]).toEqual([
      ['dog', 'Dog'],
      ['and', 'and'],
      ['cat', 'cat'],
    ]);
  });

  test('show the newest proposal of each tag and the runs that they came from', () => {
    const project = makeProject();
    const id = addPicture(project, 'a.png', ['A dog with a ball']);
    const [dog, ball] = [tagIdOf(project, id, 'dog'), tagIdOf(project, id, 'ball')];
    const [first, second] = [addRun(project), addRun(project)];
    recordRunDevice(project.db, second, 'cpu');
    propose(project, second, { tagId: dog, relevant: true });
    propose(project, first, { tagId: dog, relevant: false });
    propose(project, first, { tagId: ball, relevant: false });
    const { tags, runs } = getPicture(project, id);
    expect(runs.map((run) => [run.id, run.device])).toEqual([
      [first, null],
      [second, 'cpu'],
    ]);
    expect(runs[0]).toMatchObject({ model: { name: 'test' }, parameters, state: 'queued' });
    const proposal = tags.find(({ text }) => text === 'dog')?.proposal;
    expect(proposal).toMatchObject({
      runId: second,
      scores: { image: 0.2, text: 0.3, imageText: 0.25, pixel: 0.28 },
      relevant: true,
      normalised: 0.9,
      threshold: 0.5,
    });
    expect(proposal?.heat).toEqual({ width: 4, height: 3, data: Buffer.from(heat.data).toString('base64') });
    expect(tags.find(({ text }) => text === 'ball')?.proposal).toMatchObject({ runId: first });
    expect(datasetStatus(project).tags.proposed).toBe(1);
  });

  test('that are not there are named', () => {
    const sentence = 'There is no picture 7 in this project. Load the list again.';
    const error = expect.objectContaining({ kind: 'missing', code: 'picture-unknown', message: sentence });
    expect(() => getPicture(makeProject(), 7)).toThrow(error);
    expect(() => nextUndecided(makeProject(), { after: 7 })).toThrow(error);
  });
});

describe('the next picture to decide', () => {
  test('goes on around the end, and leaves out what is decided or cannot be read', () => {
    const project = makeProject();
    const ids = ['a.png', 'b.png', 'c.png', 'd.png', 'e.png'].map((path) =>
      addPicture(project, path, ['the dog']),
    );
    const [a = 0, b = 0, c = 0, d = 0, e = 0] = ids;
    addPicture(project, 'bb.png', ['with the']);
    decideAll(project, c);
    project.db.exec(`UPDATE picture SET error = 'no' WHERE path = 'e.png'`);
    expect(nextUndecided(project, { after: null })).toBe(a);
    expect(nextUndecided(project, { after: a })).toBe(b);
    expect(nextUndecided(project, { after: b })).toBe(d);
    expect(nextUndecided(project, { after: e })).toBe(a);
    for (const id of [a, b]) decideAll(project, id);
    expect(nextUndecided(project, { after: d })).toBe(d);
    decideAll(project, d);
    expect(nextUndecided(project, { after: d })).toBeNull();
    undo(project, ann);
    expect(nextUndecided(project, { after: a })).toBe(d);
  });
});

describe('the status', () => {
  test('counts pictures that are there, captions, and tags without stop words', () => {
    const project = makeProject();
    expect(datasetStatus(project)).toEqual({
      pictures: 0,
      captions: 0,
      tags: { accepted: 0, rejected: 0, unsure: 0, undecided: 0, proposed: 0 },
      runs: [],
    });
    const ids = ['a.png', 'b.png'].map((path) => addPicture(project, path, ['A dog with a ball', 'The dog']));
    decideAll(project, ids[0] ?? 0);
    project.db.exec(`UPDATE picture SET missing = 1 WHERE path = 'b.png'`);
    addRun(project);
    expect(datasetStatus(project)).toMatchObject({
      pictures: 1,
      captions: 4,
      tags: { accepted: 0, rejected: 2, unsure: 0, undecided: 2, proposed: 0 },
      runs: [{ id: 1, state: 'queued', total: 0, done: 0, failed: 0 }],
    });
  });
});

describe('no list walks through a table or sorts one', () => {
  function makeLargeProject(): Project {
    const project = makeProject();
    const run = addRun(project);
    for (let index = 0; index < 20; index++) {
      const id = addPicture(project, `${index}.png`, ['A dog with a ball']);
      propose(project, run, { tagId: tagIdOf(project, id, 'dog'), relevant: true });
    }
    return project;
  }

  test.each<[string, (project: Project) => void]>([
    ['a page', (project) => listPictures(project, { offset: 5, limit: 5 })],
    ['a picture', (project) => getPicture(project, 3)],
    ['the next undecided', (project) => nextUndecided(project, { after: 3 })],
    ['the status', (project) => datasetStatus(project)],
    [
      'a verdict, undo and redo',
      (project) => {
        decide(project, { ...ann, decisions: [{ tagId: 2, verdict: 'accepted' }] });
        undo(project, ann);
        redo(project, ann);
      },
    ],
    ['a verdict in bulk', (project) => decideBulk(project, { ...ann, verdict: 'accepted' })],
    [
      'a verdict in bulk on one tag',
      (project) => decideBulk(project, { ...ann, verdict: 'rejected', tag: 'ball' }),
    ],
  ])('%s', (_, work) => {
    const project = makeLargeProject();
    expect(
      listWalks(project, () => {
        work(project);
      }),
    ).toEqual([]);
  });
});
