import { describe, expect, test } from 'vitest';

import { describeReleasedCaption } from '../../../../src-main/services/evaluation/released-words.ts';

interface Place {
  readonly relevant?: boolean;
  readonly state?: 'undecided' | 'proposed' | 'accepted';
}

/** Each tag with its place in code points. */
function describeTags(caption: string, tags: Record<string, readonly [start: number, end: number, Place?]>) {
  const words = Object.entries(tags).map(([tag, [start, end, { relevant = false, ...rest } = {}]]) => {
    return { ...{ tag, start, end, relevant, score: null, source: '' }, ...rest };
  });
  const masked = new Set(['dog']);
  return describeReleasedCaption({ caption: { caption, tags: words }, masked, image: 'a.png' });
}

const truthsOf = (caption: ReturnType<typeof describeTags>) =>
  caption.words.map(({ text, relevant }) => [text, relevant]);

describe('the words of a released caption', () => {
  test('have places in code points, and nothing is known of those that are not listed', () => {
    expect(describeTags('👩‍🌾 a tall dog', { dog: [11, 14, { relevant: true }] }).words).toEqual([
      { text: 'a', start: 6, end: 7, relevant: null },
      { text: 'tall', start: 8, end: 12, relevant: null },
      { text: 'dog', start: 13, end: 16, relevant: true },
    ]);
  });

  test('may be joined and named otherwise, as people do in review', () => {
    const caption = describeTags('a traffic light', { signal: [2, 15], a: [0, 1] });
    expect(truthsOf(caption)).toEqual([
      ['a', false],
      ['signal', false],
    ]);
  });

  test('are unknown where the file says that nobody has decided', () => {
    const caption = describeTags('dog cat sun', {
      dog: [0, 3, { relevant: false, state: 'undecided' }],
      cat: [4, 7, { relevant: true, state: 'proposed' }],
      sun: [8, 11, { relevant: false, state: 'accepted' }],
    });
    expect(truthsOf(caption)).toEqual([
      ['dog', null],
      ['cat', null],
      ['sun', true],
    ]);
    expect(caption.isComplete).toBe(false);
  });

  test('tell the whole mask of a caption only where each true one has pixels', () => {
    expect(describeTags('a dog', { dog: [2, 5, { relevant: true }] }).isComplete).toBe(true);
    expect(describeTags('a cat', { cat: [2, 5, { relevant: true }] }).isComplete).toBe(false);
    expect(describeTags('a cat', { cat: [2, 5], a: [0, 1, { state: 'undecided' }] }).isComplete).toBe(true);
  });

  test('leave out tags that stand nowhere', () => {
    expect(truthsOf(describeTags('a dog', { dog: [2, 5], added: [0, 0, { relevant: true }] }))).toEqual([
      ['a', null],
      ['dog', false],
    ]);
  });

  test.each([
    ['within a word', [3, 5]],
    ['beyond the caption', [2, 50]],
    ['at its wrong end', [5, 2]],
  ] as const)('are refused %s', (_, [start, end]) => {
    expect(() => describeTags('a dog', { dog: [start, end] })).toThrow(
      `The tags of a.png do not belong to its caption: there is no word at ${start} to ${end}, where "dog" should be.`,
    );
  });
});
