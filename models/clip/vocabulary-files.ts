/** tokenizer.json of a CLIP that has only vocab.json and merges.txt, as Hugging Face's library converts them (`CLIPConverter`). */
import { join } from 'node:path';

import { z } from 'zod';

import { ModelFolderError, parseJson, readOptional } from './read-json.ts';
import { clipSplitPattern, spacesPattern } from './tokenizer-schema.ts';

export const [startToken, endToken] = ['<|startoftext|>', '<|endoftext|>'];
/** CLIP's vocabulary has 49,152 places for words, of which 256 are bytes and 2 the ends; OpenAI's list of merges goes on, unused. */
const maxMerges = 49_152 - 256 - 2;

const vocabularySchema = z.record(z.string(), z.int().nonnegative());

/** The file begins with a line of its version. */
function readMerges(text: string): string[] {
  const lines = text.trim().split(/\r?\n/);
  return (lines[0]?.startsWith('#version') ? lines.slice(1) : lines).slice(0, maxMerges);
}

const special = (id: number, content: string): object => ({
  id,
  content,
  special: true,
  single_word: false,
  lstrip: false,
  rstrip: false,
  normalized: true,
});

/**
 * tokenizer.json of a byte-level BPE in CLIP's style. The vocabulary has the two ends, by their ids.
 */
export function describeTokenizer(
  vocab: Readonly<Record<string, number>>,
  merges: readonly string[],
  ends: [number, number],
): object {
  const [startId, endId] = ends;
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: [special(startId, startToken), special(endId, endToken)],
    normalizer: {
      type: 'Sequence',
      normalizers: [
        { type: 'NFC' },
        { type: 'Replace', pattern: { Regex: spacesPattern }, content: ' ' },
        { type: 'Lowercase' },
      ],
    },
    pre_tokenizer: {
      type: 'Sequence',
      pretokenizers: [
        { type: 'Split', pattern: { Regex: clipSplitPattern }, behavior: 'Removed', invert: true },
        { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true },
      ],
    },
    post_processor: {
      type: 'RobertaProcessing',
      sep: [endToken, endId],
      cls: [startToken, startId],
      trim_offsets: false,
      add_prefix_space: false,
    },
    decoder: { type: 'ByteLevel', add_prefix_space: true, trim_offsets: true },
    model: {
      type: 'BPE',
      dropout: null,
      unk_token: endToken,
      continuing_subword_prefix: '',
      end_of_word_suffix: '</w>',
      fuse_unk: false,
      vocab,
      merges,
    },
  };
}

/** Each merge joins two tokens of the vocabulary to a third; a list of another model's merges would give ids of nothing. */
function checkMerges(file: string, merges: readonly string[], vocab: Readonly<Record<string, number>>): void {
  const wrong = merges.findIndex((merge) => {
    const parts = merge.split(' ');
    return parts.length !== 2 || ![...parts, parts.join('')].every((token) => Object.hasOwn(vocab, token));
  });
  if (wrong >= 0)
    throw new ModelFolderError(
      file,
      `its merge ${wrong + 1} is not one of vocab.json's tokens; download both files again.`,
    );
}

/** A description of the tokenizer as tokenizer.json has it, or undefined where one of the two files is missing. Throws a ModelFolderError. */
export async function describeVocabularyFiles(folder: string): Promise<object | undefined> {
  const [vocabText, mergesText] = [
    await readOptional(folder, 'vocab.json'),
    await readOptional(folder, 'merges.txt'),
  ];
  if (vocabText === undefined || mergesText === undefined) return undefined;
  const file = join(folder, 'vocab.json');
  const vocab = parseJson(file, vocabText, vocabularySchema);
  const [startId, endId] = [vocab[startToken], vocab[endToken]];
  if (startId === undefined || endId === undefined)
    throw new ModelFolderError(
      file,
      `it lacks ${startToken} or ${endToken}: it is not the vocabulary of a CLIP.`,
    );
  const merges = readMerges(mergesText);
  checkMerges(join(folder, 'merges.txt'), merges, vocab);
  return describeTokenizer(vocab, merges, [startId, endId]);
}
