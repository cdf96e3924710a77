import { describe, expect, it } from 'vitest';

import { compact, formatQuery, isFiltered, parseQuery } from '../../../src-renderer/state/picture-query.ts';

describe('a query in the address', () => {
  it.each([
    ['state=undecided&tag=dog', { state: 'undecided', tag: 'dog' }],
    ['state=half&tag=&run=-1&minScore=2&maxScore=x&sort=random&order=up&errors=1', {}],
    ['minScore=0.25&maxScore=1&run=12&errors=true', { minScore: 0.25, maxScore: 1, run: 12, errors: true }],
    ['text=%E7%8A%AC%26&reviewer=ann&model=clip', { text: '犬&', reviewer: 'ann', model: 'clip' }],
    ['sort=name&order=ascending', {}],
    ['sort=area&order=descending', { sort: 'area' }],
  ])('%s is read without trust', (search, query) => {
    expect(parseQuery(search)).toEqual(query);
  });

  it('comes back as it was written', () => {
    const query = {
      state: 'accepted',
      tag: 'a b',
      text: '50% & more',
      minScore: 0.05,
      run: 3,
      sort: 'score',
    } as const;
    expect(parseQuery(new URLSearchParams(formatQuery(query)).toString())).toEqual(query);
  });

  it('is a filter only where it leaves pictures out', () => {
    expect(isFiltered(compact({ sort: 'score', tag: '' }))).toBe(false);
    expect(isFiltered({ errors: true })).toBe(true);
  });
});
