import { describe, expect, onTestFinished, test } from 'vitest';

import { refreshSummaries } from '../../../db/queries/summaries.ts';
import { getPicture, listPictures, nextUndecided, viewLibrary } from '../../../src-main/services/library.ts';
import type { PictureQuery } from '../../../src-main/services/library-types.ts';
import { Project } from '../../../src-main/services/project.ts';
import { decide, decideBulk, redo, undo } from '../../../src-main/services/review.ts';
import { temporaryFolder } from '../../temp.ts';
import { matchingPictures, readFacts } from './library-reference.ts';
import { listWalks } from './query-plans.ts';
import { addPicture, addRun, propose, tagIdOf } from './review-fixture.ts';

function makeProject(): Project {
  const project = Project.open(temporaryFolder());
  onTestFinished(() => {
    project.close();
  });
  return project;
}

/** Numerical Recipes' generator: the same pictures in every run. */
function makeRandom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const words = ['dog', 'cat', 'ball', 'the', '犬', '公園', 'Straße', 'naïve', 'a "quote"', '写真'];
type Random = ReturnType<typeof makeRandom>;

function addRandomPicture(project: Project, index: number, random: Random): void {
  // Equal captions of a picture merge; these are to be told apart.
  const captions = Array.from({ length: random(3) }, (_, number) =>
    ['ab'[number], ...Array.from({ length: 1 + random(5) }, () => words[random(words.length)])].join(' '),
  );
  const folder = ['a', 'Z', 'ü', '𝄞', '犬'][random(5)] ?? '';
  addPicture(project, `${folder}/${random(1000)}-${index}.png`, captions);
}

/** One thing that a person, a run or a scan may do. */
function step(project: Project, random: Random, index: number): void {
  const reviewer = ['ann', 'bob'][random(2)] ?? '';
  const tags = project.db.prepare('SELECT tag_id FROM tag_state').pluck().all() as number[];
  const tagId = tags[random(tags.length)] ?? 0;
  const verdict = (['accepted', 'rejected', 'unsure'] as const)[random(3)] ?? 'unsure';
  const doing: readonly (() => unknown)[] = [
    () => decide(project, { reviewer, decisions: [{ tagId, verdict }] }),
    () => decide(project, { reviewer, decisions: [{ tagId, verdict }] }),
    () => undo(project, { reviewer }),
    () => redo(project, { reviewer }),
    () => decideBulk(project, { reviewer, verdict, tag: words[random(words.length)] ?? '' }),
    () => propose(project, 1 + random(3), { tagId, relevant: random(2) === 1, normalised: random(11) / 10 }),
    () => addRandomPicture(project, 1000 + index, random),
    () => project.db.prepare('UPDATE picture SET missing = 1 - missing WHERE id = ?').run(1 + random(20)),
    () =>
      project.db.prepare('UPDATE picture SET path = ? WHERE id = ?').run(`moved-${index}`, 1 + random(20)),
  ];
  try {
    doing[random(doing.length)]?.();
  } catch (error) {
    // Nothing to undo, a picture that is gone: refused, which is a step too.
    expect(error).toHaveProperty('code', expect.stringMatching(/^(nothing-|picture-unusable)/));
  }
}

function makeRandomProject(seed: number, steps: number): { project: Project; random: Random } {
  const project = makeProject();
  const random = makeRandom(seed);
  for (let run = 0; run < 3; run++) addRun(project);
  for (let index = 0; index < 40; index++) addRandomPicture(project, index, random);
  for (let index = 0; index < steps; index++) step(project, random, index);
  return { project, random };
}

const queries: readonly PictureQuery[] = [
  ...(['undecided', 'reviewed', 'accepted', 'rejected', 'unsure', 'untagged'] as const).map((state) => ({
    state,
  })),
  ...(['name', 'score', 'uncertainty', 'disagreement', 'area', 'undecided'] as const).flatMap((sort) => [
    { sort },
    { sort, order: 'ascending' as const },
    { sort, order: 'descending' as const, state: 'undecided' as const },
  ]),
  { errors: true },
  { errors: true, state: 'undecided' },
  { tag: 'DOG ' },
  { tag: '犬', state: 'accepted' },
  { tag: 'dog', state: 'reviewed', sort: 'score' },
  { tag: 'the' },
  { tag: 'cat', minScore: 0.3, maxScore: 0.7, sort: 'uncertainty' },
  { minScore: 0.5 },
  { maxScore: 0.2, state: 'rejected' },
  { minScore: 0.3, maxScore: 0.3 },
  { run: 2 },
  { model: 'test', state: 'unsure' },
  { model: 'none' },
  { reviewer: 'ann' },
  { reviewer: 'bob', state: 'accepted', run: 1 },
  { reviewer: 'ann', tag: 'ball' },
  { reviewer: 'zoe' },
  { text: '犬' },
  { text: '公' },
  { text: 'og' },
  { text: 'DOG c' },
  { text: '"quote"' },
  { text: 'naïve', state: 'undecided', minScore: 0.1 },
  { text: 'aße' },
  { text: ' ' },
  { text: '%' },
  { text: 'nowhere' },
];

