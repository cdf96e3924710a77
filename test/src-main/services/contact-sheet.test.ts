import { describe, expect, onTestFinished, test } from 'vitest';

import { getSheetCells, listSheetTags, orderSheet } from '../../../src-main/services/contact-sheet.ts';
import { Project } from '../../../src-main/services/project.ts';
import { decide, decideBulk, previewBulk, redo, undo } from '../../../src-main/services/review.ts';
import { temporaryFolder } from '../../temp.ts';
import { listWalks } from './query-plans.ts';
import { addPicture, addRun, heat, propose, tagIdOf } from './review-fixture.ts';

const ann = { reviewer: 'ann' };
const firstPage = { query: '', sort: 'count', offset: 0, limit: 10 } as const;

function makeProject(): Project {
  const project = Project.open(temporaryFolder());
  onTestFinished(() => {
    project.close();
  });
  return project;
}

/** A picture a score, each with the tag "dog"; null for one that no run has seen. */
function makeDogs(project: Project, scores: readonly (number | null)[], folder = ''): number[] {
  const runId = addRun(project);
  return scores.map((normalised, index) => {
    const tagId = tagIdOf(project, addPicture(project, `${folder}${9 - index}.png`, ['The dog']), 'dog');
    if (normalised !== null) propose(project, runId, { tagId, normalised, relevant: normalised > 0.4 });
    return tagId;
  });
}

describe('the words of a dataset', () => {
  test('are counted over all pictures, the most frequent first, without stop words', () => {
    const project = makeProject();
    const [a = 0] = ['a.png', 'b.png'].map((path) => addPicture(project, path, ['The dog and a cat']));
    addPicture(project, 'c.png', ['A dog in a red car']);
    const dog = tagIdOf(project, a, 'dog');
    propose(project, addRun(project), { tagId: dog, relevant: true });
    decide(project, { ...ann, decisions: [{ tagId: dog, verdict: 'accepted' }] });
    const none = { accepted: 0, rejected: 0, unsure: 0, proposed: 0 };
    expect(listSheetTags(project, { ...firstPage, limit: 2 })).toEqual({
      total: 4,
      offset: 0,
      tags: [
        { text: 'dog', pictures: 3, ...none, undecided: 2, accepted: 1, proposed: 1 },
        { text: 'cat', pictures: 2, ...none, undecided: 2 },
      ],
    });
    const textsOf = (page: Partial<Parameters<typeof listSheetTags>[1]>) =>
      listSheetTags(project, { ...firstPage, ...page }).tags.map(({ text }) => text);
    expect(textsOf({ sort: 'name' })).toEqual(['car', 'cat', 'dog', 'red']);
    expect(textsOf({ sort: 'name', offset: 1, limit: 2 })).toEqual(['cat', 'dog']);
    expect(textsOf({ query: ' CA' })).toEqual(['cat', 'car']);
    expect(listSheetTags(project, { ...firstPage, query: 'the' }).total).toBe(0);
  });

  test('are counted anew with every verdict, undo and run', () => {
    const project = makeProject();
    const [first = 0, second = 0, third = 0] = makeDogs(project, [0.9, 0.6, 0.1]);
    const counted = () => {
      const rows = project.db.prepare(
        `SELECT count(*) AS pictures, sum(verdict = 'undecided') AS undecided, sum(verdict = 'accepted') AS accepted,
           sum(verdict = 'rejected') AS rejected, sum(verdict = 'unsure') AS unsure, sum(coalesce(relevant, 0)) AS proposed
         FROM tag JOIN tag_state ON tag_state.tag_id = tag.id
         LEFT JOIN newest_proposal ON newest_proposal.tag_id = tag.id WHERE text = 'dog'`,
      );
      return { text: 'dog', ...(rows.get() as object) };
    };
    const steps = [
      () => decideBulk(project, { ...ann, verdict: 'accepted', tag: 'dog' }),
      () => decide(project, { ...ann, decisions: [{ tagId: first, verdict: 'unsure' }] }),
      () => undo(project, ann),
      () => undo(project, ann),
      () => redo(project, ann),
      () => propose(project, addRun(project), { tagId: third, relevant: true }),
      () => propose(project, addRun(project), { tagId: second, relevant: false }),
    ];
    for (const step of steps) {
      step();
      expect(listSheetTags(project, firstPage).tags).toEqual([counted()]);
    }
  });
});

