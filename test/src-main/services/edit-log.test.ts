import { expect, test } from 'vitest';

import { correctCaption, writeCaption } from '../../../src-main/services/caption-edit.ts';
import { datasetStatus, getPicture } from '../../../src-main/services/library.ts';
import { Project } from '../../../src-main/services/project.ts';
import { decide, redo, undo } from '../../../src-main/services/review.ts';
import { addTag, editTagText, splitTag } from '../../../src-main/services/tag-edit.ts';
import type { ActionResult, PictureDetail } from '../../../src-main/services/types.ts';
import { makeRandom } from '../../random.ts';
import { temporaryFolder } from '../../temp.ts';
import { addPicture, addRun, propose, readStates } from './review-fixture.ts';

const texts = ['dog', 'puppy', 'red ball', 'traffic light', 'tree', 'old oak'];
const captions = ['dog chases red ball', 'a dog and a puppy', 'traffic light by old oak tree', 'tree'];

const isRefusal = (error: unknown): boolean => 'code' in (error as object);

/** What there is to lose: everything about the pictures that a person could see, in one value. */
const look = (project: Project, ids: readonly number[]): PictureDetail[] =>
  ids.map((id) => getPicture(project, id));

/** The masks that stand, with their tags' states. */
const masksOf = (pictures: readonly PictureDetail[]): string[] =>
  pictures
    .flatMap(({ id, tags }) =>
      tags.flatMap(({ decision }) => (decision?.mask ? [`${id} ${decision.mask.counts}`] : [])),
    )
    .sort();

const decidedOf = (pictures: readonly PictureDetail[]): number =>
  pictures.flatMap(({ tags }) => tags).filter(({ state }) => state !== 'undecided').length;

class Person {
  readonly name: string;
  readonly #random: (below: number) => number;

  constructor(name: string, random: (below: number) => number) {
    this.name = name;
    this.#random = random;
  }

  #one<T>(list: readonly T[]): T {
    const one = list[this.#random(list.length)];
    if (one === undefined) throw new Error('there is nothing to choose from');
    return one;
  }

  decide(project: Project, { tags }: PictureDetail): ActionResult {
    const verdict = this.#one(['accepted', 'accepted', 'rejected', 'unsure'] as const);
    return decide(project, { reviewer: this.name, decisions: [{ tagId: this.#one(tags).id, verdict }] });
  }

  edit(project: Project, picture: PictureDetail): ActionResult {
    const reviewer = this.name;
    const text = this.#one(texts);
    const tagId = this.#one(picture.tags).id;
    const caption = this.#one(picture.captions);
    switch (this.#random(6)) {
      case 0:
        return editTagText(project, { reviewer, tagId, text });
      case 1: {
        const at = this.#random(caption.occurrences.length);
        const [first, last] = [caption.occurrences[at], caption.occurrences[at + this.#random(3)]];
        const span = { captionId: caption.id, start: first?.start ?? 0, end: (last ?? first)?.end ?? 0 };
        return editTagText(project, { reviewer, tagId: first?.tagId ?? 0, text, span });
      }
      case 2:
        return splitTag(project, { reviewer, tagId });
      case 3:
        return addTag(project, { reviewer, pictureId: picture.id, text });
      case 4:
        return writeCaption(project, { reviewer, pictureId: picture.id, text: this.#one(captions) });
      default:
        return correctCaption(project, { reviewer, captionId: caption.id, text: this.#one(captions) });
    }
  }
}

function makeProject(folder: string): { project: Project; ids: number[] } {
  const project = Project.open(folder);
  const run = addRun(project);
  const ids = ['a.png', 'b.png'].map((path) => addPicture(project, path, captions.slice(0, 2)));
  for (const { tags } of look(project, ids))
    for (const { id } of tags) propose(project, run, { tagId: id, relevant: true });
  return { project, ids };
}

function attempt(work: () => ActionResult): ActionResult | null {
  try {
    return work();
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return null;
  }
}

/** What must hold after any step. */
function expectSound(project: Project, ids: readonly number[]): void {
  const { stored, logged } = readStates(project);
  expect(stored).toEqual(logged);
  const pictures = look(project, ids);
  const counts = { accepted: 0, rejected: 0, unsure: 0, undecided: 0 };
  for (const { captions: shown, tags } of pictures) {
    const known = new Set(tags.map(({ id }) => id));
    for (const { occurrences } of shown) {
      expect(occurrences.every(({ tagId }) => known.has(tagId))).toBe(true);
      const overlap = occurrences.some(({ start }, i) => start < (occurrences[i - 1]?.end ?? 0));
      expect(overlap).toBe(false);
    }
    for (const { stopWord, state } of tags) if (!stopWord) counts[state]++;
  }
  // The lists count what the pictures show.
  expect(datasetStatus(project).tags).toMatchObject(counts);
}

test.each(Array.from({ length: 10 }, (_, seed) => seed + 1))(
  'any sequence of edits and verdicts by two people loses no decided mask, and undoing gives back what was there (seed %i)',
  (seed) => {
    const random = makeRandom(seed);
    const folder = temporaryFolder();
    const made = makeProject(folder);
    let { project } = made;
    const { ids } = made;
    const people = ['ann', 'bob'].map((name) => new Person(name, random));
    for (let step = 0; step < 80; step++) {
      const person = people[random(2)];
      const before = look(project, ids);
      const picture = before[random(2)];
      if (person === undefined || picture === undefined) continue;
      const reviewer = person.name;
      const choice = random(10);
      if (choice < 3) attempt(() => person.decide(project, picture));
      else if (choice < 7) {
        const edited = attempt(() => person.edit(project, picture));
        const after = look(project, ids);
        expect(masksOf(after)).toEqual(masksOf(before));
        expect(decidedOf(after)).toBe(decidedOf(before));
        if (edited === null) expect(after).toEqual(before);
        else if (random(2) === 0) {
          expect(undo(project, { reviewer }).kept).toBe(0);
          expect(look(project, ids)).toEqual(before);
          redo(project, { reviewer });
          expect(look(project, ids)).toEqual(after);
        }
      } else if (choice < 9) {
        const [kind, move] = random(2) === 0 ? (['undo', undo] as const) : (['redo', redo] as const);
        const moved = attempt(() => move(project, { reviewer }));
        if (moved !== null) expect(moved.kind).toBe(kind);
        if (moved?.edited !== undefined) expect(masksOf(look(project, ids))).toEqual(masksOf(before));
      } else {
        project.close();
        project = Project.open(folder);
        expect(look(project, ids)).toEqual(before);
      }
      expectSound(project, ids);
    }
    project.close();
  },
);
