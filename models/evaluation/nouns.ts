/** The baseline that looks at no picture: every noun of the caption is taken for true. */

export interface PlacedWord {
  /** In UTF-16 code units of the caption; `end` is after the word. */
  readonly start: number;
  readonly end: number;
}

/** Of each word of a caption whether it is a noun there. */
export type FindNouns = (caption: string, words: readonly PlacedWord[]) => boolean[];

interface Token extends PlacedWord {
  readonly isNoun: boolean;
}

/** Universal parts of speech: common nouns, and names. */
const nouns: ReadonlySet<string> = new Set(['NOUN', 'PROPN']);

/**
 * Loads winkNLP with its English model, which nothing else needs. The caption is tagged as a whole, because a word's part of speech is the
 * sentence's to decide. The tagger cuts words more finely than we do ("t-shirt" is three tokens): the last of a word's
 * tokens decides, as the head of an English compound stands last.
 */
export async function loadNounTagger(): Promise<FindNouns> {
  const [{ default: createTagger }, { default: english }] = await Promise.all([
    import('wink-nlp'),
    import('wink-eng-lite-web-model'),
  ]);
  const tagger = createTagger(english, ['sbd', 'pos']);
  return (caption, words) => {
    const tokens = tagger.readDoc(caption).tokens();
    const [texts, parts] = [tokens.out(tagger.its.value), tokens.out(tagger.its.pos)];
    const placed = placeTokens(
      caption,
      texts.map((text, i) => ({ text, isNoun: nouns.has(parts[i] ?? '') })),
    );
    return words.map(({ start, end }) => placed.findLast((token) => token.start < end && token.end > start)?.isNoun ?? false); // prettier-ignore
  };
}

/** By looking for each token after the one before: how a tagger counts spaces and emoji is its own affair. */
function placeTokens(
  caption: string,
  tokens: readonly { readonly text: string; readonly isNoun: boolean }[],
): Token[] {
  const placed: Token[] = [];
  let after = 0;
  for (const { text, isNoun } of tokens) {
    const start = caption.indexOf(text, after);
    if (start === -1) continue;
    after = start + text.length;
    placed.push({ start, end: after, isNoun });
  }
  return placed;
}