describe('a sheet', () => {
  test('goes from the best score down, with what no run has seen at the end', () => {
    const project = makeProject();
    const [low, none, high, middle] = makeDogs(project, [0.2, null, 0.91239, 0.5]);
    const sheet = orderSheet(project, { tag: ' Dog', state: 'undecided', sort: 'score' });
    expect(sheet).toMatchObject({ tag: 'dog', state: 'undecided', tagIds: [high, middle, low, none] });
    expect(sheet.scores).toEqual([0.9123, 0.5, 0.2, null]);
    const proposals = sheet.proposalIds.map((id) => id !== null);
    expect(proposals).toEqual([true, true, true, false]);
  });

  test('goes by doubt, the score closest to τ first, or by the path', () => {
    const project = makeProject();
    const [low, none, high, middle] = makeDogs(project, [0.2, null, 0.9, 0.5]);
    const idsBy = (sort: 'uncertainty' | 'name') =>
      orderSheet(project, { tag: 'dog', state: 'undecided', sort }).tagIds;
    expect(idsBy('uncertainty')).toEqual([middle, low, high, none]);
    expect(idsBy('name')).toEqual([middle, high, none, low]);
  });

  test('holds the tags of one state, of pictures that can be read', () => {
    const project = makeProject();
    const [first = 0, second = 0] = makeDogs(project, [0.9, 0.8, 0.7, 0.6]);
    decide(project, { ...ann, decisions: [{ tagId: second, verdict: 'rejected' }] });
    project.db.exec(`UPDATE picture SET missing = 1 WHERE path = '7.png'`);
    project.db.exec(`UPDATE picture SET error = 'It is cut off.' WHERE path = '6.png'`);
    const idsIn = (state: 'undecided' | 'rejected') =>
      orderSheet(project, { tag: 'dog', state, sort: 'score' }).tagIds;
    expect(idsIn('undecided')).toEqual([first]);
    expect(idsIn('rejected')).toEqual([second]);
  });

  test('shows each cell with its newest proposal, or with the pixels that were accepted', () => {
    const project = makeProject();
    const [first = 0, second = 0, third = 0] = makeDogs(project, [0.9, 0.8, null]);
    decide(project, { ...ann, decisions: [{ tagId: second, verdict: 'accepted', threshold: 0.9 }] });
    const cells = getSheetCells(project, [second, first, 999, third]);
    expect(cells.map(({ tagId }) => tagId)).toEqual([second, first, third]);
    const [accepted, open, unseen] = cells;
    expect(open).toMatchObject({ path: '9.png', width: 40, height: 30, state: 'undecided', decision: null });
    expect(open?.proposal).toMatchObject({ normalised: 0.9, threshold: 0.5, scores: { pixel: 0.28 } });
    expect(open?.proposal?.heat.data).toBe(Buffer.from(heat.data).toString('base64'));
    // The hot half reaches from the left edge over the whole height.
    expect(open?.crop).toMatchObject({ x: 0, y: 0, height: 30 });
    expect(accepted).toMatchObject({ state: 'accepted', decision: { threshold: 0.9, mask: null } });
    expect(unseen).toMatchObject({ proposal: null, crop: { x: 0, y: 0, width: 40, height: 30 } });
  });
});

