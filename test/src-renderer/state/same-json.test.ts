import { expect, it } from 'vitest';

import { keepUnchanged } from '../../../src-renderer/features/review/tag-items.ts';
import { isSameJson } from '../../../src-renderer/state/same-json.ts';
import { DrawnEngine } from '../drawn-engine.ts';

it.each([
  [1, 1, true],
  [1, '1', false],
  [null, null, true],
  [null, {}, false],
  [undefined, null, false],
  [[], {}, false],
  [[1, [2]], [1, [2]], true],
  [[1, 2], [1], false],
  [{ a: 1, b: { c: 'd' } }, { b: { c: 'd' }, a: 1 }, true],
  [{ a: 1 }, { a: 1, b: undefined }, false],
  [{ a: undefined }, { b: undefined }, false],
])('%j and %j: %j', (one, other, same) => {
  expect(isSameJson(one, other)).toBe(same);
  expect(isSameJson(other, one)).toBe(same);
});

it('news of a picture keep the objects of all tags but those that have changed', () => {
  const engine = new DrawnEngine([{ path: 'a.jpg', captions: ['a dog and a cat'], width: 4, height: 4 }]);
  const before = engine.detail(1);
  engine.decideElsewhere('bob', { tagId: engine.tag('dog').id, verdict: 'rejected' });
  const read = structuredClone(engine.detail(1));
  const kept = keepUnchanged(before, read);
  expect(kept).toEqual(read);
  const changed = kept.tags.filter((tag) => !before.tags.includes(tag));
  expect(changed.map(({ text, state }) => [text, state])).toEqual([['dog', 'rejected']]);
});
