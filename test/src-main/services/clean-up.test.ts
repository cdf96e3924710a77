import { describe, expect, onTestFinished, test } from 'vitest';

import { insertProposal } from '../../../db/queries/proposals.ts';
import { storeCleanUp } from '../../../db/queries/clean-up.ts';
import { areaOf, cutHeat, decodeMask, encodeMask, noCleanUp } from '../../../models/masks/index.ts';
import type { CleanUp, EncodedMask } from '../../../models/masks/index.ts';
import { getSheetCells } from '../../../src-main/services/contact-sheet.ts';
import { getPicture } from '../../../src-main/services/library.ts';
import { readPictures, readTags } from '../../../src-main/services/export-source.ts';
import { Project } from '../../../src-main/services/project.ts';
import { decide, drawVerdicts, redo, undo, type TagVerdict } from '../../../src-main/services/review.ts';
import { decideBulk, drawMasks } from '../../../src-main/services/bulk-review.ts';
import type { TagView } from '../../../src-main/services/types.ts';
import { temporaryFolder } from '../../temp.ts';
import { addPicture, addRun, pictureSize, tagIdOf } from './review-fixture.ts';

/** A square with a speck beside it. */
const heat = {
  ...{ width: 8, height: 6 },
  data: Uint8Array.from({ length: 48 }, (_, cell) => {
    const [x, y] = [cell % 8, Math.floor(cell / 8)];
    return (x < 4 && y < 4) || (x === 6 && y === 4) ? 255 : 0;
  }),
};
const specks: CleanUp = { ...noCleanUp, smallestPart: 60 };
const smooth: CleanUp = { ...noCleanUp, smooth: 100 };
const maskAt = (threshold: number, cleanUp: CleanUp): EncodedMask =>
  encodeMask(cutHeat(heat, { threshold, cleanUp }, pictureSize));

interface Scene {
  readonly project: Project;
  readonly pictureId: number;
  readonly dog: number;
}

function makeScene(own: CleanUp = noCleanUp): Scene {
  const project = Project.open(temporaryFolder());
  onTestFinished(() => project.close());
  const pictureId = addPicture(project, 'a.png', ['A dog']);
  const scene = { project, pictureId, dog: tagIdOf(project, pictureId, 'dog') };
  proposeCleaned(scene, own);
  return scene;
}

function proposeCleaned({ project, dog }: Scene, cleanUp: CleanUp): void {
  insertProposal(project.db, {
    ...{ runId: addRun(project), tagId: dog, normalised: 0.9, relevant: 1 },
    ...{ scoreImage: 0.2, scoreText: 0.3, scoreImageText: 0.25, scorePixel: 0.28 },
    ...{ threshold: 0.5, cleanUp: storeCleanUp(cleanUp) },
    ...{ heatWidth: heat.width, heatHeight: heat.height, heat: heat.data },
  });
}

function tagOf({ project, pictureId, dog }: Scene): TagView {
  const tag = getPicture(project, pictureId).tags.find(({ id }) => id === dog);
  if (tag === undefined) throw new Error('The dog is gone.');
  return tag;
}

const accept = ({ project, dog }: Scene, seen: Partial<TagVerdict> = {}) =>
  decide(project, { reviewer: 'ann', decisions: [{ tagId: dog, verdict: 'accepted', ...seen }] });

test('the steps of a clean-up change this mask, so that the tests below can tell', () => {
  const counts = [noCleanUp, specks, smooth].map((cleanUp) => maskAt(0.5, cleanUp).counts);
  expect(new Set(counts).size).toBe(3);
});

