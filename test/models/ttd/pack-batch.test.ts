import { expect, test } from 'vitest';

import { packBatch } from '../../../models/ttd/index.ts';

const [start, end] = [98, 99];
const text = (...ids: number[]): number[] => [start, ...ids, end];
const numbers = (data: Iterable<bigint | number> | undefined): number[] => Array.from(data ?? [], Number);

test('each distinct text is computed once, and words point to it', () => {
  const feeds = packBatch([
    { caption: text(1, 2), words: [[text(1)], [text(2)]] },
    { caption: text(2), words: [[text(2)]] },
  ]);
  expect(feeds['ends']?.shape).toEqual([3]); // [1, 2]; [2], a caption and twice a word; [1]
  expect(numbers(feeds['captions']?.data)).toEqual([0, 1]);
  expect(feeds['words']?.shape).toEqual([2, 2, 1]);
  expect(numbers(feeds['words']?.data).slice(0, 3)).toEqual([2, 1, 1]);
  expect(numbers(feeds['isWord']?.data)).toEqual([1, 1, 1, 0]);
});

test('a word of several prompts has them side by side', () => {
  const feeds = packBatch([{ caption: text(1), words: [[text(3, 1), text(4, 1)], [text(3, 2), text(4, 2)]] }]); // prettier-ignore
  expect(feeds['words']?.shape).toEqual([1, 2, 2]);
  expect(numbers(feeds['words']?.data)).toEqual([1, 2, 3, 4]);
});

test('a caption without any word is a picture whose words are all padding', () => {
  const feeds = packBatch([{ caption: text(1), words: [] }]);
  expect(feeds['words']?.shape).toEqual([1, 1, 1]);
  expect(numbers(feeds['isWord']?.data)).toEqual([0]);
});
