import { LRUCache } from 'lru-cache';

import { upToEnd, type Tokenize } from '../../../models/clip/tokenizer.ts';
import { promptsFor } from '../../../models/tagging/index.ts';
import type { CaptionTokens } from '../../../models/ttd/index.ts';
import type { Pair } from './pair.ts';

/** Words repeat from caption to caption. */
const keptWords = 20_000;

/** A pair's texts as token ids, words in their prompts. */
export function createTokens(
  tokenize: Tokenize,
  template: string,
): (pair: Pick<Pair, 'caption' | 'words'>) => CaptionTokens {
  const encode = (text: string): readonly number[] => upToEnd(tokenize(text));
  const words = new LRUCache<string, readonly (readonly number[])[]>({ max: keptWords });
  const promptsOf = (word: string): readonly (readonly number[])[] => {
    const known = words.get(word);
    if (known !== undefined) return known;
    const made = promptsFor(template, word).map(encode);
    words.set(word, made);
    return made;
  };
  return (pair) => ({ caption: encode(pair.caption), words: pair.words.map(promptsOf) });
}
