import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

import type { z } from 'zod';

import { TagmaskError } from '../errors.ts';
import { describeMissing } from './missing-file.ts';

/** What is wrong with a model's folder: the sentence names the file and, where there is one, the field. */
export class ModelFolderError extends TagmaskError {
  constructor(file: string, why: string, options?: ErrorOptions) {
    super('input', 'bad-model', `${file}: ${why}`, options);
  }
}

/** The largest tokenizers have 20 MB. */
const maxBytes = 64_000_000;

/** A file that a stranger wrote: a folder or a named pipe in its place, or gigabytes, are not waited for. */
async function checkPlainFile(path: string): Promise<void> {
  const found = await stat(path);
  if (!found.isFile()) throw new ModelFolderError(path, 'this is not a file.');
  if (found.size > maxBytes)
    throw new ModelFolderError(
      path,
      `${found.size} bytes are more than such a file has; take it from elsewhere.`,
    );
}

/** The text of a file of the folder, or undefined where there is none. */
export async function readOptional(folder: string, name: string): Promise<string | undefined> {
  try {
    await checkPlainFile(join(folder, name));
    return await readFile(join(folder, name), 'utf8');
  } catch (cause) {
    if (cause instanceof ModelFolderError) throw cause;
    if (cause instanceof Error && 'code' in cause && (cause.code === 'ENOENT' || cause.code === 'ENOTDIR'))
      return undefined;
    throw new ModelFolderError(join(folder, name), 'the file cannot be read.', { cause });
  }
}

export async function readRequired(folder: string, name: string): Promise<string> {
  const text = await readOptional(folder, name);
  if (text !== undefined) return text;
  throw new ModelFolderError(folder, describeMissing(folder, name));
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
