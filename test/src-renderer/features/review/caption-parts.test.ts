import { describe, expect, it } from 'vitest';

import { splitCaption } from '../../../../src-renderer/features/review/caption-parts.ts';

const caption = (text: string, occurrences: { tagId: number; start: number; end: number }[]) => ({
  id: 1,
  text,
  source: 'captions.tsv',
  occurrences,
});

describe('cutting a caption', () => {
  it('gives the words their tags and keeps every character', () => {
    const parts = splitCaption(
      caption('a dog, a dog!', [
        { tagId: 2, start: 9, end: 12 },
        { tagId: 2, start: 2, end: 5 },
      ]),
    );
    expect(parts.map(({ text, tagId }) => [text, tagId])).toEqual([
      ['a ', null],
      ['dog', 2],
      [', a ', null],
      ['dog', 2],
      ['!', null],
    ]);
  });

  it('counts UTF-16 units, so that an emoji does not shift the words behind it', () => {
    const text = '🐕‍🦺 und 犬が走る';
    const start = text.indexOf('犬');
    const parts = splitCaption(caption(text, [{ tagId: 1, start, end: start + 1 }]));
    expect(parts.find(({ tagId }) => tagId === 1)?.text).toBe('犬');
    expect(parts.map((part) => part.text).join('')).toBe(text);
  });

  it('shows a caption even where its words overlap or reach beyond it', () => {
    const parts = splitCaption(
      caption('ice cream', [
        { tagId: 1, start: 0, end: 9 },
        { tagId: 2, start: 4, end: 30 },
      ]),
    );
    expect(parts.map((part) => part.text).join('')).toBe('ice cream');
  });
});
