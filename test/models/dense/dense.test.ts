import { expect, test } from 'vitest';

import { denseNames, findDenseVariant } from '../../../models/dense/index.ts';

test('dense features are found by their names', () => {
  expect(denseNames).toEqual(['clip', 'maskclip', 'sclip', 'clearclip', 'naclip']);
  for (const name of denseNames) expect(findDenseVariant(name).run).toBeTypeOf('function');
});

test('an unknown name is refused with the names that there are', () => {
  expect(() => findDenseVariant('constructor')).toThrow(
    'There are no dense features called "constructor"; take one of clip, maskclip, sclip, clearclip, naclip.',
  );
});
