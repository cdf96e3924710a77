import { describe, expect, onTestFinished, test } from 'vitest';

import { readTimeOfTags } from '../../../db/queries/history.ts';
import { fillRectangle } from '../../../models/masks/edit/index.ts';
import {
  bitmapFromRle,
  decodeMask,
  encodeMask,
  maskFromHeat,
  rleFromBitmap,
  subtractMasks,
  uniteMasks,
} from '../../../models/masks/index.ts';
import type { EncodedMask } from '../../../models/masks/index.ts';
import { listReviewerViews, readHistory } from '../../../src-main/services/history.ts';
import { getPicture } from '../../../src-main/services/library.ts';
import { Project } from '../../../src-main/services/project.ts';
import { decide, redo, undo } from '../../../src-main/services/review.ts';
import type { TagVerdict } from '../../../src-main/services/review.ts';
import { takeStep } from '../../../src-main/services/steps.ts';
import type { TagView } from '../../../src-main/services/types.ts';
import { temporaryFolder } from '../../temp.ts';
import { listWalks } from './query-plans.ts';
import { addPicture, addRun, heat, pictureSize, propose, tagIdOf } from './review-fixture.ts';

const { width, height } = pictureSize;
const proposed = encodeMask(maskFromHeat(heat, 0.5, pictureSize));

/** A rectangle with a hole in it. */
function ring(left: number): EncodedMask {
  const bitmap = { width, height, data: new Uint8Array(width * height) };
  fillRectangle(bitmap, { x: left, y: 5, width: 15, height: 15 }, 1);
  fillRectangle(bitmap, { x: left + 5, y: 10, width: 5, height: 5 }, 0);
  return encodeMask(rleFromBitmap(bitmap));
}

interface Scene {
  readonly project: Project;
  readonly pictureId: number;
  readonly dog: number;
  readonly ball: number;
}

function makeScene(): Scene {
  const project = Project.open(temporaryFolder());
  onTestFinished(() => project.close());
  const pictureId = addPicture(project, 'a.png', ['A dog with a ball']);
  const [dog, ball] = ['dog', 'ball'].map((text) => tagIdOf(project, pictureId, text));
  const run = addRun(project);
  for (const tagId of [dog ?? 0, ball ?? 0]) propose(project, run, { tagId, relevant: true });
  return { project, pictureId, dog: dog ?? 0, ball: ball ?? 0 };
}

function tagOf({ project, pictureId }: Scene, tagId: number): TagView {
  const tag = getPicture(project, pictureId).tags.find(({ id }) => id === tagId);
  if (tag === undefined) throw new Error(`There is no tag ${tagId}.`);
  return tag;
}

const rowsOf = ({ project }: Scene): unknown[] =>
  ['action', 'decision', 'mask'].map((table) =>
    project.db.prepare(`SELECT count(*) FROM ${table}`).pluck().get(),
  );

const edit = ({ project }: Scene, ...decisions: readonly TagVerdict[]) =>
  decide(project, { reviewer: 'ann', decisions, tool: 'brush' });

const drawn = (tagId: number, mask: EncodedMask): TagVerdict => ({ tagId, verdict: 'accepted', mask });

