import type { NewMask } from '../../db/queries/decisions.ts';
import type { TagToDecide } from '../../db/queries/tags.ts';
import { TagmaskError } from '../../models/errors.ts';
import { areaOf, boundingBoxOf, decodeMask, encodeMask, intersectMasks } from '../../models/masks/index.ts';
import type { EncodedMask } from '../../models/masks/index.ts';

/** A run of a mask is told by the difference from another one, so by at most seven characters of five bits each. */
const mostCharactersARun = 7;

/**
 * The pixels that a person has drawn, as they are stored: at the picture's displayed size, and the same pixels always as the same string.
 * @throws TagmaskError `mask-size` for another size than the picture's, `bad-mask` for counts that are no mask
 */
export function readEditedMask(tag: TagToDecide, { size, counts }: EncodedMask): NewMask {
  const [width, height] = [tag.width ?? 0, tag.height ?? 0];
  // Before anything is read of it: what a size of a stranger's choosing would need of memory is no matter then.
  if (size[1] !== width || size[0] !== height) {
    const sizes = `${size[1]} × ${size[0]} pixels, and the picture ${width} × ${height}`;
    throw new TagmaskError(
      'input',
      'mask-size',
      `The mask of "${tag.text}" has ${sizes}. Load ${tag.path} again and draw it anew.`,
    );
  }
  if (counts.length > mostCharactersARun * (width * height + 1)) {
    const length = `${counts.length} characters, more than any mask of ${width} × ${height} pixels can have`;
    throw badMask(tag, `The counts have ${length}; draw it again.`);
  }
  const mask = decode(tag, { size, counts });
  // A string may have runs of no pixels in its middle; walked through once more, it has none.
  const canonical = intersectMasks(mask, mask);
  const area = areaOf(canonical);
  return { width, height, counts: encodeMask(canonical).counts, area, bbox: boundingBoxOf(canonical) };
}

function decode(tag: TagToDecide, mask: EncodedMask): ReturnType<typeof decodeMask> {
  try {
    return decodeMask(mask);
  } catch (error) {
    if (!(error instanceof TagmaskError)) throw error;
    throw badMask(tag, error.message);
  }
}

const badMask = ({ text, path }: TagToDecide, why: string): TagmaskError =>
  new TagmaskError('input', 'bad-mask', `The mask of "${text}" of ${path} cannot be stored. ${why}`);
