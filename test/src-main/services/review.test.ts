import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, onTestFinished, test } from 'vitest';

import { areaOf, decodeMask, encodeMask, maskFromHeat } from '../../../models/masks/index.ts';
import { exportDataset } from '../../../src-main/services/export.ts';
import { getPicture } from '../../../src-main/services/library.ts';
import { Project } from '../../../src-main/services/project.ts';
import { decide, decideBulk, redo, undo } from '../../../src-main/services/review.ts';
import type { TagState, TagView } from '../../../src-main/services/types.ts';
import { temporaryFolder } from '../../temp.ts';
import { addPicture, addRun, heat, pictureSize, propose, readStates, tagIdOf } from './review-fixture.ts';

interface Scene {
  readonly project: Project;
  readonly pictures: readonly [number, number];
  /** dog and ball of the first picture, dog of the second. */
  readonly tags: readonly [number, number, number];
}

/** Two pictures; a run proposes the dogs and finds no ball. */
function makeScene(): Scene {
  const project = Project.open(temporaryFolder());
  onTestFinished(() => {
    project.close();
  });
  const pictures = [
    addPicture(project, 'a.png', ['A dog with a ball']),
    addPicture(project, 'b.png', ['The dog']),
  ] as const;
  const tags = [
    tagIdOf(project, pictures[0], 'dog'),
    tagIdOf(project, pictures[0], 'ball'),
    tagIdOf(project, pictures[1], 'dog'),
  ] as const;
  const run = addRun(project);
  tags.forEach((tagId, index) => {
    propose(project, run, { tagId, relevant: index !== 1 });
  });
  return { project, pictures, tags };
}

function tagOf({ project, pictures }: Scene, tagId: number): TagView | undefined {
  return pictures.flatMap((id) => getPicture(project, id).tags).find(({ id }) => id === tagId);
}

const statesOf = (scene: Scene): (TagState | undefined)[] =>
  scene.tags.map((tagId) => tagOf(scene, tagId)?.state);

const countOf = ({ project }: Scene, table: string): unknown =>
  project.db.prepare(`SELECT count(*) FROM ${table}`).pluck().get();

const ann = { reviewer: 'ann' };
const bob = { reviewer: 'bob' };

