import { basename } from 'node:path';

import { TagmaskError } from '../../../models/errors.ts';
import type { KnownCaption, KnownWord } from '../../../models/evaluation/index.ts';
import { findCandidates, isStopWord } from '../../../models/tagging/index.ts';
import { knownRelevance, type ReleasedPicture, type ReleasedWord } from '../../formats/released.ts';

export interface ReleasedCaptionSource {
  readonly caption: ReleasedPicture['captions'][number];
  /** The tags of which the pixels are known. */
  readonly masked: ReadonlySet<string>;
  /** The picture's name, for errors. */
  readonly image: string;
}

/**
 * The words are the file's: as in a project somebody may have joined or renamed them. Words that the file says nothing about are scored with
 * them, because pre-labelling does so and the normalisation needs them. A tag at no place belongs to no caption.
 * @throws TagmaskError `words-differ` where a tag's place is not made of whole words of the caption
 */
export function describeReleasedCaption({ caption, masked, image }: ReleasedCaptionSource): KnownCaption {
  const { caption: text, tags } = caption;
  const found = findCandidates(text);
  const unitAt = [...indexCodePoints(text)];
  const starts = new Set(found.map(({ start }) => start));
  const ends = new Set(found.map(({ end }) => end));
  const placed = tags.filter(({ start, end }) => start > 0 || end > 0);
  const listed = placed.map((tag): KnownWord => {
    const [start = -1, end = -1] = [unitAt[tag.start], unitAt[tag.end]];
    if (start >= end || !starts.has(start) || !ends.has(end)) throw wordsDiffer(tag, image);
    return { text: tag.tag, start, end, relevant: knownRelevance(tag) };
  });
  const isListed = new Uint8Array(text.length);
  for (const { start, end } of listed) isListed.fill(1, start, end);
  const others = found
    .filter(({ start, end }) => !isListed.subarray(start, end).includes(1))
    .map(({ text: word, start, end }): KnownWord => ({ text: word, start, end, relevant: null }));
  const words = [...listed, ...others].sort((a, b) => a.start - b.start);
  // Words that are not listed are not missing: a release may list the true tags alone.
  const isComplete = listed.every(({ text: tag, relevant }) =>
    relevant === null ? isStopWord(tag) : !relevant || masked.has(tag),
  );
  return { text, words, isComplete };
}

/** The UTF-16 offset of each code point of a text, and of its end. */
function* indexCodePoints(text: string): Generator<number> {
  let at = 0;
  for (const character of text) {
    yield at;
    at += character.length;
  }
  yield at;
}

function wordsDiffer({ tag, start, end }: ReleasedWord, image: string): TagmaskError {
  const message = `The tags of ${basename(image)} do not belong to its caption: there is no word at ${start} to ${end}, where "${tag}" should be.`;
  return new TagmaskError('input', 'words-differ', message);
}