describe('a confirmed verdict in bulk', () => {
  const over = { tag: 'dog', minScore: 0.6, include: 'all' } as const;

  test('decides on a range of scores, as one step', () => {
    const project = makeProject();
    const [a = 0, b = 0, c = 0, d = 0] = makeDogs(project, [0.9, 0.6, 0.59, 0.2]);
    const stateOf = (tagId: number) => getSheetCells(project, [tagId])[0]?.state;
    const expected = previewBulk(project, { ...over, verdict: 'accepted' });
    expect(expected.count).toBe(2);
    decideBulk(project, { ...ann, ...over, verdict: 'accepted', expect: expected });
    expect([a, b, c, d].map(stateOf)).toEqual(['accepted', 'accepted', 'undecided', 'undecided']);
    const { changed } = decideBulk(project, { ...ann, verdict: 'rejected', tag: 'dog', belowScore: 0.59 });
    expect([changed, stateOf(c), stateOf(d)]).toEqual([1, 'undecided', 'rejected']);
    undo(project, ann);
    expect(undo(project, ann)).toMatchObject({ changed: 2 });
    expect([a, b, c, d].map(stateOf)).toEqual(Array(4).fill('undecided'));
  });

  test('accepts what the machine does not propose only where all is asked for', () => {
    const project = makeProject();
    makeDogs(project, [0.9, 0.3]);
    expect(previewBulk(project, { verdict: 'accepted', tag: 'dog', minScore: 0.2 }).count).toBe(1);
    expect(
      previewBulk(project, { verdict: 'accepted', tag: 'dog', minScore: 0.2, include: 'all' }).count,
    ).toBe(2);
  });

  test('that is sent again after its answer was lost is not stored again, and not refused', () => {
    const project = makeProject();
    makeDogs(project, [0.9, 0.7]);
    const request = { ...ann, ...over, verdict: 'accepted', requestKey: 'window/1' } as const;
    const expected = previewBulk(project, { ...over, verdict: 'accepted' });
    const first = decideBulk(project, { ...request, expect: expected });
    expect(decideBulk(project, { ...request, expect: expected })).toEqual(first);
    expect(project.db.prepare('SELECT count(*) FROM action').pluck().get()).toBe(1);
  });

  test.each<[string, (project: Project, dogs: readonly number[]) => void]>([
    ['a run has brought more tags into the range', (project) => makeDogs(project, [0.95], 'new/')],
    [
      'a run has proposed other pixels for the same tags',
      (project, [first = 0]) =>
        propose(project, addRun(project), { tagId: first, normalised: 0.9, relevant: true }),
    ],
    [
      'somebody has decided on one of them',
      (project, [first = 0]) =>
        decide(project, { reviewer: 'bo', decisions: [{ tagId: first, verdict: 'rejected' }] }),
    ],
  ])('is refused whole when %s since', (_, meanwhile) => {
    const project = makeProject();
    const dogs = makeDogs(project, [0.9, 0.7]);
    const choice = { ...over, verdict: 'accepted' } as const;
    const expected = previewBulk(project, choice);
    meanwhile(project, dogs);
    const before = project.db.prepare('SELECT count(*) FROM decision').pluck().get();
    expect(() => decideBulk(project, { ...ann, ...choice, expect: expected })).toThrow(
      expect.objectContaining({ kind: 'conflict', code: 'bulk-changed' }),
    );
    expect(project.db.prepare('SELECT count(*) FROM decision').pluck().get()).toBe(before);
  });
});

test.each<[string, (project: Project) => void]>([
  ['the words by count', (project) => listSheetTags(project, firstPage)],
  ['the words by name', (project) => listSheetTags(project, { ...firstPage, sort: 'name', query: 'd' })],
  ['a sheet', (project) => orderSheet(project, { tag: 'dog', state: 'undecided', sort: 'uncertainty' })],
  ['the cells', (project) => getSheetCells(project, [1, 2, 3])],
  [
    'a range',
    (project) => previewBulk(project, { verdict: 'accepted', tag: 'dog', minScore: 0.2, belowScore: 0.8 }),
  ],
])('%s: no query walks through a table or sorts one', (_, work) => {
  const project = makeProject();
  makeDogs(project, [0.9, 0.5, null]);
  expect(
    listWalks(project, () => {
      work(project);
    }),
  ).toEqual([]);
});
