import { outlinePath } from '../../canvas/paint.ts';
import type { MaskLayer, Outline } from '../../canvas/paint.ts';
import { styleOfTag } from '../../canvas/palette.ts';
import type { Rle, Size } from '../../../models/masks/index.ts';
import type { ComparedWord, PictureComparison } from '../../../src-main/services/compare/compare-types.ts';
import type { ProposalView } from '../../../src-main/services/types.ts';
import { cutProposal } from '../review/tag-items.ts';

export type Side = 'before' | 'after';

const maskOf = (proposal: ProposalView, size: Size): Rle => cutProposal(proposal, proposal, size);

export interface SideLayers {
  /** The word in focus; null where this run does not propose it. */
  readonly focused: (MaskLayer & Outline) | null;
  /** The other words that it proposes. */
  readonly others: readonly MaskLayer[];
}

/** What one run has proposed on a picture, with the colours that the words have in the review. */
export function layersOf(
  { words }: Pick<PictureComparison, 'words'>,
  side: Side,
  { focus, size }: { readonly focus: ComparedWord | null; readonly size: Size },
): SideLayers {
  const layers = words.flatMap((word, index) => {
    const proposal = word[side];
    if (proposal?.relevant !== true || (word.stopWord && word.tagId !== focus?.tagId)) return [];
    return [{ tagId: word.tagId, mask: maskOf(proposal, size), style: styleOfTag(index) }];
  });
  const focused = layers.find(({ tagId }) => tagId === focus?.tagId);
  return {
    focused: focused === undefined ? null : { ...focused, path: outlinePath(focused.mask) },
    others: layers.filter((layer) => layer !== focused),
  };
}
