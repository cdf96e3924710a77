import { findCandidates } from '../../models/tagging/index.ts';

export interface PlacedTag {
  readonly tagId: number;
  /** The tag's, which is not what is written there once a person has edited it. */
  readonly tag: string;
  readonly start: number;
  readonly end: number;
}

/**
 * What a person has joined or renamed in a caption, at its places in the corrected text: in the order of the words, each
 * where the same letters stand as whole words. What the new text no longer says is left out.
 */
export function carryWords(
  former: { readonly text: string; readonly words: readonly PlacedTag[] },
  text: string,
): PlacedTag[] {
  const candidates = findCandidates(text);
  const starts = candidates.map(({ start }) => start);
  const ends = new Set(candidates.map(({ end }) => end));
  const carried: PlacedTag[] = [];
  let from = 0;
  for (const { start, end, ...tag } of findEdited(former)) {
    const written = former.text.slice(start, end);
    const at = starts.find((place) => {
      return place >= from && text.startsWith(written, place) && ends.has(place + written.length);
    });
    if (at === undefined) continue;
    from = at + written.length;
    carried.push({ ...tag, start: at, end: from });
  }
  return carried;
}

/** The words that the caption alone would not give. */
function findEdited({ text, words }: { text: string; words: readonly PlacedTag[] }): PlacedTag[] {
  const plain = new Map(findCandidates(text).map((word) => [word.start, word]));
  return words.filter(({ start, end, tag }) => {
    const word = plain.get(start);
    return word?.end !== end || word.text !== tag;
  });
}
