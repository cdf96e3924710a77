import { describe, expect, onTestFinished, test, vi } from 'vitest';

import { readHistory, listReviewerViews } from '../../../src-main/services/history.ts';
import { getPicture } from '../../../src-main/services/library.ts';
import { Project } from '../../../src-main/services/project.ts';
import { decide, decideBulk, redo, undo, undoThrough } from '../../../src-main/services/review.ts';
import { addTag, editTagText } from '../../../src-main/services/tag-edit.ts';
import type { HistoryStep } from '../../../src-main/services/types.ts';
import { temporaryFolder } from '../../temp.ts';
import { listWalks } from './query-plans.ts';
import { addPicture, addRun, propose, readStates, tagIdOf } from './review-fixture.ts';

function makeProject() {
  const project = Project.open(temporaryFolder());
  onTestFinished(() => {
    project.close();
  });
  const [a = 0, b = 0] = ['a.png', 'b.png'].map((path) => addPicture(project, path, ['A dog with a ball']));
  const run = addRun(project);
  const tag = (picture: number, text: string): number => tagIdOf(project, picture, text);
  for (const picture of [a, b]) propose(project, run, { tagId: tag(picture, 'dog'), relevant: true });
  const give = (reviewer: string, tagId: number, verdict: 'accepted' | 'rejected' = 'accepted') =>
    decide(project, { reviewer, decisions: [{ tagId, verdict }], elapsedMs: 900 }).actionId;
  return { project, a, b, tag, give };
}

const all = { reviewer: null, before: null, limit: 50 };
const idsOf = (steps: readonly HistoryStep[]): number[] => steps.map(({ id }) => id);

describe('the history', () => {
  test('tells each step in words: who, when, how long, what about which tag of which picture', () => {
    const { project, a, tag, give } = makeProject();
    const id = give('ann', tag(a, 'dog'));
    const before = Date.now();
    expect(readHistory(project, all)).toEqual({
      steps: [
        {
          ...{ id, kind: 'decide', target: null, reviewer: 'ann', elapsedMs: 900, tool: null, stands: true },
          at: expect.toSatisfy((at: number) => at <= before && at > before - 60_000) as number,
          ...{ tags: 1, verdict: 'accepted', text: 'dog' },
          first: { tagId: tag(a, 'dog'), pictureId: a, path: 'a.png' },
          importedFrom: null,
          edit: null,
        },
      ],
      next: null,
    });
  });

  test('tells an edit by what it did, also where it gave no verdict, and so its undo', () => {
    const { project, a, tag } = makeProject();
    editTagText(project, { reviewer: 'ann', tagId: tag(a, 'ball'), text: 'red ball' });
    addTag(project, { reviewer: 'ann', pictureId: a, text: 'sky' });
    undo(project, { reviewer: 'ann' });
    const edits = readHistory(project, all).steps.map(({ kind, tags, edit }) => ({ kind, tags, edit }));
    const sky = { kind: 'tag-added', was: null, text: 'sky' };
    expect(edits).toEqual([
      { kind: 'undo', tags: 0, edit: sky },
      { kind: 'decide', tags: 0, edit: sky },
      { kind: 'decide', tags: 0, edit: { kind: 'tag-text', was: 'ball', text: 'red ball' } },
    ]);
  });

  test('tells a step over many tags by what they have in common', () => {
    const { project, a, b, tag } = makeProject();
    decideBulk(project, { reviewer: 'ann', verdict: 'rejected', tag: 'dog' });
    decide(project, {
      reviewer: 'ann',
      decisions: [
        { tagId: tag(a, 'dog'), verdict: 'accepted' },
        { tagId: tag(b, 'ball'), verdict: 'unsure' },
      ],
    });
    const [mixed, bulk] = readHistory(project, all).steps;
    expect(bulk).toMatchObject({ tags: 2, verdict: 'rejected', text: 'dog', elapsedMs: null });
    expect(mixed).toMatchObject({ tags: 2, verdict: null, text: null, first: { tagId: tag(a, 'dog') } });
  });

  test('says of each step, and of each undo and redo, whether it stands', () => {
    const { project, a, tag, give } = makeProject();
    const dog = give('ann', tag(a, 'dog'));
    const ball = give('ann', tag(a, 'ball'), 'rejected');
    undo(project, { reviewer: 'ann' });
    const stands = () =>
      readHistory(project, all).steps.map(({ kind, target, stands: is }) => [kind, target, is]);
    expect(stands()).toEqual([
      ['undo', ball, true],
      ['decide', null, false],
      ['decide', null, true],
    ]);
    expect(readHistory(project, all).steps[0]).toMatchObject({ text: 'ball', verdict: 'rejected' });
    redo(project, { reviewer: 'ann' });
    expect(stands().slice(0, 3)).toEqual([
      ['redo', ball, true],
      ['undo', ball, false],
      ['decide', null, true],
    ]);
    expect(idsOf(readHistory(project, all).steps).at(-1)).toBe(dog);
  });

  test('comes in pages and by reviewer, newest first even where the clock went backwards', () => {
    const { project, a, b, tag, give } = makeProject();
    vi.useFakeTimers({ now: 2_000_000_000_000, toFake: ['Date'] });
    onTestFinished(() => {
      vi.useRealTimers();
    });
    const first = give('ann', tag(a, 'dog'));
    vi.setSystemTime(1_000_000_000_000);
    const second = give('bob', tag(a, 'ball'));
    const third = give('ann', tag(b, 'dog'));
    const page = readHistory(project, { ...all, limit: 2 });
    expect(idsOf(page.steps)).toEqual([third, second]);
    expect(page.next).toBe(second);
    const rest = readHistory(project, { ...all, before: page.next, limit: 2 });
    expect([idsOf(rest.steps), rest.next]).toEqual([[first], null]);
    expect(idsOf(readHistory(project, { ...all, reviewer: 'ann' }).steps)).toEqual([third, first]);
    // Undo goes by the log, not by the clock.
    expect(undo(project, { reviewer: 'ann' }).changes).toMatchObject([{ tagId: tag(b, 'dog') }]);
    expect(undo(project, { reviewer: 'ann' }).changes).toMatchObject([{ tagId: tag(a, 'dog') }]);
  });

  test.each<[string, (project: Project, actionId: number) => void]>([
    ['a page of everybody’s', (project) => readHistory(project, { ...all, before: 3 })],
    ['a page of one reviewer’s', (project) => readHistory(project, { ...all, reviewer: 'ann' })],
    ['the reviewers', (project) => listReviewerViews(project)],
    ['going back', (project, through) => undoThrough(project, { reviewer: 'ann', through })],
  ])('walks through no table for %s', (_, work) => {
    const { project, a, tag, give } = makeProject();
    const actionId = give('ann', tag(a, 'dog'));
    expect(
      listWalks(project, () => {
        work(project, actionId);
      }),
    ).toEqual([]);
  });
});

