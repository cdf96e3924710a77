import { describe, expect, onTestFinished, test } from 'vitest';

import { correctCaption, writeCaption } from '../../../src-main/services/caption-edit.ts';
import { CaptionWriter } from '../../../src-main/services/caption-writer.ts';
import { datasetStatus, getPicture, nextUndecided } from '../../../src-main/services/library.ts';
import { Project } from '../../../src-main/services/project.ts';
import { decide, decideBulk, redo, undo } from '../../../src-main/services/review.ts';
import { addTag, editTagText, splitTag } from '../../../src-main/services/tag-edit.ts';
import { temporaryFolder } from '../../temp.ts';
import { addPicture, addRun, propose, readStates, tagIdOf } from './review-fixture.ts';

const reviewer = 'ann';

interface Opened {
  readonly project: Project;
  readonly pictureId: number;
  /** The tags in review as `text state`, an accepted mask as its run lengths. */
  readonly tags: () => string[];
  readonly id: (text: string) => number;
  /** Each caption's words, as the tags that they stand for. */
  readonly words: () => string[];
}

function open(...captions: string[]): Opened {
  const project = Project.open(temporaryFolder());
  onTestFinished(() => {
    const { stored, logged } = readStates(project);
    expect(stored).toEqual(logged);
    project.close();
  });
  const pictureId = addPicture(project, 'a.png', captions);
  const run = addRun(project);
  for (const { id } of getPicture(project, pictureId).tags)
    propose(project, run, { tagId: id, relevant: true });
  const detail = () => getPicture(project, pictureId);
  return {
    ...{ project, pictureId },
    tags: () =>
      detail()
        .tags.filter(({ stopWord }) => !stopWord)
        .map(({ text, state, decision }) => `${text} ${state}${decision?.mask ? ' mask' : ''}`),
    id: (text) => tagIdOf(project, pictureId, text),
    words: () => {
      const { captions: shown, tags } = detail();
      return shown.map(({ text, occurrences }) =>
        occurrences
          .map(
            ({ tagId, start, end }) =>
              `${text.slice(start, end)}=${tags.find(({ id }) => id === tagId)?.text}`,
          )
          .join(' '),
      );
    },
  };
}

const accept = (project: Project, tagId: number) =>
  decide(project, { reviewer, decisions: [{ tagId, verdict: 'accepted' }] });

