export interface Candidate {
  /** NFC, lower case: what the tag is called. */
  readonly text: string;
  /** Where the word stands in the caption as written, in UTF-16 code units; `end` is after it. */
  readonly start: number;
  readonly end: number;
}

interface Word {
  readonly start: number;
  readonly end: number;
}

/** Word boundaries come from Unicode (UAX 29) and, for scripts without spaces, from ICU's dictionaries. */
const segmenter = new Intl.Segmenter('en', { granularity: 'word' });

/** Hyphens that join a word: the keyboard's, the Unicode one, and the one that does not break a line. */
const joinsWords = /^[-\u2010\u2011]$/;

/** The possessive and the short "is": "the dog's tail" names a dog. */
const possessive = /(?<=.)['’]s$/iu;

/** Tags are compared in this form. */
export function normaliseTag(word: string): string {
  return word.normalize('NFC').toLowerCase().normalize('NFC');
}

/**
 * Every word of a caption, in order, repeats included: hyphenated words in one piece ("t-shirt"), contractions too
 * ("don't"), a possessive without its 's. No lemmatising. Emoji and punctuation are not words, so the list may be empty.
 */
export function findCandidates(caption: string): Candidate[] {
  return findWords(caption).map(({ start, end }) => {
    const written = caption.slice(start, end).replace(possessive, '');
    return { text: normaliseTag(written), start, end: start + written.length };
  });
}

function findWords(caption: string): Word[] {
  const words: Word[] = [];
  let last: { start: number; end: number } | undefined;
  for (const { segment, index, isWordLike } of segmenter.segment(caption)) {
    if (isWordLike !== true) continue;
    const end = index + segment.length;
    // UAX 29 cuts at hyphens; one that touches a word on both sides belongs to a longer word.
    if (last !== undefined && joinsWords.test(caption.slice(last.end, index))) {
      last.end = end;
      continue;
    }
    last = { start: index, end };
    words.push(last);
  }
  return words;
}
