import { words } from '../../words.ts';
import type { TagItem } from './tag-items.ts';

/** A tag's state in words: colours and signs alone tell it to nobody who cannot see them. */
export const stateOf = ({
  look,
  imported,
  edited,
}: Pick<TagItem, 'look' | 'imported' | 'edited'>): string => {
  if (imported) return words.review.imported(words.states[look]);
  return edited ? words.review.edited(words.states[look]) : words.states[look];
};