describe('a tag with another text', () => {
  test('takes the occurrences along in every caption, and an undo brings all of it back', () => {
    const { project, id, tags, words } = open('dog runs', 'brown dog');
    const before = [tags(), words()];
    editTagText(project, { reviewer, tagId: id('dog'), text: '  Puppy ' });
    expect(tags()).toEqual(['puppy undecided', 'runs undecided', 'brown undecided']);
    expect(words()).toEqual(['dog=puppy runs=runs', 'brown=brown dog=puppy']);
    undo(project, { reviewer });
    expect([tags(), words()]).toEqual(before);
    redo(project, { reviewer });
    expect(tags()).toEqual(['puppy undecided', 'runs undecided', 'brown undecided']);
  });

  test('takes the decision with its mask along, and an undo gives exactly that back', () => {
    const { project, pictureId, id, tags } = open('dog runs');
    accept(project, id('dog'));
    const before = getPicture(project, pictureId).tags[0];
    editTagText(project, { reviewer, tagId: id('dog'), text: 'puppy' });
    expect(tags()).toEqual(['puppy accepted mask', 'runs undecided']);
    const moved = getPicture(project, pictureId).tags[0]?.decision;
    expect(moved?.mask).toEqual(before?.decision?.mask);
    expect(undo(project, { reviewer })).toMatchObject({ changed: 2, kept: 0, edited: [{ pictureId }] });
    expect(getPicture(project, pictureId).tags[0]).toEqual(before);
  });

  test('that is there already becomes one tag, and the decided one wins', () => {
    const { project, id, tags, words } = open('dog and puppy');
    accept(project, id('puppy'));
    editTagText(project, { reviewer, tagId: id('dog'), text: 'puppy' });
    expect(tags()).toEqual(['puppy accepted mask']);
    expect(words()).toEqual(['dog=puppy and=and puppy=puppy']);
    undo(project, { reviewer });
    expect(tags()).toEqual(['dog undecided', 'puppy accepted mask']);
  });

  test('is refused where both are decided, and nothing changes', () => {
    const { project, id, tags } = open('dog and puppy');
    accept(project, id('puppy'));
    decide(project, { reviewer, decisions: [{ tagId: id('dog'), verdict: 'rejected' }] });
    const before = tags();
    expect(() => editTagText(project, { reviewer, tagId: id('dog'), text: 'puppy' })).toThrow(
      expect.objectContaining({
        code: 'both-decided',
        message:
          '"dog" is rejected and "puppy" is accepted in this picture, and one tag cannot keep both verdicts. Undo one of them first.',
      }),
    );
    expect(tags()).toEqual(before);
  });

  test.each([
    ['', 'text-empty'],
    [' \n', 'text-empty'],
    ['x'.repeat(201), 'text-too-long'],
    ['DOG', 'text-unchanged'],
  ])('is refused as %j', (text, code) => {
    const { project, id, tags } = open('dog runs');
    const before = tags();
    expect(() => editTagText(project, { reviewer, tagId: id('dog'), text })).toThrow(
      expect.objectContaining({ code }),
    );
    expect(tags()).toEqual(before);
  });

  test('keeps what somebody else has decided on it: the edit is then not undone, not even half', () => {
    const { project, id, tags } = open('dog runs');
    accept(project, id('dog'));
    editTagText(project, { reviewer, tagId: id('dog'), text: 'puppy' });
    decide(project, { reviewer: 'bob', decisions: [{ tagId: id('puppy'), verdict: 'rejected' }] });
    expect(undo(project, { reviewer })).toMatchObject({ changed: 0, kept: 2 });
    expect(tags()).toEqual(['puppy rejected', 'runs undecided']);
  });
});

