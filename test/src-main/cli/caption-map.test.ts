import { expect, test } from 'vitest';

import { pairFilesWithMaps, parseCaptionMap } from '../../../src-main/cli/caption-map.ts';
import { UsageError } from '../../../src-main/cli/command.ts';

const [one, other] = [parseCaptionMap('file=a,caption=b'), parseCaptionMap('caption=x,caption=y,header=no')];

test('one --map is for all files', () => {
  expect(pairFilesWithMaps(['1.csv', '2.csv'], [one])).toEqual({
    captionFiles: [{ file: '1.csv' }, { file: '2.csv' }],
    map: { file: 'a', caption: ['b'] },
  });
});

test('several --map belong to the files in their order', () => {
  expect(pairFilesWithMaps(['1.csv', '2.csv'], [one, other])).toEqual({
    captionFiles: [
      { file: '1.csv', map: { file: 'a', caption: ['b'] } },
      { file: '2.csv', map: { caption: ['x', 'y'], header: false } },
    ],
  });
});

test('several --map that are not one for each file are refused', () => {
  expect(() => pairFilesWithMaps(['1.csv'], [one, other])).toThrow(UsageError);
  expect(() => pairFilesWithMaps([], [one, other])).toThrow('There are 2 --map for 0 --captions');
});
