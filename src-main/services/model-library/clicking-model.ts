import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { z } from 'zod';

import { modelsFolder } from '../paths.ts';
import { replaceFile } from '../replace-file.ts';

const schema = z.object({ name: z.string() });
const file = (): string => join(modelsFolder(), 'clicking.json');

/** Of the library's Segment Anything models the one that a person has chosen, as long as it is there, else the first; null without any. */
export function chooseClickingModel(names: readonly string[]): string | null {
  return names.find((name) => name === readChoice()) ?? names[0] ?? null;
}

export const rememberClickingModel = (name: string): void =>
  replaceFile(file(), `${JSON.stringify({ name })}\n`);

function readChoice(): string | null {
  if (!existsSync(file())) return null;
  try {
    return schema.safeParse(JSON.parse(readFileSync(file(), 'utf8'))).data?.name ?? null;
  } catch (error) {
    // A damaged choice is no choice.
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