describe('joined words', () => {
  const span = { start: 2, end: 15 };

  test('are one tag over both, and the words alone leave review and every count', () => {
    const { project, pictureId, id, tags, words } = open('A traffic light');
    const captionId = getPicture(project, pictureId).captions[0]?.id ?? 0;
    const tagId = id('traffic');
    const result = editTagText(project, {
      reviewer,
      tagId,
      text: 'traffic light',
      span: { captionId, ...span },
    });
    expect(result.edited).toEqual([{ pictureId, tagId: id('traffic light') }]);
    expect(tags()).toEqual(['traffic light undecided']);
    expect(words()).toEqual(['A=a traffic light=traffic light']);
    expect(getPicture(project, pictureId).counts).toMatchObject({ undecided: 1, proposed: 0 });
    expect(datasetStatus(project).tags).toMatchObject({ undecided: 1, proposed: 0 });
    expect(decideBulk(project, { reviewer, verdict: 'rejected' }).changed).toBe(1);
    expect(nextUndecided(project, { after: null })).toBeNull();
  });

  test('split into their words again, which come back as they were; the decision stays with the joined tag', () => {
    const { project, pictureId, id, tags, words } = open('A traffic light');
    const captionId = getPicture(project, pictureId).captions[0]?.id ?? 0;
    editTagText(project, {
      reviewer,
      tagId: id('traffic'),
      text: 'traffic light',
      span: { captionId, ...span },
    });
    accept(project, id('traffic light'));
    splitTag(project, { reviewer, tagId: id('traffic light') });
    expect(tags()).toEqual(['traffic undecided', 'light undecided', 'traffic light accepted']);
    expect(words()).toEqual(['A=a traffic=traffic light=light']);
    undo(project, { reviewer });
    expect(tags()).toEqual(['traffic light accepted']);
  });

  test('take the decision of the one that was decided; two decisions stay where they are', () => {
    const { project, pictureId, id, tags } = open('traffic light', 'old tower');
    const [first, second] = getPicture(project, pictureId).captions;
    accept(project, id('light'));
    const lights = { captionId: first?.id ?? 0, start: 0, end: 13 };
    editTagText(project, { reviewer, tagId: id('traffic'), text: 'traffic light', span: lights });
    accept(project, id('old'));
    decide(project, { reviewer, decisions: [{ tagId: id('tower'), verdict: 'unsure' }] });
    const towers = { captionId: second?.id ?? 0, start: 0, end: 9 };
    editTagText(project, { reviewer, tagId: id('old'), text: 'old tower', span: towers });
    expect(tags()).toEqual([
      'traffic light accepted mask',
      'old tower undecided',
      'old accepted mask',
      'tower unsure',
    ]);
  });

  test('leave a word alone that stands elsewhere too', () => {
    const { project, pictureId, id, tags } = open('light traffic light');
    const captionId = getPicture(project, pictureId).captions[0]?.id ?? 0;
    accept(project, id('light'));
    const joined = { captionId, start: 6, end: 19 };
    editTagText(project, { reviewer, tagId: id('light'), text: 'traffic light', span: joined });
    expect(tags()).toEqual(['light accepted mask', 'traffic light undecided']);
  });

  test.each([
    [1, 15],
    [2, 12],
    [0, 1],
  ])('have to be whole words with the tag among them (%i to %i are not)', (start, end) => {
    const { project, pictureId, id } = open('A traffic light');
    const captionId = getPicture(project, pictureId).captions[0]?.id ?? 0;
    expect(() =>
      editTagText(project, { reviewer, tagId: id('traffic'), text: 'x', span: { captionId, start, end } }),
    ).toThrow(expect.objectContaining({ code: 'span-unusable' }));
  });

  test('are what can be split: one word is refused', () => {
    const { project, id } = open('dog runs');
    expect(() => splitTag(project, { reviewer, tagId: id('dog') })).toThrow(
      expect.objectContaining({ code: 'nothing-to-split' }),
    );
  });
});

describe('a tag that no caption names', () => {
  test('is added, named as a person’s, decided on, renamed and undone', () => {
    const { project, pictureId, id, tags } = open('dog runs');
    addTag(project, { reviewer, pictureId, text: 'Red  Ball' });
    expect(getPicture(project, pictureId).tags.at(-1)).toMatchObject({ text: 'red ball', added: true });
    expect(getPicture(project, pictureId).counts.undecided).toBe(3);
    editTagText(project, { reviewer, tagId: id('red ball'), text: 'blue ball' });
    expect(tags()).toEqual(['dog undecided', 'runs undecided', 'blue ball undecided']);
    undo(project, { reviewer });
    undo(project, { reviewer });
    expect(tags()).toEqual(['dog undecided', 'runs undecided']);
    expect(getPicture(project, pictureId).counts.undecided).toBe(2);
  });

  test('is refused where the picture has it', () => {
    const { project, pictureId } = open('dog runs');
    expect(() => addTag(project, { reviewer, pictureId, text: 'Dog' })).toThrow(
      expect.objectContaining({
        code: 'tag-exists',
        message: 'a.png has the tag "dog" already. Choose it, or write another.',
      }),
    );
    expect(() => addTag(project, { reviewer, pictureId: 99, text: 'cat' })).toThrow(
      expect.objectContaining({ code: 'picture-unknown' }),
    );
  });
});