describe('undoing back to a step', () => {
  test('appends an undo for each of the own steps from the last to that one, and leaves others’ alone', () => {
    const { project, a, b, tag, give } = makeProject();
    give('ann', tag(a, 'dog'));
    const from = give('ann', tag(a, 'ball'));
    give('bob', tag(b, 'dog'));
    give('ann', tag(b, 'ball'), 'rejected');
    const undone = undoThrough(project, { reviewer: 'ann', through: from });
    expect(undone).toMatchObject({ kind: 'undo', steps: 2, changed: 2, kept: 0 });
    expect(readHistory(project, all).steps.map(({ kind }) => kind)).toEqual([
      'undo',
      'undo',
      ...Array.from({ length: 4 }, () => 'decide'),
    ]);
    const states = [a, b].flatMap((id) => getPicture(project, id).tags.filter(({ stopWord }) => !stopWord));
    expect(states.map(({ text, state }) => `${text} ${state}`)).toEqual([
      'dog accepted',
      'ball undecided',
      'dog accepted',
      'ball undecided',
    ]);
    const { stored, logged } = readStates(project);
    expect(stored).toEqual(logged);
    // Each undo is a step of its own for redo.
    expect(redo(project, { reviewer: 'ann' }).changes).toMatchObject([{ tagId: tag(a, 'ball') }]);
    expect(redo(project, { reviewer: 'ann' }).changes).toMatchObject([{ tagId: tag(b, 'ball') }]);
  });

  test('skips what is undone already, and does nothing at all where the step is not one’s own or stands no more', () => {
    const { project, a, tag, give } = makeProject();
    const theirs = give('bob', tag(a, 'ball'));
    const mine = give('ann', tag(a, 'dog'));
    const later = give('ann', tag(a, 'ball'), 'rejected');
    undo(project, { reviewer: 'ann' });
    const count = () => readHistory(project, all).steps.length;
    const before = count();
    for (const through of [theirs, later, 999])
      expect(() => undoThrough(project, { reviewer: 'ann', through })).toThrow(
        expect.objectContaining({ code: 'step-not-standing' }),
      );
    expect(count()).toBe(before);
    expect(undoThrough(project, { reviewer: 'ann', through: mine })).toMatchObject({ steps: 1, changed: 1 });
  });
});