describe('an edited mask', () => {
  test('is what is accepted, pixel by pixel, with the proposal that was on screen', () => {
    const scene = makeScene();
    const { changes } = edit(scene, drawn(scene.dog, ring(3)));
    const { proposal, decision } = tagOf(scene, scene.dog);
    expect(decision).toMatchObject({
      mask: ring(3),
      edited: true,
      proposalId: proposal?.id,
      threshold: null,
      reviewer: 'ann',
    });
    expect(changes[0]?.decision).toEqual(decision);
    const stored = scene.project.db.prepare('SELECT * FROM mask').get();
    expect(stored).toMatchObject({
      area: 200,
      bbox_x: 3,
      bbox_y: 5,
      bbox_width: 15,
      bbox_height: 15,
      edited: 1,
    });
  });

  test('keeps the proposal that the person saw, where a run has brought another one since', () => {
    const scene = makeScene();
    const seen = tagOf(scene, scene.dog).proposal?.id ?? 0;
    propose(scene.project, addRun(scene.project), { tagId: scene.dog, relevant: true });
    edit(scene, { ...drawn(scene.dog, ring(3)), proposalId: seen });
    expect(tagOf(scene, scene.dog).decision).toMatchObject({ proposalId: seen, edited: true });
    expect(() => edit(scene, { ...drawn(scene.ball, ring(3)), proposalId: seen })).toThrow(/has no proposal/);
  });

  test('stands when it is accepted again, and when a threshold is not touched', () => {
    const scene = makeScene();
    edit(scene, drawn(scene.dog, ring(3)));
    const { proposalId } = tagOf(scene, scene.dog).decision ?? {};
    edit(scene, { tagId: scene.dog, verdict: 'accepted' });
    expect(tagOf(scene, scene.dog).decision).toMatchObject({ mask: ring(3), edited: true, proposalId });
    edit(scene, drawn(scene.dog, ring(3)));
    expect(tagOf(scene, scene.dog).decision).toMatchObject({ mask: ring(3), edited: true, proposalId });
    // The same row: the pixels are kept once.
    expect(rowsOf(scene)).toEqual([3, 3, 1]);
  });

  test('gives way to the machine’s pixels for who asks for them by their threshold', () => {
    const scene = makeScene();
    edit(scene, drawn(scene.dog, ring(3)));
    const { threshold = 0 } = tagOf(scene, scene.dog).proposal ?? {};
    edit(scene, { tagId: scene.dog, verdict: 'accepted', threshold });
    expect(tagOf(scene, scene.dog).decision).toMatchObject({ mask: proposed, edited: false, threshold });
    undo(scene.project, { reviewer: 'ann' });
    expect(tagOf(scene, scene.dog).decision).toMatchObject({ mask: ring(3), edited: true });
  });

  test('that ends in the proposal’s own pixels is no edit', () => {
    const scene = makeScene();
    edit(scene, drawn(scene.dog, proposed));
    expect(tagOf(scene, scene.dog).decision).toMatchObject({ mask: proposed, edited: false, threshold: 0.5 });
    // At a threshold that the person has moved, those pixels are the proposal's, and the other ones are not.
    const all = encodeMask(maskFromHeat(heat, 0.1, pictureSize));
    edit(scene, { ...drawn(scene.ball, all), threshold: 0.1 });
    expect(tagOf(scene, scene.ball).decision).toMatchObject({ mask: all, edited: false, threshold: 0.1 });
    edit(scene, { ...drawn(scene.ball, proposed), threshold: 0.1 });
    expect(tagOf(scene, scene.ball).decision).toMatchObject({
      mask: proposed,
      edited: true,
      threshold: null,
    });
  });

  test('without a pixel is a word that is accepted without a mask', () => {
    const scene = makeScene();
    const empty = encodeMask({ width, height, runs: Uint32Array.of(width * height) });
    edit(scene, drawn(scene.dog, empty));
    expect(tagOf(scene, scene.dog)).toMatchObject({
      state: 'accepted',
      decision: { mask: null, edited: false },
    });
  });

  test('may be drawn for a word that no run has proposed', () => {
    const scene = makeScene();
    const tagId = tagIdOf(scene.project, scene.pictureId, 'with');
    edit(scene, drawn(tagId, ring(3)));
    expect(tagOf(scene, tagId).decision).toMatchObject({ mask: ring(3), edited: true, proposalId: null });
  });

  test('is one string for the same pixels, however its runs were written', () => {
    const scene = makeScene();
    // 10 pixels outside, then 0 inside, 0 outside and so on: the same as one run.
    const odd = encodeMask({ width, height, runs: Uint32Array.of(10, 0, 20, 5, 0, 5, width * height - 40) });
    const even = encodeMask({ width, height, runs: Uint32Array.of(30, 10, width * height - 40) });
    expect(odd.counts).not.toBe(even.counts);
    edit(scene, drawn(scene.dog, odd));
    expect(tagOf(scene, scene.dog).decision?.mask).toEqual(even);
  });
});

describe('pixels that move from one tag to another', () => {
  test('do so in one step, which one undo takes back', () => {
    const scene = makeScene();
    edit(scene, drawn(scene.dog, ring(3)), drawn(scene.ball, ring(20)));
    const [dog, ball] = [decodeMask(ring(3)), decodeMask(ring(20))];
    const moved = decodeMask(ring(8));
    const [left, more] = [encodeMask(subtractMasks(dog, moved)), encodeMask(uniteMasks(ball, moved))];
    edit(scene, drawn(scene.dog, left), drawn(scene.ball, more));
    const masks = () => [scene.dog, scene.ball].map((id) => tagOf(scene, id).decision?.mask);
    expect(masks()).toEqual([left, more]);
    expect(undo(scene.project, { reviewer: 'ann' })).toMatchObject({ changed: 2 });
    expect(masks()).toEqual([ring(3), ring(20)]);
    expect(redo(scene.project, { reviewer: 'ann' })).toMatchObject({ changed: 2 });
    expect(masks()).toEqual([left, more]);
  });

  test('stay where they are where one of both masks is refused', () => {
    const scene = makeScene();
    const before = rowsOf(scene);
    const wrong = { size: [height, width + 1] as const, counts: ring(3).counts };
    expect(() => edit(scene, drawn(scene.dog, ring(3)), drawn(scene.ball, wrong))).toThrow(/41 × 30 pixels/);
    expect(rowsOf(scene)).toEqual(before);
    expect(tagOf(scene, scene.dog).state).toBe('undecided');
  });
});