describe('a verdict', () => {
  test('that accepts stores the pixels of the proposal at its threshold', () => {
    const scene = makeScene();
    const [dog] = scene.tags;
    const result = decide(scene.project, {
      ...ann,
      decisions: [{ tagId: dog, verdict: 'accepted' }],
      elapsedMs: 1234.6,
    });
    const mask = encodeMask(maskFromHeat(heat, 0.5, pictureSize));
    const proposalId = tagOf(scene, dog)?.proposal?.id;
    expect(result).toMatchObject({ kind: 'decide', changed: 1, kept: 0 });
    expect(result.changes).toMatchObject([
      {
        tagId: dog,
        pictureId: scene.pictures[0],
        state: 'accepted',
        decision: { reviewer: 'ann', proposalId, threshold: 0.5, mask },
      },
    ]);
    expect(tagOf(scene, dog)).toMatchObject({ state: 'accepted', decision: result.changes[0]?.decision });
    const stored = scene.project.db.prepare('SELECT * FROM mask').get();
    expect(stored).toMatchObject({
      width: 40,
      height: 30,
      area: areaOf(decodeMask(mask)),
      bbox_x: 0,
      bbox_y: 0,
      bbox_height: 30,
    });
    expect(scene.project.db.prepare('SELECT elapsed_ms FROM action').pluck().get()).toBe(1235);
  });

  test('that accepts at another threshold stores what was on screen then', () => {
    const scene = makeScene();
    const [dog] = scene.tags;
    const at = (threshold: number): number => {
      const decisions = [{ tagId: dog, verdict: 'accepted' as const, threshold }];
      const mask = decide(scene.project, { ...ann, decisions }).changes[0]?.decision?.mask;
      return mask == null ? 0 : areaOf(decodeMask(mask));
    };
    expect(at(0.1)).toBe(40 * 30);
    expect(at(0.5)).toBe(20 * 30);
    expect(at(0.9)).toBe(0);
    expect(tagOf(scene, dog)).toMatchObject({ state: 'accepted', decision: { threshold: 0.9, mask: null } });
  });

  test('that accepts a tag without a proposal has no pixels', () => {
    const scene = makeScene();
    const tagId = tagIdOf(scene.project, scene.pictures[0], 'with');
    decide(scene.project, { ...ann, decisions: [{ tagId, verdict: 'accepted' }] });
    expect(tagOf(scene, tagId)).toMatchObject({
      state: 'accepted',
      decision: { proposalId: null, mask: null },
    });
  });

  test('stays when a later run proposes something else', () => {
    const scene = makeScene();
    const [dog] = scene.tags;
    decide(scene.project, { ...ann, decisions: [{ tagId: dog, verdict: 'accepted' }] });
    const before = tagOf(scene, dog);
    propose(scene.project, addRun(scene.project), { tagId: dog, relevant: false });
    const after = tagOf(scene, dog);
    expect(after?.decision).toEqual(before?.decision);
    expect(after?.proposal).toMatchObject({ relevant: false });
    expect(after?.proposal?.id).not.toBe(before?.proposal?.id);
  });

  test('is about the proposal that the person saw, also where a newer one has come', () => {
    const scene = makeScene();
    const [dog, ball] = scene.tags;
    const proposalId = tagOf(scene, dog)?.proposal?.id ?? 0;
    propose(scene.project, addRun(scene.project), { tagId: dog, relevant: false });
    const accept = (tagId: number): unknown =>
      decide(scene.project, { ...ann, decisions: [{ tagId, verdict: 'accepted', proposalId }] });
    accept(dog);
    expect(tagOf(scene, dog)).toMatchObject({ decision: { proposalId }, proposal: { relevant: false } });
    expect(() => accept(ball)).toThrow(
      expect.objectContaining({ kind: 'missing', code: 'proposal-unknown' }),
    );
  });

  test('is given to several tags in one step, or to none where one of them cannot have it', () => {
    const scene = makeScene();
    const [dog, ball] = scene.tags;
    const step = [dog, ball].map((tagId) => ({ tagId, verdict: 'rejected' as const }));
    expect(() =>
      decide(scene.project, { ...ann, decisions: [...step, { tagId: 999, verdict: 'unsure' }] }),
    ).toThrow(
      expect.objectContaining({
        kind: 'missing',
        code: 'tag-missing',
        message: 'There is no tag 999 in this project. Load the picture again.',
      }),
    );
    expect(statesOf(scene)).toEqual(['undecided', 'undecided', 'undecided']);
    expect([countOf(scene, 'action'), countOf(scene, 'decision')]).toEqual([0, 0]);
    decide(scene.project, { ...ann, decisions: step });
    expect([countOf(scene, 'action'), countOf(scene, 'decision')]).toEqual([1, 2]);
    undo(scene.project, ann);
    expect(statesOf(scene)).toEqual(['undecided', 'undecided', 'undecided']);
  });

  test('can be taken back to undecided', () => {
    const scene = makeScene();
    const [dog] = scene.tags;
    decide(scene.project, { ...ann, decisions: [{ tagId: dog, verdict: 'unsure' }] });
    decide(scene.project, { ...ann, decisions: [{ tagId: dog, verdict: 'undecided' }] });
    expect(tagOf(scene, dog)).toMatchObject({ state: 'undecided', decision: null });
    undo(scene.project, ann);
    expect(tagOf(scene, dog)).toMatchObject({ state: 'unsure' });
  });

  test.each([
    ['no-decisions', []],
    [
      'tag-twice',
      [
        { tagId: 1, verdict: 'accepted' as const },
        { tagId: 1, verdict: 'rejected' as const },
      ],
    ],
    ['bad-threshold', [{ tagId: 1, verdict: 'accepted' as const, threshold: 1.5 }]],
    ['bad-threshold', [{ tagId: 1, verdict: 'accepted' as const, threshold: NaN }]],
  ])('is refused as %s', (code, decisions) => {
    const scene = makeScene();
    expect(() => decide(scene.project, { ...ann, decisions })).toThrow(
      expect.objectContaining({ kind: 'input', code }),
    );
    expect(countOf(scene, 'action')).toBe(0);
  });

  test.each([
    ["error = 'a.png is cut off.'", 'a.png cannot be decided on. a.png is cut off.'],
    ['missing = 1', 'a.png cannot be decided on. Its file is no longer there.'],
  ])('on a picture with %s is refused with a sentence', (change, message) => {
    const scene = makeScene();
    scene.project.db.exec(`UPDATE picture SET ${change} WHERE path = 'a.png'`);
    const decisions = [{ tagId: scene.tags[0], verdict: 'rejected' as const }];
    expect(() => decide(scene.project, { ...ann, decisions })).toThrow(
      expect.objectContaining({ kind: 'conflict', code: 'picture-unusable', message }),
    );
  });
});

