import type { PictureDetail, TagView } from '../../../src-main/services/types.ts';

/**
 * The tags that this window showed as decided and that somebody else, or another window, has decided on since. What was
 * still open is left out: the chips and the list show it, and nobody's verdict was set aside.
 */
export function listOverruled(before: PictureDetail, after: PictureDetail): TagView[] {
  const known = new Map(before.tags.map((tag) => [tag.id, tag]));
  return after.tags.filter((tag) => {
    const shown = known.get(tag.id);
    return shown !== undefined && shown.state !== 'undecided' && shown.state !== tag.state;
  });
}