describe('a caption', () => {
  test('can be written for a picture without one', () => {
    const { project, pictureId, tags } = open();
    writeCaption(project, { reviewer, pictureId, text: ' a boat at sea ' });
    expect(getPicture(project, pictureId).captions).toMatchObject([
      { text: 'a boat at sea', source: 'window' },
    ]);
    expect(tags()).toEqual(['boat undecided', 'sea undecided']);
    undo(project, { reviewer });
    expect([tags(), getPicture(project, pictureId).captions]).toEqual([[], []]);
    expect(datasetStatus(project)).toMatchObject({ captions: 0, tags: { undecided: 0 } });
    redo(project, { reviewer });
    expect(tags()).toEqual(['boat undecided', 'sea undecided']);
  });

  test('is corrected in its place: words that stay keep their tags, decided ones that go stay with their mask', () => {
    const { project, pictureId, id, tags } = open('dog in grass', 'cat');
    const [first] = getPicture(project, pictureId).captions;
    const ids = [id('dog'), id('grass')];
    accept(project, id('dog'));
    accept(project, id('grass'));
    correctCaption(project, { reviewer, captionId: first?.id ?? 0, text: 'wolf in grass' });
    expect(getPicture(project, pictureId).captions.map(({ text }) => text)).toEqual(['wolf in grass', 'cat']);
    expect(tags()).toEqual(['wolf undecided', 'grass accepted mask', 'cat undecided', 'dog accepted mask']);
    expect([id('dog'), id('grass')]).toEqual(ids);
    undo(project, { reviewer });
    expect(tags()).toEqual(['dog accepted mask', 'grass accepted mask', 'cat undecided']);
  });

  test('keeps joined words that a correction does not touch', () => {
    const { project, pictureId, id, words } = open('a traffic light at nigth');
    const captionId = getPicture(project, pictureId).captions[0]?.id ?? 0;
    const span = { captionId, start: 2, end: 15 };
    editTagText(project, { reviewer, tagId: id('traffic'), text: 'traffic light', span });
    correctCaption(project, { reviewer, captionId, text: 'a red traffic light at night' });
    expect(words()).toEqual(['a=a red=red traffic light=traffic light at=at night=night']);
  });

  test('that was corrected is brought back neither by an import nor by its new version', async () => {
    const { project, pictureId, tags } = open('dog runs');
    const captionId = getPicture(project, pictureId).captions[0]?.id ?? 0;
    correctCaption(project, { reviewer, captionId, text: 'cat runs' });
    const writer = new CaptionWriter(project.db);
    await writer.add({ pictureId, text: 'dog runs', source: 'captions.tsv' });
    await writer.add({ pictureId, text: 'a dog', source: 'captions.tsv' });
    await writer.flush();
    expect(getPicture(project, pictureId).captions.map(({ text }) => text)).toEqual(['cat runs', 'a dog']);
    // The word itself is back: another caption has it.
    expect(tags()).toEqual(['cat undecided', 'runs undecided', 'dog undecided']);
    expect(getPicture(project, pictureId).counts.undecided).toBe(3);
  });

  test('can be given its former text again', () => {
    const { project, pictureId } = open('dog runs');
    const caption = () => getPicture(project, pictureId).captions[0]?.id ?? 0;
    const first = caption();
    correctCaption(project, { reviewer, captionId: first, text: 'cat runs' });
    correctCaption(project, { reviewer, captionId: caption(), text: 'dog runs' });
    expect(caption()).toBe(first);
    undo(project, { reviewer });
    expect(getPicture(project, pictureId).captions).toMatchObject([{ text: 'cat runs' }]);
  });

  test('is refused empty, too long, unchanged, as another of the picture, or once it was corrected', () => {
    const { project, pictureId } = open('dog runs', 'cat');
    const captionId = getPicture(project, pictureId).captions[0]?.id ?? 0;
    const correct = (text: string) => () => correctCaption(project, { reviewer, captionId, text });
    const codes = [' ', 'x'.repeat(100_001), ' dog runs ', 'cat'].map((text) => codeOf(correct(text)));
    expect(codes).toEqual(['text-empty', 'text-too-long', 'text-unchanged', 'caption-exists']);
    correct('a wolf')();
    expect(codeOf(correct('a fox'))).toBe('caption-replaced');
    expect(codeOf(() => writeCaption(project, { reviewer, pictureId, text: 'cat' }))).toBe('caption-exists');
  });
});

function codeOf(work: () => unknown): string | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    return (error as { code?: string }).code;
  }
}
