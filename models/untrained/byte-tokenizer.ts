/** tokenizer.json of a tokenizer that knows no words: one token a byte of UTF-8, a start and an end token. */
import { endToken, startToken } from '../clip/vocabulary-files.ts';

export const byteVocabulary = 258;

/** GPT-2's printable stand-ins for the 256 bytes, in the order of the bytes: what the ByteLevel pre-tokenizer writes. */
export function byteCharacters(): string[] {
  const isPrintable = (byte: number): boolean =>
    (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174;
  let next = 256;
  return Array.from({ length: 256 }, (_, byte) => String.fromCodePoint(isPrintable(byte) ? byte : next++));
}

export function describeByteTokenizer(): object {
  const [startId, endId] = [256, 257];
  const special = (id: number, content: string): object => ({
    id,
    content,
    special: true,
    single_word: false,
    lstrip: false,
    rstrip: false,
    normalized: false,
  });
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: [special(startId, startToken), special(endId, endToken)],
    normalizer: { type: 'Sequence', normalizers: [{ type: 'NFC' }, { type: 'Lowercase' }] },
    pre_tokenizer: { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: false },
    post_processor: {
      type: 'RobertaProcessing',
      sep: [endToken, endId],
      cls: [startToken, startId],
      trim_offsets: false,
      add_prefix_space: false,
    },
    decoder: { type: 'ByteLevel' },
    model: {
      type: 'BPE',
      vocab: Object.fromEntries([
        ...byteCharacters().map((character, byte) => [character, byte] as const),
        [startToken, startId],
        [endToken, endId],
      ]),
      merges: [],
    },
  };
}
