import { join } from 'node:path';

import { Tokenizer } from '@huggingface/tokenizers';
import { z } from 'zod';

import { ModelFolderError, parseJson, readOptional, readRequired } from './read-json.ts';
import { tokenizerSchema } from './tokenizer-schema.ts';
import { describeVocabularyFiles } from './vocabulary-files.ts';

/** Text → token ids with both ends, cut so that the end token stays. */
export type Tokenize = (text: string) => readonly number[];

/** CLIP reads a text's embedding off the first end token, and a caption may have one written out ("<|endoftext|>"). */
export const upToEnd = (ids: readonly number[]): readonly number[] =>
  ids.slice(0, ids.indexOf(ids.at(-1) ?? 0) + 1);

interface TokenizerFile {
  /** For sentences. */
  readonly file: string;
  readonly description: object;
}

/** tokenizer.json, or what vocab.json and merges.txt make where there is none. */
async function readDescription(folder: string): Promise<TokenizerFile> {
  const name = 'tokenizer.json';
  const text = await readOptional(folder, name);
  const made = text === undefined ? await describeVocabularyFiles(folder) : undefined;
  if (made !== undefined) return { file: join(folder, 'vocab.json'), description: made };
  const file = join(folder, name);
  return { file, description: parseJson(file, text ?? (await readRequired(folder, name)), tokenizerSchema) };
}

export interface TokenLimits {
  readonly context: number;
  readonly vocabulary: number;
}

/**
 * Reads tokenizer.json, or vocab.json and merges.txt where there is none (and tokenizer_config.json, where there is one). `context` is the
 * most ids that a text may have.
 */
export async function readTokenizer(folder: string, limits: TokenLimits): Promise<Tokenize> {
  const { file, description } = await readDescription(folder);
  const settingsText = await readOptional(folder, 'tokenizer_config.json');
  const settings =
    settingsText === undefined
      ? {}
      : parseJson(join(folder, 'tokenizer_config.json'), settingsText, z.looseObject({}));
  return withLimits(file, createEncoder(file, description, settings), limits);
}

/** The tokenizer of a description that is at hand, as tokenizer.json has it. */
export const createTokenizer = (description: object, limits: TokenLimits): Tokenize =>
  withLimits('tokenizer.json', createEncoder('tokenizer.json', description, {}), limits);

function withLimits(file: string, encode: Tokenize, { context, vocabulary }: TokenLimits): Tokenize {
  const ends = encode('');
  const endId = ends.at(-1);
  if (ends.length !== 2 || endId === undefined)
    throw new ModelFolderError(
      file,
      'the tokenizer does not put a start and an end token around a text, as CLIP does.',
    );
  return (text) => {
    const ids = encode(text);
    const outside = ids.find((id) => id >= vocabulary);
    if (outside !== undefined)
      throw new ModelFolderError(
        file,
        `it gives the token ${outside}, but config.json has only ${vocabulary} tokens.`,
      );
    return ids.length <= context ? ids : [...ids.slice(0, context - 1), endId];
  };
}

function createEncoder(file: string, description: object, settings: object): Tokenize {
  try {
    const tokenizer = new Tokenizer(description, settings);
    tokenizer.encode('a');
    return (text) => tokenizer.encode(text).ids;
  } catch (cause) {
    throw new ModelFolderError(file, 'this tokenizer cannot be used; download the file again.', { cause });
  }
}
