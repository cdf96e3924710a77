import { words } from '../../words.ts';
import type { TagItem } from './tag-items.ts';

/** A tag's state in words: colours and signs alone tell it to nobody who cannot see them. */
export const stateOf = ({ look, imported }: Pick<TagItem, 'look' | 'imported'>): string =>
  imported ? words.review.imported(words.states[look]) : words.states[look];
