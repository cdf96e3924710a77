import '../../../own-home.ts';

import { cpSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { fillRectangle } from '../../../../models/masks/edit/index.ts';
import { encodeMask, rleFromBitmap } from '../../../../models/masks/index.ts';
import { importDataset } from '../../../../src-main/services/dataset.ts';
import type { Project } from '../../../../src-main/services/project.ts';
import { decide, undo } from '../../../../src-main/services/review.ts';
import { collectPairs, type CollectOptions } from '../../../../src-main/services/train-ttd/collect.ts';
import { identifyPairs } from '../../../../src-main/services/train-ttd/pair.ts';
import { isReviewed } from '../../../../src-main/services/train-ttd/split.ts';
import { trainTtd } from '../../../../src-main/services/train-ttd/train-ttd.ts';
import { temporaryFolder } from '../../../temp.ts';
import { makeDataset } from '../dataset-fixture.ts';
import { addRun, propose, tagIdOf } from '../review-fixture.ts';
import { listen, looksOf, makeBase, makeScenes } from './fixture.ts';

const options: CollectOptions = { pairs: 'all', masks: 'corrected', supervised: null, seed: 1 };
const collect = (folder: string, changes: Partial<CollectOptions> = {}) =>
  collectPairs([folder], { ...options, ...changes }, { signal: new AbortController().signal, onProgress: () => undefined }); // prettier-ignore

/** Four pictures with captions, one without, and a run that has proposed dog and ball in the first. */
async function makeProject(): Promise<{ project: Project; dog: number; ball: number }> {
  const project = await makeDataset({
    ...{ 'a.png': 10, 'a.txt': 'a dog with a ball', 'b.png': 60, 'b.txt': 'the dog' },
    ...{ 'c.png': 110, 'c.txt': 'snow on the hill', 'd.png': 160, 'd.txt': 'two boats', 'e.png': 200 },
  });
  await importDataset(project);
  const id = project.db.prepare("SELECT id FROM picture WHERE path = 'a.png'").pluck().get() as number;
  const [dog, ball] = [tagIdOf(project, id, 'dog'), tagIdOf(project, id, 'ball')];
  const run = addRun(project);
  for (const tagId of [dog, ball]) propose(project, run, { tagId, relevant: true });
  return { project, dog, ball };
}

const verdictsOf = ({
  words,
  verdicts,
}: {
  words: readonly string[];
  verdicts: readonly (boolean | null)[];
}) => Object.fromEntries(words.map((word, index) => [word, verdicts[index]]));

describe('pairs of a project', () => {
  test('are its pictures with captions, in the words that the captions have, undecided', async () => {
    const { project } = await makeProject();
    const { pairs, wordless, skipped } = await collect(project.folder);
    expect(pairs.map(({ caption }) => caption)).toEqual(['a dog with a ball', 'the dog', 'snow on the hill', 'two boats']); // prettier-ignore
    expect(pairs[0]?.words).toEqual(['a', 'dog', 'with', 'a', 'ball']);
    expect(pairs[0]).toMatchObject({ file: join(project.folder, 'a.png'), masks: {} });
    expect(pairs.flatMap(({ verdicts }) => verdicts).every((verdict) => verdict === null)).toBe(true);
    expect({ wordless, skipped }).toEqual({ wordless: 1, skipped: [] });
  });

  test('have people’s verdicts: accepted, rejected, and undecided where they are unsure', async () => {
    const { project, dog, ball } = await makeProject();
    const second = project.db.prepare("SELECT id FROM picture WHERE path = 'b.png'").pluck().get() as number;
    decide(project, {
      reviewer: 'ann',
      decisions: [
        { tagId: dog, verdict: 'accepted' },
        { tagId: ball, verdict: 'rejected' },
        { tagId: tagIdOf(project, second, 'dog'), verdict: 'unsure' },
      ],
    });
    const [first, other] = (await collect(project.folder)).pairs;
    expect(first && verdictsOf(first)).toEqual({ a: null, dog: true, with: null, ball: false });
    expect(other && verdictsOf(other)).toEqual({ the: null, dog: null });
    const reviewed = await collect(project.folder, { pairs: 'reviewed' });
    expect(reviewed.pairs.map(({ caption }) => caption)).toEqual(['a dog with a ball', 'the dog']);
    const blind = (await collect(project.folder, { supervised: 0 })).pairs[0];
    expect(blind?.verdicts.every((verdict) => verdict === null)).toBe(true);
    expect(blind?.truth).toEqual(first?.truth);
  });

  test('have the masks that people have corrected, or all that they accepted, or none', async () => {
    const { project, dog, ball } = await makeProject();
    const accept = (tagId: number, threshold?: number) =>
      decide(project, { reviewer: 'ann', decisions: [{ tagId, verdict: 'accepted', ...(threshold === undefined ? {} : { threshold }) }] }); // prettier-ignore
    accept(dog);
    accept(ball);
    const masksIn = async (masks: CollectOptions['masks']) =>
      Object.keys((await collect(project.folder, { masks })).pairs[0]?.masks ?? {});
    expect(await masksIn('corrected')).toEqual([]);
    expect((await masksIn('accepted')).sort()).toEqual(['ball', 'dog']);
    // Lower than the map's cold half, so that the pixels are others.
    accept(ball, 0.1);
    expect(await masksIn('corrected')).toEqual(['ball']);
    expect(await masksIn('none')).toEqual([]);
  });

  test('have the masks that people have painted, with a hole where they left one, until the machine’s are back', async () => {
    const { project, dog } = await makeProject();
    const { width, height } = (await collect(project.folder)).pairs[0] ?? { width: 0, height: 0 };
    const bitmap = { width, height, data: new Uint8Array(width * height).fill(1) };
    fillRectangle(bitmap, { x: 1, y: 1, width: 2, height: 2 }, 0);
    const mask = encodeMask(rleFromBitmap(bitmap));
    decide(project, { reviewer: 'ann', decisions: [{ tagId: dog, verdict: 'accepted', mask }] });
    const masks = async () => (await collect(project.folder, { masks: 'corrected' })).pairs[0]?.masks;
    expect(await masks()).toEqual({ dog: mask });
    decide(project, { reviewer: 'ann', decisions: [{ tagId: dog, verdict: 'accepted', threshold: 0.5 }] });
    expect(await masks()).toEqual({});
    undo(project, { reviewer: 'ann' });
    expect(await masks()).toEqual({ dog: mask });
  });

  test('train an adapter that says of held-out pairs what it gets right, and change nothing in the project', async () => {
    const { project, dog, ball } = await makeProject();
    decide(project, { reviewer: 'ann', decisions: [{ tagId: dog, verdict: 'accepted', threshold: 0.1 }, { tagId: ball, verdict: 'rejected' }] }); // prettier-ignore
    const dump = () => project.db.prepare('SELECT * FROM tag_state ORDER BY tag_id').all();
    const before = dump();
    const { training, progress } = listen({ folders: [project.folder], base: await makeBase() });
    const result = await trainTtd(training);
    expect(result.pairs).toMatchObject({ training: 3, heldOut: 1 });
    expect(looksOf(progress)).not.toHaveLength(0);
    expect(dump()).toEqual(before);
  });

  test('of which none is reviewed are said to be none', async () => {
    const { project } = await makeProject();
    await expect(collect(project.folder, { pairs: 'reviewed' })).rejects.toThrow('train with --pairs all');
  });
});

describe('a share of a released dataset', () => {
  test('counts as reviewed, with verdicts and masks; a larger share has the smaller one’s scenes too', async () => {
    const folder = await makeScenes(20);
    const reviewedIn = async (supervised: number) => {
      const { pairs } = await collect(folder, { supervised });
      return pairs.filter(({ verdicts }) => verdicts.some((verdict) => verdict !== null));
    };
    expect(await reviewedIn(0)).toEqual([]);
    const [some, more, all] = [await reviewedIn(0.3), await reviewedIn(0.6), await reviewedIn(1)];
    expect(some.length).toBeGreaterThan(0);
    expect(more.length).toBeGreaterThan(some.length);
    expect(all).toHaveLength(20);
    const files = more.map(({ file }) => file);
    expect(some.every(({ file }) => files.includes(file))).toBe(true);
    for (const { words, verdicts, truth, masks } of all) {
      expect(verdicts).toEqual(truth);
      const accepted = words.filter((_, index) => verdicts[index] === true);
      expect(Object.keys(masks).sort()).toEqual([...new Set(accepted)].sort());
    }
    expect(isReviewed('x', 1, 1) && !isReviewed('x', 0, 1)).toBe(true);
  });

  test('is learnt: the losses that its reviewers make fall', async () => {
    const [folder, base] = [await makeScenes(24), await makeBase()];
    const options = { steps: 40, learningRate: 3e-3, measureEvery: 40, heldOut: 0.05, batch: 23, supervised: 1 }; // prettier-ignore
    const { training, progress } = listen({ folders: [folder], base, options });
    await trainTtd(training);
    // With every word decided the targets of masks stand still, and every step sees all pairs.
    const tags = progress.flatMap((said) => (said.type === 'step' ? [said.parts['tag'] ?? NaN] : []));
    expect(tags.at(-1)).toBeLessThan(tags[0] ?? NaN);
    const looks = looksOf(progress);
    expect(looks.at(-1)?.losses['tag']).toBeLessThan(looks[0]?.losses['tag'] ?? NaN);
  });
});

describe('what identifies the data', () => {
  test('are pictures, captions, verdicts and masks, wherever they lie', async () => {
    const folder = await makeScenes(4);
    const identify = async (root: string, changes: Partial<CollectOptions> = {}) =>
      identifyPairs((await collect(root, changes)).pairs);
    const copy = join(temporaryFolder(), 'copy');
    cpSync(folder, copy, { recursive: true });
    expect(await identify(copy)).toBe(await identify(folder));
    const all = [{}, { supervised: 1 }, { supervised: 1, masks: 'none' }] as const;
    const identities = await Promise.all(all.map((changes) => identify(folder, changes)));
    expect(new Set(identities).size).toBe(3);
  });
});
