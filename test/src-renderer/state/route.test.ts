import { describe, expect, it } from 'vitest';

import { formatPlace, parsePlace } from '../../../src-renderer/state/route.svelte.ts';

describe('the address', () => {
  it.each([
    ['', { screen: 'library', pictureId: null }],
    ['#/review', { screen: 'review', pictureId: null }],
    ['#/review/12', { screen: 'review', pictureId: 12 }],
    ['#/review/-1', { screen: 'review', pictureId: null }],
    ['#/review/12abc', { screen: 'review', pictureId: null }],
    ['#/masks/12', { screen: 'masks', pictureId: 12 }],
    ['#/export/12', { screen: 'export', pictureId: null }],
    ['#/nowhere', { screen: 'library', pictureId: null }],
  ] as const)('%s is read without trust', (hash, place) => {
    expect(parsePlace(hash)).toEqual(place);
  });

  it('leads back to the picture that wrote it', () => {
    const place = { screen: 'review', pictureId: 987_654 } as const;
    expect(parsePlace(formatPlace(place))).toEqual(place);
  });
});
