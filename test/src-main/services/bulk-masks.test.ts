import { expect, test } from 'vitest';

import { drawMasks } from '../../../src-main/services/bulk-review.ts';
import { decide, decideBulk, drawVerdicts, undo } from '../../../src-main/services/review.ts';
import type { Project } from '../../../src-main/services/project.ts';
import { temporaryFolder } from '../../temp.ts';
import { open } from './dataset-fixture.ts';
import { addPicture, addRun, pictureSize, propose, tagIdOf } from './review-fixture.ts';

const ann = { reviewer: 'ann' };
const accept = { verdict: 'accepted' } as const;

function makeProject(): { project: Project; pictureId: number; tags: number[] } {
  const project = open(temporaryFolder());
  const pictureId = addPicture(project, 'a.png', ['a dog and a cat']);
  const runId = addRun(project);
  const tags = ['dog', 'cat'].map((text) => tagIdOf(project, pictureId, text));
  for (const tagId of tags) propose(project, runId, { tagId, relevant: true });
  return { project, pictureId, tags };
}

const masksOf = ({ db }: Project, actionId: number): unknown[] =>
  db
    .prepare(
      `SELECT tag_id, proposal_id, threshold, width, height, counts, area, bbox_x, bbox_y, bbox_width, bbox_height
       FROM decision JOIN mask ON mask.id = mask_id WHERE action_id = ? ORDER BY tag_id`,
    )
    .all(actionId);

test('masks that were drawn ahead are those that are drawn in the step', () => {
  const { project } = makeProject();
  const plain = decideBulk(project, { ...ann, ...accept });
  undo(project, ann);
  const drawn = drawMasks(project, accept);
  expect(drawn.size).toBe(2);
  const ahead = decideBulk(project, { ...ann, ...accept }, drawn);
  expect(masksOf(project, ahead.actionId)).toHaveLength(2);
  expect(masksOf(project, ahead.actionId)).toEqual(masksOf(project, plain.actionId));
});

test('only accepting draws', () => {
  expect(drawMasks(makeProject().project, { verdict: 'rejected' }).size).toBe(0);
});

test('what changes after drawing is drawn anew in the step', () => {
  const { project, pictureId, tags } = makeProject();
  const drawn = drawMasks(project, accept);
  const [dog = 0] = tags;
  const runId = addRun(project);
  propose(project, runId, { tagId: dog, relevant: true });
  const width = 2 * pictureSize.width;
  project.db.prepare('UPDATE picture SET width = ? WHERE id = ?').run(width, pictureId);
  const { actionId } = decideBulk(project, { ...ann, ...accept }, drawn);
  const newest = project.db.prepare('SELECT id FROM proposal WHERE run_id = ?').pluck().get(runId);
  const masks = masksOf(project, actionId);
  expect(masks).toMatchObject([
    { tag_id: dog, proposal_id: newest, width, height: pictureSize.height },
    { width, height: pictureSize.height },
  ]);
});

/** Two verdicts that accept, one of them at a threshold of the person's. */
const acceptEach = (tags: readonly number[]) => ({
  ...ann,
  decisions: tags.map((tagId, index) => ({ tagId, ...accept, ...(index === 0 ? { threshold: 0.1 } : {}) })),
});

test('masks of single verdicts that were drawn ahead are those that are drawn in the step', () => {
  const { project, tags } = makeProject();
  const plain = decide(project, acceptEach(tags));
  undo(project, ann);
  const drawn = drawVerdicts(project, acceptEach(tags));
  expect([...drawn.values()].map(({ cut }) => cut.threshold)).toEqual([0.1, 0.5]);
  const ahead = decide(project, acceptEach(tags), drawn);
  expect(masksOf(project, ahead.actionId)).toHaveLength(2);
  expect(masksOf(project, ahead.actionId)).toEqual(masksOf(project, plain.actionId));
});

test('a step of verdicts stores what was drawn ahead instead of drawing it again', () => {
  const { project, tags } = makeProject();
  const marked = new Map(
    [...drawVerdicts(project, acceptEach(tags))].map(([id, mask]) => [id, { ...mask, area: 7 }] as const),
  );
  const { actionId } = decide(project, acceptEach(tags), marked);
  expect(masksOf(project, actionId)).toMatchObject([{ area: 7 }, { area: 7 }]);
});

test('single verdicts are drawn anew in the step where the picture or the threshold is another one by then', () => {
  const { project, pictureId, tags } = makeProject();
  const drawn = drawVerdicts(project, acceptEach(tags));
  const [dog = 0, cat = 0] = tags;
  const other = decide(project, { ...ann, decisions: [{ tagId: dog, ...accept, threshold: 0.9 }] }, drawn);
  // Nothing of the map is so hot.
  expect(masksOf(project, other.actionId)).toEqual([]);
  const width = 2 * pictureSize.width;
  project.db.prepare('UPDATE picture SET width = ? WHERE id = ?').run(width, pictureId);
  const { actionId } = decide(project, { ...ann, decisions: [{ tagId: cat, ...accept }] }, drawn);
  expect(masksOf(project, actionId)).toMatchObject([{ tag_id: cat, width, height: pictureSize.height }]);
});

test('drawing ahead leaves to the step what the step refuses', () => {
  const { project, tags } = makeProject();
  const [dog = 0] = tags;
  const unknown = [{ tagId: 999, ...accept }];
  expect(drawVerdicts(project, { decisions: unknown }).size).toBe(0);
  expect(drawVerdicts(project, { decisions: [{ tagId: dog, ...accept, proposalId: 999 }] }).size).toBe(0);
  expect(drawVerdicts(project, { decisions: [{ tagId: dog, verdict: 'rejected' }] }).size).toBe(0);
  expect(() => drawVerdicts(project, { decisions: [] })).toThrow('decides on no tag');
});