describe('a step that is sent twice', () => {
  const twice = { reviewer: 'ann', requestKey: 'window-1/1' };

  test('is stored once, and answered as it stands now', () => {
    const { project, a, tag, give } = makeProject();
    const decisions = [{ tagId: tag(a, 'dog'), verdict: 'accepted' as const }];
    const first = decide(project, { ...twice, decisions });
    const second = decide(project, { ...twice, decisions });
    expect(second).toEqual(first);
    expect(readHistory(project, all).steps).toHaveLength(1);
    give('bob', tag(a, 'dog'), 'rejected');
    expect(decide(project, { ...twice, decisions }).changes).toMatchObject([
      { state: 'rejected', decision: { reviewer: 'bob' } },
    ]);
    expect(readHistory(project, all).steps).toHaveLength(2);
  });

  test('of somebody else is refused, and one that was refused may be sent again', () => {
    const { project, a, tag } = makeProject();
    const good = [{ tagId: tag(a, 'dog'), verdict: 'accepted' as const }];
    const bad = [...good, { tagId: 999, verdict: 'accepted' as const }];
    expect(() => decide(project, { ...twice, decisions: bad })).toThrow(/There is no tag 999/);
    expect(decide(project, { ...twice, decisions: good }).changed).toBe(1);
    expect(() => decide(project, { ...twice, reviewer: 'bob', decisions: good })).toThrow(
      expect.objectContaining({ code: 'request-key-taken' }),
    );
  });
});

describe('an undo that is sent twice', () => {
  const undoOnce = { reviewer: 'ann', requestKey: 'window-1/undo' };
  const redoOnce = { reviewer: 'ann', requestKey: 'window-1/redo' };

  test('turns one step, and so does a redo; a new key turns the next one', () => {
    const { project, a, tag, give } = makeProject();
    give('ann', tag(a, 'dog'));
    give('ann', tag(a, 'ball'));
    const undone = undo(project, undoOnce);
    expect(undone).toMatchObject({ kind: 'undo', changed: 1, changes: [{ tagId: tag(a, 'ball') }] });
    expect(undo(project, undoOnce)).toEqual(undone);
    const again = { reviewer: 'ann', requestKey: 'window-1/second press' };
    expect(undo(project, again).changes).toMatchObject([{ tagId: tag(a, 'dog') }]);
    const redone = redo(project, redoOnce);
    expect(redone).toMatchObject({ kind: 'redo', changes: [{ tagId: tag(a, 'dog') }] });
    expect(redo(project, redoOnce)).toEqual(redone);
    expect(readHistory(project, all).steps).toHaveLength(5);
  });

  test('answers the same of edited words, of a tag decided on since, and of an edit that stayed', () => {
    const { project, a, tag, give } = makeProject();
    editTagText(project, { reviewer: 'ann', tagId: tag(a, 'ball'), text: 'red ball' });
    const words = undo(project, undoOnce);
    expect(words.edited).toMatchObject([{ pictureId: a }]);
    expect(undo(project, undoOnce)).toEqual(words);
    give('ann', tag(a, 'dog'));
    give('bob', tag(a, 'dog'), 'rejected');
    const keepsBobs = { reviewer: 'ann', requestKey: 'window-1/kept' };
    const kept = undo(project, keepsBobs);
    expect(kept).toMatchObject({ changed: 0, kept: 1 });
    expect(undo(project, keepsBobs)).toEqual(kept);
    editTagText(project, { reviewer: 'ann', tagId: tag(a, 'ball'), text: 'red ball' });
    editTagText(project, { reviewer: 'bob', tagId: tag(a, 'red ball'), text: 'blue ball' });
    const stays = { reviewer: 'ann', requestKey: 'window-1/stays' };
    const left = undo(project, stays);
    expect(left).toMatchObject({ changed: 0, kept: 1 });
    expect(undo(project, stays)).toEqual(left);
  });

  test('of somebody else is refused', () => {
    const { project, a, tag, give } = makeProject();
    give('ann', tag(a, 'dog'));
    give('bob', tag(a, 'ball'));
    undo(project, undoOnce);
    expect(() => undo(project, { ...undoOnce, reviewer: 'bob' })).toThrow(
      expect.objectContaining({ code: 'request-key-taken' }),
    );
  });
});

test('reviewers are listed with the median time of their steps', () => {
  const { project, a, b, tag } = makeProject();
  const timed = [400, 60_000, 700];
  for (const [index, elapsedMs] of timed.entries()) {
    const tagId = tag([a, b, a][index] ?? a, 'dog');
    decide(project, { reviewer: 'ann', decisions: [{ tagId, verdict: 'unsure' }], elapsedMs });
  }
  decideBulk(project, { reviewer: 'Łucja', verdict: 'rejected' });
  expect(listReviewerViews(project)).toEqual([
    { name: 'ann', seconds_per_verdict: 0.7, seconds_per_mask: null },
    { name: 'Łucja', seconds_per_verdict: null, seconds_per_mask: null },
  ]);
});