test('a picture is read without walking through a table or sorting one for the time of its tags', () => {
  const scene = makeScene();
  expect(listWalks(scene.project, () => readTimeOfTags(scene.project.db, scene.pictureId))).toEqual([]);
});

describe('a mask is refused with its reason', () => {
  const size = [height, width] as const;
  const { counts } = ring(3);
  test.each([
    [
      'of another size',
      { size: [width, height] as const, counts },
      'mask-size',
      /30 × 40 pixels, and the picture 40 × 30/,
    ],
    [
      'whose runs are too few',
      { size, counts: counts.slice(0, 10) },
      'bad-mask',
      /add up to \d+ pixels, but 40 × 30 has 1200/,
    ],
    ['whose runs are too many', { size, counts: `${counts}9` }, 'bad-mask', /add up to|pixels long/],
    ['that is no COCO string', { size, counts: 'mask!' }, 'bad-mask', /character "s" at position 2/],
    ['that ends within a number', { size, counts: 'P' }, 'bad-mask', /end in the middle of a number/],
    ['with an endless number', { size, counts: 'ooooooooooooooo' }, 'bad-mask', /more than 32 bits/],
    ['with a run below zero', { size, counts: 'O' }, 'bad-mask', /pixels long/],
    [
      'of absurd length',
      { size, counts: '0'.repeat(10_000) },
      'bad-mask',
      /10000 characters, more than any mask/,
    ],
    ['of no runs', { size, counts: '' }, 'bad-mask', /add up to 0 pixels/],
  ])('%s', (_, mask, code, sentence) => {
    const scene = makeScene();
    const refusal = expect.objectContaining({
      code,
      kind: 'input',
      message: expect.stringMatching(sentence) as string,
    });
    expect(() => edit(scene, drawn(scene.dog, mask))).toThrow(refusal);
    expect(rowsOf(scene)).toEqual([0, 0, 0]);
  });

  test.each(['rejected', 'unsure', 'undecided'] as const)('on a tag that is %s', (verdict) => {
    const scene = makeScene();
    expect(() => edit(scene, { tagId: scene.dog, verdict, mask: ring(3) })).toThrow(
      expect.objectContaining({ code: 'mask-not-accepted' }),
    );
    expect(rowsOf(scene)).toEqual([0, 0, 0]);
  });
});

describe('the time and the tool', () => {
  test('of a step are in the history, also with its undo, and the time is in the picture’s detail', () => {
    const scene = makeScene();
    const take = (tool: string | undefined, elapsedMs: number, ...decisions: readonly TagVerdict[]) =>
      decide(scene.project, {
        reviewer: 'ann',
        decisions,
        elapsedMs,
        ...(tool === undefined ? {} : { tool }),
      });
    take('brush', 4000, drawn(scene.dog, ring(3)));
    take('lasso', 3000, drawn(scene.dog, ring(4)), drawn(scene.ball, ring(20)));
    undo(scene.project, { reviewer: 'ann' });
    take(undefined, 500, { tagId: scene.dog, verdict: 'rejected' });
    decide(scene.project, { reviewer: 'bob', decisions: [{ tagId: scene.ball, verdict: 'unsure' }] });
    const { steps } = readHistory(scene.project, { reviewer: 'ann', before: null, limit: 10 });
    expect(steps.map(({ kind, tool }) => [kind, tool])).toEqual([
      ['decide', null],
      ['undo', 'lasso'],
      ['decide', 'lasso'],
      ['decide', 'brush'],
    ]);
    expect([scene.dog, scene.ball].map((id) => tagOf(scene, id).maskMs)).toEqual([6000, 1500]);
    expect(tagOf(scene, tagIdOf(scene.project, scene.pictureId, 'with')).maskMs).toBe(0);
    // The dog took both drawn steps; the verdict on it is none of them.
    expect(listReviewerViews(scene.project)).toEqual([
      { name: 'ann', seconds_per_verdict: 0.5, seconds_per_mask: 7 },
      { name: 'bob', seconds_per_verdict: null, seconds_per_mask: null },
    ]);
  });
});

test('a step that a thread takes stores the same pixels', async () => {
  const scene = makeScene();
  const decisions = [drawn(scene.dog, ring(3)), drawn(scene.ball, proposed)];
  const order = { kind: 'decide', request: { reviewer: 'ann', decisions, tool: 'brush' } } as const;
  await takeStep(scene.project, order, { threadFrom: 1 });
  expect(tagOf(scene, scene.dog).decision).toMatchObject({ mask: ring(3), edited: true });
  expect(tagOf(scene, scene.ball).decision).toMatchObject({ mask: proposed, edited: false });
  const bitmap = bitmapFromRle(decodeMask(tagOf(scene, scene.dog).decision?.mask ?? ring(0)));
  expect(bitmap.data[12 * width + 10]).toBe(0);
});
