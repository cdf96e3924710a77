import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { z } from 'zod';

import { modelsFolder } from '../paths.ts';
import { replaceFile } from '../replace-file.ts';

/** Null is a choice too: clicks without a model. */
const schema = z.object({ name: z.string().nullable() });
const file = (): string => join(modelsFolder(), 'clicking.json');

/** Of the library's Segment Anything models the one that a person has chosen, as long as it is there, else the first; null without any, and by choice. */
export function chooseClickingModel(names: readonly string[]): string | null {
  const choice = readChoice();
  if (choice?.name === null) return null;
  return names.find((name) => name === choice?.name) ?? names[0] ?? null;
}

export const rememberClickingModel = (name: string | null): void =>
  replaceFile(file(), `${JSON.stringify({ name })}\n`);

/** Undefined where nothing has been chosen. */
function readChoice(): z.infer<typeof schema> | undefined {
  if (!existsSync(file())) return undefined;
  try {
    return schema.safeParse(JSON.parse(readFileSync(file(), 'utf8'))).data;
  } catch (error) {
    // A damaged choice is no choice.
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
