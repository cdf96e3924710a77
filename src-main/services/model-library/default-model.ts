import { existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { z } from 'zod';

import { modelsFolder } from '../paths.ts';
import { replaceFile } from '../replace-file.ts';
import { starterName } from './starter.ts';

const schema = z.object({ name: z.string().regex(/^[\w][\w.-]*$/) });
const file = (): string => join(modelsFolder(), 'default.json');

/** The model that runs use which name none: the one that a person has chosen, as long as it is there, else the starter. */
export function defaultModelName(): string {
  if (!existsSync(file())) return starterName;
  const { data } = schema.safeParse(parse(readFileSync(file(), 'utf8')));
  if (data === undefined) return starterName;
  const isThere =
    statSync(join(modelsFolder(), data.name), { throwIfNoEntry: false })?.isDirectory() === true;
  return isThere ? data.name : starterName;
}

export function chooseDefaultModel(name: string): void {
  if (name === starterName) rmSync(file(), { force: true });
  else replaceFile(file(), `${JSON.stringify({ name })}\n`);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // A damaged choice is no choice.
    return null;
  }
}