describe('accepting with a clean-up', () => {
  test('stores the pixels that were on screen, and what they were cut by', () => {
    const scene = makeScene();
    accept(scene, { threshold: 0.3, cleanUp: specks });
    expect(tagOf(scene).decision).toMatchObject({
      ...{ threshold: 0.3, cleanUp: specks, edited: false, mask: maskAt(0.3, specks) },
    });
  });

  test('takes the proposal’s own where nothing was moved, and none where the person has taken it away', () => {
    const scene = makeScene(specks);
    expect(tagOf(scene).proposal?.cleanUp).toEqual(specks);
    accept(scene);
    expect(tagOf(scene).decision).toMatchObject({ cleanUp: specks, mask: maskAt(0.5, specks) });
    accept(scene, { cleanUp: noCleanUp });
    expect(tagOf(scene).decision).toMatchObject({
      ...{ threshold: 0.5, cleanUp: noCleanUp, mask: maskAt(0.5, noCleanUp) },
    });
  });

  test('is the same step drawn ahead, and one at another clean-up is drawn anew', () => {
    const scene = makeScene();
    const request = (cleanUp: CleanUp) => ({
      ...{ reviewer: 'ann', decisions: [{ tagId: scene.dog, verdict: 'accepted', cleanUp } as const] },
    });
    const ahead = drawVerdicts(scene.project, request(specks));
    expect([...ahead.values()].map(({ counts }) => counts)).toEqual([maskAt(0.5, specks).counts]);
    decide(scene.project, request(specks), ahead);
    expect(tagOf(scene).decision?.mask).toEqual(maskAt(0.5, specks));
    decide(scene.project, request(smooth), ahead);
    expect(tagOf(scene).decision?.mask).toEqual(maskAt(0.5, smooth));
  });

  test('in bulk stores what each proposal shows, drawn ahead or not', () => {
    for (const isAhead of [true, false]) {
      const scene = makeScene(specks);
      const choice = { verdict: 'accepted' } as const;
      const drawn = isAhead ? drawMasks(scene.project, choice) : new Map<number, never>();
      decideBulk(scene.project, { reviewer: 'ann', ...choice }, drawn);
      expect(tagOf(scene).decision).toMatchObject({ cleanUp: specks, mask: maskAt(0.5, specks) });
    }
  });

  test('is refused where it is no share of the picture, and nothing is stored', () => {
    const scene = makeScene();
    for (const cleanUp of [
      { ...noCleanUp, smooth: -1 },
      { ...noCleanUp, fillHoles: 101 },
      { ...noCleanUp, smallestPart: NaN },
    ])
      expect(() => accept(scene, { cleanUp })).toThrow(/thousandths of the picture from 0 to 100/);
    expect(tagOf(scene)).toMatchObject({ state: 'undecided', decision: null });
  });
});

describe('what is accepted', () => {
  test('keeps its pixels and its clean-up, whatever a later run proposes', () => {
    const scene = makeScene();
    accept(scene, { cleanUp: specks });
    const before = tagOf(scene).decision;
    proposeCleaned(scene, smooth);
    expect(tagOf(scene).proposal?.cleanUp).toEqual(smooth);
    expect(tagOf(scene).decision).toEqual(before);
    const masks = scene.project.db.prepare('SELECT count(*) FROM mask').pluck();
    expect(masks.get()).toBe(1);
  });

  test('comes back with both by undo and redo, also after a verdict without pixels', () => {
    const scene = makeScene();
    accept(scene, { threshold: 0.3, cleanUp: specks });
    const accepted = tagOf(scene).decision;
    accept(scene, { verdict: 'rejected', threshold: 0.6, cleanUp: smooth });
    expect(tagOf(scene).decision).toMatchObject({ mask: null, threshold: 0.6, cleanUp: smooth });
    undo(scene.project, { reviewer: 'ann' });
    expect(tagOf(scene).decision).toEqual(accepted);
    redo(scene.project, { reviewer: 'ann' });
    expect(tagOf(scene).decision).toMatchObject({ threshold: 0.6, cleanUp: smooth });
  });

  test('stands where it was drawn by hand, until a person names a clean-up', () => {
    const scene = makeScene();
    const drawn = maskAt(0.5, smooth);
    accept(scene, { mask: drawn });
    expect(tagOf(scene).decision).toMatchObject({ edited: true, threshold: null, mask: drawn });
    accept(scene);
    expect(tagOf(scene).decision).toMatchObject({ edited: true, mask: drawn });
    accept(scene, { cleanUp: specks });
    expect(tagOf(scene).decision).toMatchObject({ edited: false, mask: maskAt(0.5, specks) });
  });
});

test('the contact sheet and an export of proposals show what accepting would store', () => {
  const scene = makeScene(specks);
  const [cell] = getSheetCells(scene.project, [scene.dog]);
  expect(cell?.proposal?.cleanUp).toEqual(specks);
  const { db } = scene.project;
  const tags = [...readPictures(db)].flatMap((picture) => readTags(db, picture, 'proposed').tags);
  expect(tags).toHaveLength(1);
  expect(tags[0]).toMatchObject({
    segmentation: maskAt(0.5, specks),
    area: areaOf(decodeMask(maskAt(0.5, specks))),
    provenance: { threshold: 0.5, clean_up: { smallest_part: 60, fill_holes: 0, smooth: 0 } },
  });
});
