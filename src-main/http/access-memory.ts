import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync, readFileSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { z } from 'zod';

import { dataFolder } from '../services/paths.ts';
import type { Access } from './access.ts';

/** How long after its last sign of life a crashed engine's token still opens its successor. */
const recalledForMs = 10 * 60_000;
const signOfLifeMs = 60_000;

/** Where an engine listened, and who could talk to it. */
export interface KeptAccess extends Access {
  readonly host: string;
  readonly port: number;
}

const keptAccess = z.strictObject({
  host: z.string(),
  port: z.int().positive(),
  token: z.string().min(40),
  cookieName: z.string().min(1),
});

/**
 * Lets an open page go on after the engine has crashed and was started again at the same address (docs/decisions/004).
 * It lies in the person's own data folder: a dataset may come from somebody else, who would then know the token.
 */
export class AccessMemory {
  readonly #file: string;
  #timer: ReturnType<typeof setInterval> | null = null;

  /** One for each dataset, by its folder's path. */
  constructor(folder: string) {
    const key = createHash('sha256').update(folder).digest('hex').slice(0, 32);
    this.#file = join(dataFolder(), 'served', `${key}.json`);
  }

  /** What the last engine of this dataset kept, if it ended without forgetting and not long ago. */
  recall(): KeptAccess | null {
    const stat = lstatSync(this.#file, { throwIfNoEntry: false });
    if (stat === undefined || !stat.isFile()) return null;
    const age = Date.now() - stat.mtimeMs;
    if (!isOwn(stat) || age > recalledForMs || age < -recalledForMs) return null;
    return readKept(this.#file);
  }

  /** Only the owner of the project may keep: another `serve` of the same folder would overwrite what is in use. */
  keep(kept: KeptAccess): void {
    mkdirSync(dirname(this.#file), { recursive: true, mode: 0o700 });
    const temporary = `${this.#file}.new`;
    rmSync(temporary, { force: true });
    writeFileSync(temporary, JSON.stringify(kept), { mode: 0o600, flag: 'wx' });
    renameSync(temporary, this.#file);
    this.#timer = setInterval(() => this.#showLife(), signOfLifeMs);
    this.#timer.unref();
  }

  /** A clean end: the token is worth nothing from here on. */
  forget(): void {
    if (this.#timer === null) return;
    clearInterval(this.#timer);
    this.#timer = null;
    rmSync(this.#file, { force: true });
  }

  #showLife(): void {
    try {
      utimesSync(this.#file, new Date(), new Date());
    } catch {
      // Whoever has removed the file wants the token to be forgotten.
      if (this.#timer !== null) clearInterval(this.#timer);
    }
  }
}

/** Windows keeps a profile's folders to its person without modes and ids. */
function isOwn({ mode, uid }: { readonly mode: number; readonly uid: number }): boolean {
  return process.platform === 'win32' || ((mode & 0o077) === 0 && uid === process.getuid?.());
}

function readKept(file: string): KeptAccess | null {
  try {
    return keptAccess.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    // Half a file from a crash or an older version's: a new token does no harm.
    if (error instanceof SyntaxError || error instanceof z.ZodError) return null;
    throw error;
  }
}