describe('a verdict in bulk', () => {
  test('accepts what is proposed and undecided, as one step', () => {
    const scene = makeScene();
    decide(scene.project, { ...bob, decisions: [{ tagId: scene.tags[2], verdict: 'rejected' }] });
    expect(decideBulk(scene.project, { ...ann, verdict: 'accepted' })).toMatchObject({ changed: 1 });
    expect(statesOf(scene)).toEqual(['accepted', 'undecided', 'rejected']);
    undo(scene.project, ann);
    expect(statesOf(scene)).toEqual(['undecided', 'undecided', 'rejected']);
  });

  test('rejects what is undecided, proposed or not, but no stop words', () => {
    const scene = makeScene();
    expect(decideBulk(scene.project, { ...ann, verdict: 'rejected' })).toMatchObject({ changed: 3 });
    expect(tagOf(scene, tagIdOf(scene.project, scene.pictures[0], 'with'))?.state).toBe('undecided');
  });

  test('takes only the tag that is named, in any case, in all pictures', () => {
    const scene = makeScene();
    expect(decideBulk(scene.project, { ...ann, verdict: 'unsure', tag: ' DOG' })).toMatchObject({
      changed: 2,
    });
    expect(statesOf(scene)).toEqual(['unsure', 'undecided', 'unsure']);
  });

  test('takes only what scores at least so much', () => {
    const scene = makeScene();
    propose(scene.project, addRun(scene.project), { tagId: scene.tags[2], relevant: true, normalised: 0.6 });
    expect(decideBulk(scene.project, { ...ann, verdict: 'accepted', minScore: 0.7 })).toMatchObject({
      changed: 1,
    });
    expect(decideBulk(scene.project, { ...ann, verdict: 'accepted', minScore: 0.6 })).toMatchObject({
      changed: 1,
    });
    expect(statesOf(scene)).toEqual(['accepted', 'undecided', 'accepted']);
  });

  test('leaves out pictures that cannot be read, and says so where nothing is left', () => {
    const scene = makeScene();
    scene.project.db.exec("UPDATE picture SET missing = 1 WHERE path = 'a.png'");
    expect(decideBulk(scene.project, { ...ann, verdict: 'accepted' })).toMatchObject({ changed: 1 });
    expect(() => decideBulk(scene.project, { ...ann, verdict: 'accepted', tag: 'cow' })).toThrow(
      expect.objectContaining({
        code: 'nothing-matches',
        message: expect.stringContaining('"cow"') as string,
      }),
    );
    expect(countOf(scene, 'action')).toBe(1);
  });

  test('shows at most 1,000 changes and counts all', () => {
    const scene = makeScene();
    const words = Array.from({ length: 1200 }, (_, index) => `thing${index}`).join(' ');
    addPicture(scene.project, 'c.png', [words]);
    const { changes, changed } = decideBulk(scene.project, { ...ann, verdict: 'rejected' });
    expect([changes.length, changed]).toEqual([1000, 1203]);
    expect(undo(scene.project, ann)).toMatchObject({ changed: 1203 });
    expect(redo(scene.project, ann)).toMatchObject({ changed: 1203 });
  });
});

