/** A vocabulary of byte pairs from a text (Sennrich et al. 2016, algorithm 1, on bytes as in GPT-2), in the form that CLIP's has. */
import { clipSplitPattern } from '../clip/tokenizer-schema.ts';
import { describeTokenizer, endToken, startToken } from '../clip/vocabulary-files.ts';
import { TagmaskError } from '../errors.ts';
import { byteCharacters } from '../untrained/byte-tokenizer.ts';

export interface Vocabulary {
  /** Token → id. */
  readonly vocab: Readonly<Record<string, number>>;
  /** "a b", the pair that becomes one token first in front. */
  readonly merges: readonly string[];
}

const suffix = '</w>';
/** Each byte within a word and at its end, and the two ends of a text. */
const leastEntries = 2 * 256 + 2;

/** What a pair has to be seen to be worth a token. */
const leastCount = 2;

interface Word {
  readonly count: number;
  symbols: string[];
}

/** Words as the tokenizer cuts them, each as its bytes' characters, the last one marked. */
function countWords(texts: Iterable<string>): Word[] {
  const pattern = new RegExp(clipSplitPattern, 'giu');
  const counts = new Map<string, number>();
  for (const text of texts)
    for (const [word] of text.normalize('NFC').toLowerCase().matchAll(pattern))
      counts.set(word, (counts.get(word) ?? 0) + 1);
  const characters = byteCharacters();
  return [...counts].map(([word, count]) => {
    const symbols = Array.from(Buffer.from(word), (byte) => characters[byte] ?? '');
    return { count, symbols: [...symbols.slice(0, -1), `${symbols.at(-1) ?? ''}${suffix}`] };
  });
}

/** The pair that is seen most, as "a b"; of several the first in the order of code units, so that the text's order is no part of it. */
function findCommonest(words: readonly Word[]): string | undefined {
  const counts = new Map<string, number>();
  for (const { symbols, count } of words)
    for (let place = 1; place < symbols.length; place++) {
      const pair = `${symbols[place - 1] ?? ''} ${symbols[place] ?? ''}`;
      counts.set(pair, (counts.get(pair) ?? 0) + count);
    }
  let [best, most]: [string | undefined, number] = [undefined, leastCount - 1];
  for (const [pair, count] of counts)
    if (count > most || (count === most && best !== undefined && pair < best)) [best, most] = [pair, count];
  return best;
}

function merge(symbols: readonly string[], left: string, right: string): string[] {
  const merged: string[] = [];
  for (let place = 0; place < symbols.length; place++) {
    const isPair = symbols[place] === left && symbols[place + 1] === right;
    merged.push(isPair ? left + right : (symbols[place] ?? ''));
    if (isPair) place++;
  }
  return merged;
}

/**
 * At most `entries` tokens for these texts: every byte, pairs by how often they are seen, and the two ends. The same texts give the same
 * vocabulary, in whatever order they come. Throws a TagmaskError where `entries` does not hold the bytes.
 */
export function trainVocabulary(
  texts: Iterable<string>,
  { entries }: { readonly entries: number },
): Vocabulary {
  if (!Number.isInteger(entries) || entries < leastEntries)
    throw new TagmaskError(
      'input',
      'bad-setting',
      `A vocabulary of ${entries} entries does not hold every byte; it needs ${leastEntries} or more.`,
    );
  const words = countWords(texts);
  const bytes = byteCharacters();
  const tokens = [...bytes, ...bytes.map((character) => character + suffix)];
  const merges: string[] = [];
  while (tokens.length + 2 < entries) {
    const pair = findCommonest(words);
    if (pair === undefined) break;
    const [left = '', right = ''] = pair.split(' ');
    merges.push(pair);
    tokens.push(left + right);
    for (const word of words)
      if (word.symbols.includes(left)) word.symbols = merge(word.symbols, left, right);
  }
  const ids = [...tokens, startToken, endToken].map((token, id) => [token, id] as const);
  return { vocab: Object.fromEntries(ids), merges };
}

/** tokenizer.json for Hugging Face's libraries. */
export function describeVocabulary({ vocab, merges }: Vocabulary): object {
  return describeTokenizer(vocab, merges, [vocab[startToken] ?? 0, vocab[endToken] ?? 0]);
}