describe('a filter and a sort', () => {
  const project = (): Project => makeRandomProject(7, 120).project;

  test('give what a look at each picture gives, whatever has been decided, undone, proposed or moved', () => {
    const made = project();
    for (const query of queries) {
      const expected = matchingPictures(made, query);
      const page = listPictures(made, { offset: 0, limit: 1000, query });
      expect(
        page.pictures.map(({ id }) => id),
        JSON.stringify(query),
      ).toEqual(expected);
      expect(page.total).toBe(expected.length);
      const part = listPictures(made, { offset: 3, limit: 5, query });
      expect(part.pictures.map(({ id }) => id)).toEqual(expected.slice(3, 8));
    }
  });

  test('count what is left to decide in the pictures that match and can be seen', () => {
    const made = project();
    const random = makeRandom(8);
    const undecided = made.db
      .prepare(
        `SELECT count(*) FROM tag_state JOIN picture ON picture.id = picture_id
         WHERE picture_id = ? AND verdict = 'undecided' AND stop_word = 0 AND missing = 0 AND error IS NULL`,
      )
      .pluck();
    for (let index = 0; index < 20; index++) {
      step(made, random, 200 + index);
      for (const query of [{}, queries[index], queries[index + 20]].filter((one) => one !== undefined)) {
        const ids = matchingPictures(made, query);
        const { openTags } = listPictures(made, { offset: 0, limit: 1, query });
        const expected = ids.reduce((sum, id) => sum + Number(undecided.get(id)), 0);
        expect(openTags, JSON.stringify(query)).toBe(expected);
      }
    }
  });

  test('leave something to see in most of these filters', () => {
    const made = project();
    const found = queries.filter((query) => matchingPictures(made, query).length > 0);
    expect(found.length).toBeGreaterThan(queries.length - 10);
  });

  test('lead from picture to picture, both ways, with the position of each', () => {
    const made = project();
    const query = { state: 'undecided', sort: 'score' } as const;
    const ids = matchingPictures(made, query);
    ids.forEach((id, index) => {
      const previousId = ids[index - 1] ?? null;
      const nextId = ids[index + 1] ?? null;
      expect(getPicture(made, id, query)).toMatchObject({ index, previousId, nextId });
    });
  });

  test('keep the place of a picture that no longer matches', () => {
    const made = makeProject();
    const [a = 0, b = 0, c = 0] = ['a.png', 'b.png', 'c.png'].map((path) => addPicture(made, path, ['dog']));
    const query = { state: 'undecided' } as const;
    expect(getPicture(made, b, query)).toMatchObject({ index: 1, previousId: a, nextId: c });
    decide(made, { reviewer: 'ann', decisions: [{ tagId: tagIdOf(made, b, 'dog'), verdict: 'rejected' }] });
    expect(listPictures(made, { offset: 0, limit: 10, query }).total).toBe(2);
    expect(getPicture(made, b, query)).toMatchObject({ index: 1, previousId: a, nextId: c });
    expect(nextUndecided(made, { after: b, query })).toBe(c);
  });

  test('go to the next undecided picture among those that match, around the end', () => {
    const made = makeProject();
    const add = (path: string, caption: string): number => addPicture(made, path, [caption]);
    const [a, , c, d] = [add('a', 'dog'), add('b', 'cat'), add('c', 'dog'), add('d', 'dog ball')];
    const query = { tag: 'dog' };
    decide(made, { reviewer: 'ann', decisions: [{ tagId: tagIdOf(made, c, 'dog'), verdict: 'unsure' }] });
    expect(nextUndecided(made, { after: null, query })).toBe(a);
    expect(nextUndecided(made, { after: a, query })).toBe(d);
    expect(nextUndecided(made, { after: d, query })).toBe(a);
    made.db.exec(`UPDATE picture SET missing = 1 WHERE path = 'a'`);
    expect(nextUndecided(made, { after: d, query })).toBe(d);
    expect(nextUndecided(made, { after: d, query: { tag: 'bird' } })).toBeNull();
  });
});

describe('the summary of each picture', () => {
  test.each([1, 2, 3, 4])('equals a new count after random steps (%i)', (seed) => {
    const { project, random } = makeRandomProject(seed, 0);
    for (let index = 0; index < 150; index++) {
      step(project, random, index);
      if (index % 10 > 0) continue;
      refreshSummaries(project.db);
      const { stored, counted } = readFacts(project);
      expect(stored).toEqual(counted);
    }
  });

  test('is part of the transaction: nobody reads counts that the log does not have', () => {
    const project = makeProject();
    const id = addPicture(project, 'a.png', ['dog ball']);
    const decisions = [{ tagId: tagIdOf(project, id, 'dog'), verdict: 'accepted' }] as const;
    decide(project, { reviewer: 'ann', decisions });
    const accepted = project.db.prepare('SELECT accepted FROM picture_summary WHERE picture_id = ?').pluck();
    expect(accepted.get(id)).toBe(1);
    expect(() =>
      decide(project, { reviewer: 'ann', decisions: [...decisions, { tagId: 999, verdict: 'unsure' }] }),
    ).toThrow();
    expect(accepted.get(id)).toBe(1);
    expect(viewLibrary(project).states).toMatchObject({ undecided: 1, accepted: 1, untagged: 0 });
  });
});

test('no filter and no sort walks through a table or sorts one', () => {
  const { project } = makeRandomProject(9, 30);
  const walks = listWalks(project, () => {
    for (const query of queries) {
      listPictures(project, { offset: 0, limit: 10, query });
      nextUndecided(project, { after: 1, query });
    }
    viewLibrary(project);
  });
  expect(walks).toEqual([]);
});
