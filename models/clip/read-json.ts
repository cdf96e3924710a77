import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { z } from 'zod';

import { TagmaskError } from '../errors.ts';
import { describeConversion } from './missing-file.ts';

/** What is wrong with a model's folder: the sentence names the file and, where there is one, the field. */
export class ModelFolderError extends TagmaskError {
  constructor(file: string, why: string, options?: ErrorOptions) {
    super('input', 'bad-model', `${file}: ${why}`, options);
  }
}

/** The text of a file of the folder, or undefined where there is none. */
export async function readOptional(folder: string, name: string): Promise<string | undefined> {
  try {
    return await readFile(join(folder, name), 'utf8');
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && (cause.code === 'ENOENT' || cause.code === 'ENOTDIR'))
      return undefined;
    throw new ModelFolderError(join(folder, name), 'the file cannot be read.', { cause });
  }
}

export async function readRequired(folder: string, name: string): Promise<string> {
  const text = await readOptional(folder, name);
  if (text !== undefined) return text;
  throw new ModelFolderError(
    folder,
    describeConversion(folder, name) ??
      `there is no ${name}; a model is a folder of a Hugging Face CLIP with config.json, model.safetensors, tokenizer.json and preprocessor_config.json.`,
  );
}

/** Checks a file's JSON against a schema. */
export function parseJson<Schema extends z.ZodType>(
  file: string,
  text: string,
  schema: Schema,
): z.output<Schema> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new ModelFolderError(file, 'this is not complete JSON; download the file again.', { cause });
  }
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const field = issue === undefined || issue.path.length === 0 ? 'the file' : issue.path.join('.');
  throw new ModelFolderError(file, `${field} cannot be used: ${issue?.message ?? 'unknown'}.`);
}
