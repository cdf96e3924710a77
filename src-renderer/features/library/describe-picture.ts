import type { PictureSummary } from '../../../src-main/services/types.ts';
import { words } from '../../words.ts';

/** How far a picture is, in a word or two. */
export function describeState({ error, counts }: PictureSummary): string {
  if (error !== null) return words.library.tile.error;
  const all = counts.accepted + counts.rejected + counts.unsure + counts.undecided;
  if (all === 0) return words.library.tile.noTags;
  return counts.undecided === 0 ? words.library.tile.done : words.library.tile.left(counts.undecided);
}

/** The same, and more, for a screen reader. */
export function describePicture(summary: PictureSummary): string {
  const { accepted, proposed } = summary.counts;
  return [
    summary.path,
    describeState(summary),
    words.library.tile.accepted(accepted),
    words.library.tile.proposed(proposed),
  ].join(', ');
}
