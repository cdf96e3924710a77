import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { z } from 'zod';

import { dataFolder } from './paths.ts';
import { replaceFile } from './replace-file.ts';

const NAME_LENGTH = 100;

/** Under this name the log has the labels that files bring in. */
export const importName = 'import';

/** A name as it stands in the log: NFC, without spaces around it; null where it is none. */
export function cleanReviewer(text: string): string | null {
  const name = text.normalize('NFC').trim();
  return name !== '' && name.length <= NAME_LENGTH && !/[\0-\u001f\u007f]/.test(name) ? name : null;
}

const nameFile = (): string => join(dataFolder(), 'reviewer.json');
const remembered = z.object({ reviewer: z.string() });

/** The name that the person has given themselves in the window; null where they never have. */
export function rememberedReviewer(): string | null {
  if (!existsSync(nameFile())) return null;
  try {
    return cleanReviewer(remembered.parse(JSON.parse(readFileSync(nameFile(), 'utf8'))).reviewer);
  } catch {
    // A damaged file must not stop every request: the operating system's name stands in, and the next change mends it.
    return null;
  }
}

export function rememberReviewer(name: string): void {
  replaceFile(nameFile(), `${JSON.stringify({ reviewer: name })}\n`);
}