describe('undo and redo', () => {
  const verdictOn = (scene: Scene, who: typeof ann, verdict: TagState): void => {
    decide(scene.project, { ...who, decisions: [{ tagId: scene.tags[0], verdict }] });
  };
  const dogOf = (scene: Scene): TagState | undefined => statesOf(scene)[0];

  test('go back to the first step and forth to the last, with the same pixels', () => {
    const scene = makeScene();
    verdictOn(scene, ann, 'unsure');
    verdictOn(scene, ann, 'accepted');
    verdictOn(scene, ann, 'rejected');
    expect([undo(scene.project, ann), dogOf(scene)]).toMatchObject([
      { kind: 'undo', changed: 1, kept: 0 },
      'accepted',
    ]);
    expect(tagOf(scene, scene.tags[0])?.decision?.mask).toEqual(
      encodeMask(maskFromHeat(heat, 0.5, pictureSize)),
    );
    const after: (TagState | undefined)[] = [];
    for (const step of [undo, undo, redo, redo, redo, undo, redo]) {
      step(scene.project, ann);
      after.push(dogOf(scene));
    }
    expect(after).toEqual(['unsure', 'undecided', 'unsure', 'accepted', 'rejected', 'accepted', 'rejected']);
    expect(countOf(scene, 'mask')).toBe(1);
  });

  test('say so where there is nothing left', () => {
    const scene = makeScene();
    const nothing = (what: string): unknown =>
      expect.objectContaining({
        kind: 'conflict',
        code: 'nothing-to-undo',
        message: `ann has nothing to ${what}.`,
      });
    expect(() => undo(scene.project, ann)).toThrow(nothing('undo'));
    verdictOn(scene, ann, 'accepted');
    expect(() => redo(scene.project, ann)).toThrow(nothing('redo'));
    undo(scene.project, ann);
    expect(() => undo(scene.project, ann)).toThrow(nothing('undo'));
    expect(() => undo(scene.project, bob)).toThrow(
      expect.objectContaining({ message: 'bob has nothing to undo.' }),
    );
  });

  test('a new verdict empties what could be redone', () => {
    const scene = makeScene();
    verdictOn(scene, ann, 'accepted');
    undo(scene.project, ann);
    verdictOn(scene, ann, 'rejected');
    expect(() => redo(scene.project, ann)).toThrow(expect.objectContaining({ code: 'nothing-to-undo' }));
    undo(scene.project, ann);
    expect(dogOf(scene)).toBe('undecided');
  });

  test('take back only the reviewer’s own, and never a later verdict of somebody else', () => {
    const scene = makeScene();
    decide(scene.project, {
      ...ann,
      decisions: scene.tags.map((tagId) => ({ tagId, verdict: 'accepted' as const })),
    });
    verdictOn(scene, bob, 'rejected');
    expect(undo(scene.project, ann)).toMatchObject({ changed: 2, kept: 1 });
    expect(statesOf(scene)).toEqual(['rejected', 'undecided', 'undecided']);
    expect(redo(scene.project, ann)).toMatchObject({ changed: 2, kept: 1 });
    expect(statesOf(scene)).toEqual(['rejected', 'accepted', 'accepted']);
    undo(scene.project, bob);
    expect(statesOf(scene)).toEqual(['accepted', 'accepted', 'accepted']);
  });

  test('show who gave the verdict that holds, not who brought it back', async () => {
    const scene = makeScene();
    const [dog] = scene.tags;
    decide(scene.project, { ...ann, decisions: [{ tagId: dog, verdict: 'accepted' }] });
    const given = tagOf(scene, dog)?.decision;
    decide(scene.project, { ...bob, decisions: [{ tagId: dog, verdict: 'rejected' }] });
    expect(undo(scene.project, bob).changes[0]?.decision).toEqual(given);
    expect(tagOf(scene, dog)?.decision).toEqual(given);
    const out = join(scene.project.folder, 'out');
    await exportDataset(scene.project, { format: 'coco', out });
    const { annotations } = JSON.parse(readFileSync(join(out, 'instances.json'), 'utf8')) as {
      annotations: { reviewer: string; decided_at: string }[];
    };
    expect(annotations).toMatchObject([
      { reviewer: 'ann', decided_at: new Date(given?.at ?? 0).toISOString() },
    ]);
    expect(redo(scene.project, bob).changes[0]).toMatchObject({
      state: 'rejected',
      decision: { reviewer: 'bob' },
    });
  });

  test('go back over one’s own undone verdicts', () => {
    const scene = makeScene();
    verdictOn(scene, ann, 'accepted');
    verdictOn(scene, bob, 'rejected');
    undo(scene.project, bob);
    expect(undo(scene.project, ann)).toMatchObject({ changed: 1, kept: 0 });
    expect(dogOf(scene)).toBe('undecided');
  });

  test('are appended: the log keeps every step, and the states are its end', () => {
    const scene = makeScene();
    decideBulk(scene.project, { ...ann, verdict: 'accepted' });
    undo(scene.project, ann);
    redo(scene.project, ann);
    const actions = scene.project.db.prepare('SELECT kind, reviewer, target FROM action ORDER BY id').all();
    expect(actions).toEqual([
      { kind: 'decide', reviewer: 'ann', target: null },
      { kind: 'undo', reviewer: 'ann', target: 1 },
      { kind: 'redo', reviewer: 'ann', target: 1 },
    ]);
    const { stored, logged } = readStates(scene.project);
    expect(stored).toEqual(logged);
  });
});
