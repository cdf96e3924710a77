import { describe, expect, test } from 'vitest';

import { TagRows, type TagOutcome } from '../../../models/evaluation/tag-rows.ts';

const outcome = (part: Partial<TagOutcome>): TagOutcome => ({
  ...{ words: 1, trueWords: 0, chosen: 0, hits: 0, iou: null },
  ...part,
});
const found = (iou: number | null = null) => outcome({ trueWords: 1, chosen: 1, hits: 1, iou });
const missed = outcome({ trueWords: 1 });
const wrong = outcome({ chosen: 1 });

function rowsOf(outcomes: readonly [tag: string, outcome: TagOutcome][]) {
  const rows = new TagRows();
  for (const [i, [tag, one]] of outcomes.entries()) rows.add(tag, one, { file: `${i}.png`, pictureId: i });
  return rows.report();
}

describe('the rows of tags', () => {
  test('add up a tag over pictures', () => {
    const { byTag, moreTags } = rowsOf([
      ['dog', found(0.5)],
      ['dog', found(1)],
      ['dog', missed],
      ['dog', wrong],
      ['day', outcome({})],
    ]);
    expect(moreTags).toBe(0);
    expect(byTag).toMatchObject([
      { tag: 'dog', words: 4, trueWords: 3, precision: 2 / 3, recall: 2 / 3, meanIoU: 0.75, masks: 2 },
      { tag: 'day', words: 1, trueWords: 0, precision: null, recall: null, meanIoU: null, examples: [] },
    ]);
  });

  test('show the worst pictures first, and none where a word was rightly left out', () => {
    const { byTag } = rowsOf([
      ['dog', found(0.9)],
      ['dog', found(0.2)],
      ['dog', outcome({})],
      ['dog', wrong],
      ['dog', found(0.5)],
      ['dog', missed],
    ]);
    expect(byTag[0]?.examples.map(({ file, outcome: what }) => [file, what])).toEqual([
      ['3.png', 'wrong'],
      ['5.png', 'missed'],
      ['1.png', 'found'],
      ['4.png', 'found'],
    ]);
  });

  test('are the most frequent ones, by name where they are equal, and say how many there are besides', () => {
    const tags = Array.from({ length: 510 }, (_, i): [string, TagOutcome] => [`t${1000 + i}`, missed]);
    const { byTag, moreTags } = rowsOf([...tags, ['t1509', missed]]);
    expect(byTag).toHaveLength(500);
    expect(moreTags).toBe(10);
    expect(byTag.slice(0, 3).map(({ tag }) => tag)).toEqual(['t1509', 't1000', 't1001']);
  });
});
