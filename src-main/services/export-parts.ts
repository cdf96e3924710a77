import {
  areaOf,
  boundingBoxOf,
  decodeMask,
  encodeMask,
  splitIntoParts,
  type EncodedMask,
} from '../../models/masks/index.ts';
import type { SourceTag } from './export-source.ts';

/** An annotation to write, or to find again: all of a tag's mask, or a connected part of it. */
export interface Instance {
  /** The picture's. */
  readonly path: string;
  readonly tag: SourceTag;
  /** The tag's whole mask, which its parts have to come to. */
  readonly whole: EncodedMask;
}

/** Each connected part of the tag's mask as a tag with that mask, the largest first. */
export function splitTag(tag: SourceTag): SourceTag[] {
  const parts = splitIntoParts(decodeMask(tag.segmentation));
  return parts.map((part, i) => {
    const { x, y, width, height } = boundingBoxOf(part);
    return {
      ...tag,
      ...{ segmentation: encodeMask(part), area: areaOf(part), bbox: [x, y, width, height] },
      part: { number: i + 1, of: parts.length },
    };
  });
}
